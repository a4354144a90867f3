"""What bookgenre itself wrote: collected books, and records with genres of the taxonomy."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bookgenre.corpus.labelled_books import LabelledBook, record_of
from bookgenre.corpus.read.adapter import (
    PATH_SEPARATOR,
    Adapter,
    SourceRecord,
    TableAdapter,
    clean_identifiers,
    excerpt,
)
from bookgenre.corpus.read.languages import language_code
from bookgenre.files import Rejects, Row, read_rows
from bookgenre.files.column_names import NamedColumns
from bookgenre.files.rows import is_table

__all__ = ["collected_books", "labelled_records"]


class _CollectedBooks(TableAdapter):
    def _genres(self, row: Row, column: str) -> list[str]:
        """Each category of the store becomes one genre, its path from the top."""
        paths = row.values.get(column)
        if not isinstance(paths, list) or not all(isinstance(path, list) for path in paths):
            raise ValueError(f"{column} is not a list of paths")
        if not all(isinstance(part, str) for path in paths for part in path):
            raise ValueError(f"{column}: a path must be a list of texts")
        named = (filter(None, map(str.strip, path)) for path in paths)
        return list(filter(None, map(PATH_SEPARATOR.join, named)))


collected_books = _CollectedBooks(
    "smashwords",
    NamedColumns(
        "description",
        title="title",
        genres=("categories",),
        authors="authors",
        language="language",
        identifiers={"smashwords": "id", "url": "url"},
    ),
    title="Smashwords, as collected by bookgenre",
    url="https://www.smashwords.com",
    licence="publishers' and authors' blurbs; for your own research, not to be passed on",
    complete=True,
    marks=frozenset({"url", "description", "categories", "collected"}),
    needed=("description", "categories"),
)


class _LabelledRecords(Adapter):
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
        """Yield one record per row, with its own source where it names one; what is no record goes to `rejects`."""
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


labelled_records = _LabelledRecords()
