"""What the collector writes: links to books, and books."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

__all__ = ["BookLink", "CollectedBook"]


@dataclass(frozen=True, slots=True)
class BookLink:
    """The store's number of a book, the address of its page, and its title in the listing, which may be empty."""

    id: str
    url: str
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, for one line of JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CollectedBook:
    """A book as its page shows it.

    Attributes
    ----------
    id, url, title
        As in `BookLink`.
    description
        With its paragraphs: line breaks are kept.
    categories
        Each an ordered path, as on the page, without repetitions: ``("Fiction", "Romance", "Historical")``.
    authors, tags
        In the order of the page.
    language
        Its English name, as the store writes it; None where it is not shown.
    words
        Length of the book.
    price
        As shown: ``"$2.99 USD"``, ``"Free!"``.
    published
        ISO 8601 date where the page's date could be read, else as shown.
    collected
        ISO 8601 date of the visit.
    """

    id: str
    url: str
    title: str
    description: str
    categories: tuple[tuple[str, ...], ...]
    authors: tuple[str, ...] = ()
    language: str | None = None
    words: int | None = None
    price: str | None = None
    published: str | None = None
    tags: tuple[str, ...] = ()
    collected: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, for one line of JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Self:
        """Make a book of what `to_dict` returned, or of as much of it as is there; `ValueError` for a wrong type."""
        categories = entry.get("categories") or ()
        if not isinstance(categories, list | tuple) or not all(isinstance(path, list | tuple) for path in categories):
            raise ValueError("categories must be a list of paths, each a list")
        for name in ("id", "url", "title", "description", "language", "price", "published", "collected"):
            if not isinstance(entry.get(name) or "", str):
                raise ValueError(f"{name} must be text")
        if not isinstance(entry.get("words") or 0, int):
            raise ValueError("words must be a number")
        values: dict[str, Any] = {name: entry.get(name) or "" for name in ("id", "url", "title", "description")}
        values |= {name: entry.get(name) or None for name in ("language", "words", "price", "published", "collected")}
        for name in ("authors", "tags"):
            entries = entry.get(name) or ()
            if not isinstance(entries, list | tuple):
                raise ValueError(f"{name} must be a list")
            values[name] = tuple(map(str, entries))
        return cls(**values, categories=tuple(tuple(map(str, path)) for path in categories))
