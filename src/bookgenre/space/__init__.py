"""The Gradio page, and the Hugging Face Space that it becomes."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bookgenre.space.gradio_page import build_page
    from bookgenre.space.launcher import launch

__all__ = ["build_page", "launch"]

# Gradio takes a second to import; exporting a Space needs none of it.
_LAZY = {"build_page": "bookgenre.space.gradio_page", "launch": "bookgenre.space.launcher"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
