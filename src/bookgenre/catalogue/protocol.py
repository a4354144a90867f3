"""What readers, writers and engines are given."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from bookgenre.arguments import check_number
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import InputError

__all__ = [
    "Annotate",
    "AnswerSettings",
    "Classify",
    "MOST_GENRES",
    "Note",
    "Read",
    "ReadOptions",
    "Write",
    "WriteOptions",
]

Note = Callable[[str], None]
"""Takes a sentence that the user should read once: which columns were taken, what was left out."""


def no_note(sentence: str) -> None:
    """Forget a sentence."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file; `note` takes sentences on how it was read.

    `columns` say of tables what is in which column, as far as the user says so: ``{"description": "Blurb"}``. `check`
    is called now and then while a table, a feed or a file of MARC is read, as its first record may come late; an
    exception that it raises ends the reading. Columns without fields are an `InputError`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    note: Note = no_note
    check: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        given: object = self.columns
        if not isinstance(given, Mapping):
            raise InputError(f'columns is {given!r:.40}; give the names by field: {{"description": "Blurb"}}')


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write a file; `note` takes sentences on what could not be written.

    Attributes
    ----------
    columns
        Names of the `fields` of all records, in order; tables begin with them.
    kinds
        Of each of these, what its values are: ``text``, ``whole``, ``number``, ``truth``, ``time`` or ``mixed``.
    sources
        The inputs, for a format that takes over more of them than their values.
    top, long, colours
        Genres in `Finding.genres`; one row per genre in place of one per book; whether colours were requested.
    """

    columns: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()
    top: int = 5
    long: bool = False
    colours: bool = False
    note: Note = no_note


MOST_GENRES = 10_000
"""More than any model has; tables get two columns for each."""


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """What is requested for each record; plain values, so that another process or machine can be sent it.

    Attributes
    ----------
    model, revision
        As in `bookgenre.Recommender.from_pretrained`.
    mapping
        The user's table of BISAC codes (`bookgenre.stores.read_mapping`); None for the one that the environment names.
    top
        Number of genres in `Finding.genres`.
    colours
        Whether cover colours are recommended.
    workers
        Processes or threads of the local engine, and most actors of Ray's; None for one per core.
    ray_address
        Of the cluster of the Ray engine: ``auto`` or ``HOST:PORT``; None for the one that the environment names, else
        this machine.

    Raises
    ------
    InputError
        If `top` is no whole number from 1 to 10,000, or `workers` none from 1.
    """

    model: str | Path | None = None
    revision: str | None = None
    mapping: Path | None = None
    top: int = 5
    colours: bool = False
    workers: int | None = None
    ray_address: str | None = None

    def __post_init__(self) -> None:
        # A frozen dataclass sets its fields this way.
        object.__setattr__(self, "top", check_number("top", self.top, most=MOST_GENRES))
        if self.workers is not None:
            object.__setattr__(self, "workers", check_number("workers", self.workers))
        if self.mapping is not None:
            object.__setattr__(self, "mapping", Path(self.mapping))


Read = Callable[[Path, ReadOptions], Iterator[Record]]
"""Reads a file: ``read`` of a module of `bookgenre.catalogue.readers`."""

Write = Callable[[Iterable[tuple[Record, Finding]], BinaryIO, WriteOptions], None]
"""Writes records: ``write`` of a module of `bookgenre.catalogue.writers`."""

Annotate = Callable[[Path, Iterable[Finding], BinaryIO, WriteOptions], None]
"""Writes a file again with what was found: ``annotate`` of a module of `bookgenre.catalogue.writers`."""

Classify = Callable[[Iterable[Record], AnswerSettings], Iterator[Finding]]
"""Classifies records: ``classify`` of a module of `bookgenre.catalogue.engines`."""
