"""The one record type that travels through every room."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Book"]


@dataclass(frozen=True, slots=True)
class Book:
    """A book as a store, a library or a publisher describes it.

    Attributes
    ----------
    description
        The blurb, as plain text. HTML remnants are tolerated.
    title
        The title, or None where it is unknown.
    genres
        The genres its source gives it, in the source's own words and order.
    identifiers
        Whatever names the book elsewhere, by kind: ``{"isbn13": "…", "url": "…"}``.
    source
        Where the record comes from.
    authors
        Their names, as the source writes them.
    language
        ISO 639-1 code of the description's language ("en"), or None where the source does not say.
    """

    description: str
    title: str | None = None
    genres: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
