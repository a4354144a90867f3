"""One book of a catalogue as it was read, and what was found for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from bookgenre.book import Book

__all__ = ["Finding", "GenreFinding", "Record", "Subject", "book_record"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject, genre or keyword that a catalogue gives a book.

    Attributes
    ----------
    scheme
        What it belongs to: ``bisac``, ``thema``, ``bic``, ``clil``, ``lcsh``, ``lcgft``, ``ddc``, ``keywords``, the
        name of a scheme of the publisher's own, or empty.
    code, heading
        As the catalogue writes them; one of the two may be empty.
    """

    scheme: str
    code: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One book of a catalogue as it was read.

    Attributes
    ----------
    number
        Its position in the input, from 1.
    book
        What is classified; None where the record is unusable.
    identifier
        An ISBN, or the record's own reference; empty where it has none.
    subjects
        What the catalogue says of its subjects.
    fields
        The cells of a table's row by column, in the order of the columns; of other formats title, author and so on.
    problem
        Why the record is unusable; empty where it is not.
    """

    number: int
    book: Book | None
    identifier: str = ""
    subjects: tuple[Subject, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def book_record(
    number: int, book: Book, identifier: str, subjects: tuple[Subject, ...] = (), problem: str = "", **fields: str
) -> Record:
    """Return a record of a format that describes books rather than rows.

    It has a problem where `problem` says so, or where there is no description. Its fields are the identifier, title,
    authors and description, and `fields` before the description.
    """
    named = {"identifier": identifier, "title": book.title or "", "authors": "; ".join(book.authors), **fields}
    named["description"] = book.description
    problem = problem or ("" if book.description else "it has no description")
    return Record(number, None if problem else book, identifier, subjects, named, problem)


@dataclass(frozen=True, slots=True)
class GenreFinding:
    """One genre that was found; see `bookgenre.classifier.GenreScore`."""

    id: str
    name: str
    probability: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one record; plain values, so that it can be kept in a line of JSON.

    Attributes
    ----------
    number
        Of the record.
    problem
        Why nothing was found; empty where something was. All that follows is empty then.
    shortlist, genres, chosen
        The three to five genres to use; the most probable ones; those above their threshold.
    side, audience
        As in `bookgenre.classifier.Shortlist`.
    thema, thema_qualifiers, bisac, lcgft
        Codes (of LCGFT terms) to add; BISAC codes come from the user's own table.
    keywords
        Phrases of the description.
    stores
        Id of each other store to the categories to choose there.
    colours
        Hex colours of the palette: ground, accent, text; empty where they were not requested.
    warnings
        What to know about this answer.
    model_version
        Version of the model that answered.
    """

    number: int
    problem: str = ""
    shortlist: tuple[GenreFinding, ...] = ()
    genres: tuple[GenreFinding, ...] = ()
    chosen: tuple[GenreFinding, ...] = ()
    side: str | None = None
    audience: str = ""
    thema: tuple[str, ...] = ()
    thema_qualifiers: tuple[str, ...] = ()
    bisac: tuple[str, ...] = ()
    lcgft: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    stores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colours: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    model_version: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without what is empty."""
        # `dataclasses.asdict` takes twenty times as long, and this is called for each of a million records.
        values: dict[str, Any] = {"number": self.number}
        for name in _FIELDS:
            value = getattr(self, name)
            if value:
                values[name] = [_genre_dict(genre) for genre in value] if name in _GENRES else value
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the finding of which `to_dict` made these values, also where they have been JSON."""
        plain: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
        for name in _GENRES:
            plain[name] = tuple(GenreFinding(**genre) for genre in plain.get(name, ()))
        plain["stores"] = {store: tuple(paths) for store, paths in plain.get("stores", {}).items()}
        return cls(**plain)


_FIELDS = tuple(one.name for one in fields(Finding) if one.name != "number")
_GENRES = ("shortlist", "genres", "chosen")


def _genre_dict(genre: GenreFinding) -> dict[str, Any]:
    return {"id": genre.id, "name": genre.name, "probability": genre.probability, "chosen": genre.chosen}
