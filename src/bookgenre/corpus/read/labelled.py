"""Records that already have genres of the taxonomy, as ``bookgenre train`` reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bookgenre.corpus.labelled_books import LabelledBook, record_of
from bookgenre.corpus.read.adapter import Adapter, SourceRecord, clean_identifiers, excerpt
from bookgenre.corpus.read.language_codes import language_code
from bookgenre.files import Rejects, read_rows
from bookgenre.files.rows import is_table

__all__ = ["LabelledRecords", "labelled_records"]


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

        Raises
        ------
        DataError
            If the file is missing or empty.
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
