"""The REST API, version 1: all its operations."""

from bookgenre.web import book_api, cover_api, genre_api, operation_api
from bookgenre.web.api_base import api, metrics_api

__all__ = ["api", "book_api", "cover_api", "genre_api", "metrics_api", "operation_api"]
