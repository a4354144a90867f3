"""Records from the rows of tables, whatever kind of file they stand in."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record, Subject
from bookgenre.files import Rejects, parse_list, read_rows, require_columns
from bookgenre.files.column_names import NamedColumns, name_columns
from bookgenre.files.lists import plain_text
from bookgenre.files.rows import seen_columns
from bookgenre.files.unpacked import unpacked_ending
from bookgenre.genres.codes import read_bisac
from bookgenre.text import MIN_CHARACTERS
from bookgenre.text.placeholders import why_empty

__all__ = ["book_of_row", "read_table_records", "row_record"]

_THEMA = re.compile(r"[A-Z1-6][A-Z0-9-]{0,11}")
_TAG = re.compile(r"<[^<>]*>")
_SCHEMES = ("bisac", "thema", "clil", "bic", "lcgft", "lcsh", "keywords")


class _Faults(Rejects):
    """Rejects that are asked for one by one, so that each becomes a record in its place."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__(check=check)
        self._waiting: list[str] = []

    def add(
        self, reason: str, *, file: Path | str, line: int | None = None, excerpt: object = "", why: str = ""
    ) -> None:
        super().add(reason, file=file, line=line, excerpt=excerpt, why=why)
        place = "" if line is None else f" (line {line:,})"
        self._waiting.append(f"{reason}{place}{f': {why}' if why else ''}")

    def taken(self) -> list[str]:
        """Return the rejects since the last call."""
        waiting, self._waiting = self._waiting, []
        return waiting


def read_table_records(path: Path, options: ReadOptions, endings: Sequence[str]) -> Iterator[Record]:
    """Yield the rows of a CSV file, a spreadsheet, JSON Lines or Parquet as records.

    A file with none of the `endings` of the format is read as if it had the first of them. A file that cannot be read,
    in which no column seems to hold descriptions, or one that is named is missing, is a `DataError`.
    """
    ending = unpacked_ending(path)
    ending = ending if ending in endings else endings[0]
    found = seen_columns(path, ending, options.check)
    columns = name_columns(path, found, options.columns)
    require_columns(path, found, columns.used)
    options.note(f"{path.name}: {columns.sentence}")
    faults = _Faults(options.check)
    numbers = count(1)
    for row in read_rows(path, faults, typed=True, ending=ending):
        yield from (Record(next(numbers), None, problem=fault) for fault in faults.taken())
        yield row_record(next(numbers), row.values, columns)
    yield from (Record(next(numbers), None, problem=fault) for fault in faults.taken())
    if faults.recoded:
        options.note(f"{path.name}: {faults.recoded.total():,} lines were not UTF-8 and were read as Windows-1252")
    for sentence in faults.notes.get(str(path), ()):
        options.note(f"{path.name}: {sentence}")


def row_record(number: int, values: Mapping[str, Any], columns: NamedColumns) -> Record:
    """Return the record of one row; it has a problem where its cells make no book."""
    identifier = next((text for name in columns.identifiers.values() if (text := _text(values, name))), "")
    try:
        book = book_of_row(values, columns)
        subjects = tuple(subject for name in columns.genres for subject in _subjects(name, values.get(name)))
    except ValueError as error:
        return Record(number, None, identifier, fields=values, problem=f"a cell cannot be read: {error}")
    if not book.description:
        return Record(number, None, identifier, subjects, values, "there is no description")
    return Record(number, book, identifier, subjects, values)


def book_of_row(values: Mapping[str, Any], columns: NamedColumns) -> Book:
    """Return the book of one row; a cell with a list in place of a text, or with half a list, is a `ValueError`."""
    try:
        authors = tuple(parse_list(values.get(columns.authors))) if columns.authors else ()
    except ValueError:
        # It only says who wrote the book; that is no reason to lose it.
        authors = ()
    return Book(
        _description(values, columns),
        _text(values, columns.title) or None,
        identifiers={kind: text for kind, name in columns.identifiers.items() if (text := _text(values, name))},
        authors=authors,
        language=_text(values, columns.language).casefold() or None,
    )


def _description(values: Mapping[str, Any], columns: NamedColumns) -> str:
    """Return the first text that says something of a book, else the first text at all."""
    text = plain_text(values.get(columns.description))
    if not columns.other_descriptions or _says_something(text):
        return text
    others = [_text(values, name) for name in columns.other_descriptions]
    return next(filter(_says_something, others), "") or next(filter(None, (text, *others)), "")


def _says_something(text: str) -> bool:
    plain = _TAG.sub("", text).strip()
    return len(plain) >= MIN_CHARACTERS and why_empty(plain) is None


def _text(values: Mapping[str, Any], name: str | None) -> str:
    try:
        return plain_text(values.get(name)) if name else ""
    except ValueError:
        return ""


def _subjects(column: str, value: object) -> Iterator[Subject]:
    """Yield the subjects of one cell; the name of the column, or the form of a code, says of which scheme they are."""
    plain = column.casefold()
    named = next((scheme for scheme in _SCHEMES if scheme in plain), "")
    try:
        entries = parse_list(value)
    except ValueError:
        entries = [str(value)]
    for entry in entries:
        bisac = read_bisac(entry)
        if bisac:
            yield Subject("bisac", *bisac)
        elif named == "thema" and _THEMA.fullmatch(entry):
            yield Subject("thema", entry)
        else:
            yield Subject(named, heading=entry)
