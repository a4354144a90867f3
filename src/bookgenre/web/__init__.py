"""The Flask site and its REST API."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bookgenre.web.flask_app import create_app
    from bookgenre.web.settings import Settings

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> Any:
    # The variables of `bookgenre.web.processes` have to be set before the application is imported.
    if name == "create_app":
        from bookgenre.web.flask_app import create_app

        return create_app
    if name == "Settings":
        from bookgenre.web.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
