"""The Flask site and its REST API."""

from bookgenre.web.app import create_app
from bookgenre.web.settings import Settings

__all__ = ["Settings", "create_app"]
