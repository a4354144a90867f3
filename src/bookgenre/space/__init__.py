"""The Gradio page, and the Hugging Face Space that it becomes."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bookgenre.space.gradio_page import build_page
    from bookgenre.space.launcher import launch

__all__ = ["build_page", "launch"]


def __getattr__(name: str) -> Any:
    # Gradio takes a second to import; exporting a Space needs none of it.
    if name == "build_page":
        from bookgenre.space.gradio_page import build_page

        return build_page
    if name == "launch":
        from bookgenre.space.launcher import launch

        return launch
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
