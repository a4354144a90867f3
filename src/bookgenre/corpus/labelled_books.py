"""Labelled book records in JSON Lines, plain or gzipped."""

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.errors import DataError
from bookgenre.files import Rejects, open_lines, read_rows

__all__ = ["LabelledBook", "read_ids", "read_records", "read_records_from", "record_of"]


@dataclass(frozen=True, slots=True)
class LabelledBook:
    """A book with the genres that it is known to have.

    Attributes
    ----------
    book
        The record as its source gives it; ``book.genres`` are the source's own words.
    work
        Key that all editions of one book share; splits never part them.
    labels, complete
        Ids of the genres it has, parents included. A list that is not complete says nothing of the genres that it
        leaves out.
    masked, absent
        Ids whose absence says nothing even in a complete list, and ids that the book is known not to have even though
        the list is not complete.
    edition
        Edition of the taxonomy that the labels are of: a complete list says nothing of genres that came later.
    """

    book: Book
    work: str
    labels: frozenset[str]
    complete: bool = True
    masked: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    edition: int = 1


def read_records(path: Path) -> Iterator[LabelledBook]:
    """Yield the records of one ``.jsonl``, ``.jsonl.gz`` or ``.parquet`` file, one at a time.

    Raises `DataError` if the file is missing, cut short, or a line is not a record; the message names the line. Raises
    `MissingExtraError` if the file is Parquet and pyarrow is not installed.
    """
    line = 0
    try:
        for line, row in _rows(path):  # noqa: B007
            yield record_of(row)
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}, line {line}: not a book record ({error!r}); it needs description and labels"
        ) from None


def read_records_from(paths: Iterable[Path], leave_out: Set[str] = frozenset()) -> list[LabelledBook]:
    """Return the records of all files, in order, without those whose ids are in `leave_out`."""
    records = (record for path in paths for record in read_records(path))
    return [record for record in records if record.book.identifiers.get("id") not in leave_out]


def read_ids(path: Path) -> frozenset[str]:
    """Return the ids of records in a text file: one per line; what follows ``#`` is a comment.

    Raises `DataError` if the file cannot be read.
    """
    ids = (line.partition("#")[0].strip() for line in open_lines(path))
    return frozenset(one for one in ids if one)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if path.suffix == ".parquet":
        for row in read_rows(path, Rejects()):
            yield row.line, row.values
        return
    for line, text in enumerate(open_lines(path), start=1):
        if text.strip():
            try:
                yield line, json.loads(text)
            except (ValueError, RecursionError) as error:
                reason = getattr(error, "msg", error)
                raise DataError(f"{path}, line {line}: not JSON ({reason}); expected one object per line") from None


def record_of(row: Mapping[str, Any]) -> LabelledBook:
    """Make a record of one row, as `read_records` finds it in a line.

    Raises `KeyError`, `TypeError` or `AttributeError` if it is no record: it needs a description and labels, and the
    rest must be of the right types.
    """
    if not isinstance(row["description"], str) or not isinstance(row["labels"], list):
        raise TypeError("description must be text and labels a list")
    if not all(_is_list_of_text(row.get(name) or []) for name in ("labels", "genres", "masked", "absent", "authors")):
        raise TypeError("labels, genres, masked, absent and authors must be lists of text")
    if not all(isinstance(row.get(name) or "", str) for name in ("title", "language", "source")):
        raise TypeError("title, language and source must be text")
    identifiers = {kind: str(row[kind]) for kind in ("id", "url", "isbn13") if row.get(kind)}
    book = Book(
        description=row["description"],
        title=row.get("title") or None,
        genres=tuple(row.get("genres") or ()),
        identifiers=identifiers,
        source=row.get("source") or None,
        authors=tuple(row.get("authors") or ()),
        language=row.get("language") or None,
    )
    return LabelledBook(
        book=book,
        work=str(row.get("work") or row.get("id") or ""),
        labels=frozenset(row["labels"]),
        complete=bool(row.get("complete", True)),
        masked=frozenset(row.get("masked") or ()),
        absent=frozenset(row.get("absent") or ()),
        edition=int(row.get("edition") or 1),
    )


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
