"""What bookgenre itself wrote: collected books, and records with genres of the taxonomy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.corpus.labelled_books import LabelledBook, record_of
from bookgenre.corpus.read.adapter import PATH_SEPARATOR, Adapter, SourceRecord, clean_identifiers, excerpt
from bookgenre.corpus.read.languages import language_code
from bookgenre.files import Rejects, read_rows
from bookgenre.files.rows import is_table

__all__ = ["CollectedBooks", "LabelledRecords", "collected_books", "labelled_records"]

_MARKS = frozenset({"url", "description", "categories", "collected"})


class CollectedBooks(Adapter):
    """Reads the collector's JSON Lines; each category of the store becomes one genre, its path from the top."""

    name = "smashwords"
    title = "Smashwords, as collected by bookgenre"
    url = "https://www.smashwords.com"
    licence = "publishers' and authors' blurbs; for your own research, not to be passed on"
    complete = True

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether the first object has the collector's fields."""
        return _MARKS.issubset(columns)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a line; a line whose fields are of the wrong types goes to `rejects`.

        Raises `DataError` if the file is missing or empty.
        """
        for row in read_rows(path, rejects, needed=("description", "categories")):
            try:
                book = _book(row.values)
            except ValueError as error:
                rejects.add("not a collected book", file=path, line=row.line, excerpt=excerpt(row), why=str(error))
                continue
            yield SourceRecord(row.line, self.record(book))


def _book(entry: Mapping[str, Any]) -> Book:
    if not isinstance(entry["categories"], list):
        raise ValueError("categories is not a list")
    paths = [_texts("categories", path) for path in entry["categories"]]
    return Book(
        description=_text(entry, "description"),
        title=_text(entry, "title") or None,
        genres=tuple(dict.fromkeys(PATH_SEPARATOR.join(path) for path in paths if path)),
        identifiers=clean_identifiers({"smashwords": str(entry.get("id") or ""), "url": _text(entry, "url")}),
        source=CollectedBooks.name,
        authors=tuple(_texts("authors", entry.get("authors") or [])),
        language=language_code(_text(entry, "language")),
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    return value.strip()


def _texts(name: str, values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} is {values!r}, but must be a list of texts")
    return [text for value in values if (text := value.strip())]


collected_books = CollectedBooks()


class LabelledRecords(Adapter):
    """Reads labelled records from JSON Lines or Parquet; one without labels is a description to be labelled."""

    name = "labelled"
    title = "Labelled records"
    licence = "as their own sources state"
    complete = True

    @property
    def lists(self) -> str:
        """The completeness of the genre lists, for the data card."""
        return "as each record says"

    def knows(self, path: Path, columns: Sequence[str]) -> bool:
        """Say whether the records have descriptions and labels, and the file can hold lists."""
        return {"description", "labels"}.issubset(columns) and not is_table(path)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a row, with its own source where it names one; what is no record goes to `rejects`.

        Raises `DataError` if the file is missing or empty.
        """
        for row in read_rows(path, rejects, needed=("description",)):
            try:
                record = self._record(dict(row.values))
            except (KeyError, TypeError, AttributeError) as error:
                rejects.add("not a book record", file=path, line=row.line, excerpt=excerpt(row), why=str(error))
                continue
            yield SourceRecord(row.line, record)

    def _record(self, row: dict[str, Any]) -> LabelledBook:
        # A column of Parquet holds a null where JSON leaves the field out.
        if row.get("labels") is None:
            row["labels"] = []
        # Every book has a genre: that a record names none, and says no more, is no evidence against all of them.
        if row.get("complete") is None:
            row["complete"] = bool(row["labels"])
        record = record_of(row)
        book = replace(
            record.book,
            identifiers=clean_identifiers(record.book.identifiers),
            source=record.book.source or self.name,
            language=language_code(record.book.language),
        )
        work = row.get("work")
        return replace(record, book=book, work="" if work is None else str(work))


labelled_records = LabelledRecords()
