"""The one record type that travels through every package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bookgenre.errors import InputError

__all__ = ["Book"]


@dataclass(frozen=True, slots=True)
class Book:
    """A book as a store, a library or a publisher describes it.

    It can be a member of a set or a key: its lists become tuples, `identifiers` is copied, and left out of the hash.

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

    Raises
    ------
    InputError
        If `identifiers` has no kinds.
    """

    description: str
    title: str | None = None
    genres: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None

    def __post_init__(self) -> None:
        # A frozen dataclass sets its fields this way. One name is taken for a list of one, not of its letters.
        for name in ("genres", "authors"):
            value: object = getattr(self, name)
            if isinstance(value, str):
                object.__setattr__(self, name, (value,))
            elif not isinstance(value, tuple):
                object.__setattr__(self, name, tuple(value) if isinstance(value, Iterable) else ())
        try:
            identifiers = dict(self.identifiers or {})
        except (TypeError, ValueError):
            raise InputError(
                f'identifiers is {self.identifiers!r:.40}; give them by kind: {{"isbn13": "9780306406157"}}'
            ) from None
        object.__setattr__(self, "identifiers", identifiers)
