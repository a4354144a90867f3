"""The interface of a source of book records, and the adapter for tables."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookgenre.book import Book
from bookgenre.corpus.labelled_books import LabelledBook
from bookgenre.corpus.read.languages import language_code
from bookgenre.files import Rejects, Row, parse_list, read_rows
from bookgenre.files.column_names import NamedColumns
from bookgenre.files.lists import is_missing, plain_text
from bookgenre.genres import load_taxonomy
from bookgenre.text.isbn import isbn13

__all__ = ["PATH_SEPARATOR", "Adapter", "SourceRecord", "TableAdapter", "clean_identifiers", "excerpt"]

PATH_SEPARATOR = " » "
"""Separates the parts of a genre that a source gives as a path."""

_ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?e\+?\d+\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as its source gives it, and its line, or number, in its file, from 1.

    Its `labels` are empty unless the source uses the genres of the taxonomy, and its `work` unless the source groups
    editions.
    """

    line: int
    record: LabelledBook


class Adapter(ABC):
    """Reads the files of one source: `name` is for ``--format``, and `title`, `url` and `licence` for the data card.

    `complete` says whether the genre lists are full, so that a missing genre is evidence. A record without any genre is
    not.
    """

    name: str
    title: str
    url: str = ""
    licence: str = "not stated"
    complete: bool = False

    @property
    def lists(self) -> str:
        """The completeness of the genre lists, for the data card."""
        return "full" if self.complete else "incomplete"

    @abstractmethod
    def knows(self, path: Path, columns: Sequence[str]) -> bool:
        """Say whether a file with these columns (of its header, or of its first object) is of this source."""

    @abstractmethod
    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield the records of one file; what cannot be understood goes to `rejects`.

        Raises `DataError` if the file is missing, empty, or lacks a column that is needed.
        """

    def record(self, book: Book) -> LabelledBook:
        """Return the record of a book whose genres are still in the source's words."""
        # A book without a listed genre is not known to have none.
        return LabelledBook(book, work="", labels=frozenset(), complete=self.complete and bool(book.genres))


@dataclass(eq=False)
class TableAdapter(Adapter):
    """Reads a table whose columns have known names.

    Attributes
    ----------
    columns
        What holds what; kinds of identifiers as in `clean_identifiers`.
    marks
        Columns by which a file of this source is known; empty: it has to be asked for by name.
    header
        Names of the columns where the files have no header line.
    language
        ISO 639-1 code of all descriptions, where the table has no column for it.
    needed
        Columns without which a file is of no use; None: those of description, title and genres.
    separator
        What stands between genres in one cell; None: a list as text, or semicolons and vertical bars. A comma parts
        only what is no name: "Mystery, Thriller & Suspense" stays one.
    """

    name: str
    columns: NamedColumns
    title: str = ""
    url: str = ""
    licence: str = "not stated"
    complete: bool = False
    marks: frozenset[str] = frozenset()
    header: Sequence[str] | None = None
    language: str | None = None
    needed: Sequence[str] | None = None
    separator: str | None = None

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether the file has all columns that mark this source."""
        return bool(self.marks) and self.marks.issubset(columns)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record per row; a row with a cell that cannot be read goes to `rejects`, which also takes notes."""
        records = labelled = rounded = 0
        columns = self.columns
        needed = self.needed or [name for name in (columns.description, columns.title, *columns.genres) if name]
        isbns = [name for kind, name in columns.identifiers.items() if kind.startswith("isbn")]
        for row in read_rows(path, rejects, header=self.header, needed=needed):
            try:
                record = self.record(self.book(row))
            except ValueError as error:
                rejects.add("unreadable cell", file=path, line=row.line, excerpt=excerpt(row), why=str(error))
                continue
            records += 1
            labelled += bool(record.book.genres)
            rounded += any(_ROUNDED.fullmatch(str(row.values.get(name))) is not None for name in isbns)
            yield SourceRecord(row.line, record)
        if rounded:
            advice = "format the column as text and export it again"
            rejects.note(
                path, f"ISBNs that a spreadsheet rounded (9.78E+12) were left out; rows: {rounded:,}; {advice}"
            )
        if not records and not rejects.total:
            rejects.note(path, "it has a header and no rows")
        if columns.genres and records and not labelled:
            names = " or ".join(map(repr, columns.genres))
            rejects.note(path, f"no record has a genre in {names}, so none is labelled")

    def book(self, row: Row) -> Book:
        """Make a book of one row.

        Raises `ValueError` if a cell that should hold a list starts as one and is none, or one that should hold text is
        a list.
        """
        columns = self.columns
        return Book(
            description=_description(row, columns.description),
            title=_text(row, columns.title) or None,
            genres=tuple(dict.fromkeys(genre for name in columns.genres for genre in self._genres(row, name))),
            identifiers=clean_identifiers({kind: _text(row, name) for kind, name in columns.identifiers.items()}),
            source=self.name,
            authors=self.authors(row),
            language=language_code(_text(row, columns.language)) or self.language,
        )

    def _genres(self, row: Row, column: str) -> list[str]:
        separator, value = self.separator, row.values.get(column)
        if separator is None or separator.strip() != "," or not isinstance(value, str) or value.lstrip()[:1] in "[{(":
            return _list(row, column, separator)
        return list(dict.fromkeys(name for name, _ in load_taxonomy().read_list(value)))

    def authors(self, row: Row) -> tuple[str, ...]:
        """Return the names of the authors; a `ValueError` where the cell starts as a list and is none."""
        return tuple(_list(row, self.columns.authors))


def clean_identifiers(found: Mapping[str, str]) -> dict[str, str]:
    """Return identifiers in the one form that sources can be compared by.

    ``isbn13`` and ``isbn10`` both become an ``isbn13`` of thirteen digits, the first that is valid; a ``goodreads`` id
    loses the title that Goodreads hangs on it; empty ones are left out.
    """
    clean: dict[str, str] = {}
    for kind, text in found.items():
        if kind in ("isbn13", "isbn10"):
            value = isbn13(text)
        elif kind == "goodreads":
            digits = re.match(r"\s*(\d+)", text)
            value = digits[1] if digits else None
        else:
            value = text.strip()
        if value:
            clean.setdefault("isbn13" if kind == "isbn10" else kind, value)
    return clean


def excerpt(row: Row) -> str:
    """Return the start of each cell of a row, for the rejects."""
    return " | ".join(f"{name}: {str(value)[:60]}" for name, value in row.values.items())


def _list(row: Row, column: str | None, separator: str | None = None) -> list[str]:
    try:
        return parse_list(row.values.get(column) if column else None, separator)
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from None


def _description(row: Row, column: str) -> str:
    value = row.values.get(column)
    # "N/A" is left to the cleaning, which gives the reason.
    return value.strip() if isinstance(value, str) and is_missing(value) else _text(row, column)


def _text(row: Row, column: str | None) -> str:
    try:
        return plain_text(row.values.get(column) if column else None)
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from None
