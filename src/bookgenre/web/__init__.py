"""The Flask site and its REST API."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bookgenre.web.flask_app import create_app
    from bookgenre.web.settings import Settings

__all__ = ["Settings", "create_app"]

# The variables of `bookgenre.web.processes` have to be set before the application is imported.
_LAZY = {"Settings": "bookgenre.web.settings", "create_app": "bookgenre.web.flask_app"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
