"""Labelled book records in JSON Lines, plain or gzipped."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from bookgenre.book import Book
from bookgenre.errors import DataError

__all__ = ["LabelledBook", "read_records", "read_records_from"]


@dataclass(frozen=True, slots=True)
class LabelledBook:
    """A book with the genres that it is known to have.

    Attributes
    ----------
    book
        The record as its source gives it; ``book.genres`` are the source's own words.
    work
        Key that all editions of one book share; splits never part them.
    labels
        Ids of the genres it has, parents included.
    complete
        False where `labels` are positives only: a genre that is missing there says nothing.
    masked
        Ids whose absence says nothing in this row even though it is complete.
    """

    book: Book
    work: str
    labels: frozenset[str]
    complete: bool = True
    masked: frozenset[str] = frozenset()


def read_records(path: Path) -> Iterator[LabelledBook]:
    """Yield the records of one ``.jsonl`` or ``.jsonl.gz`` file, one at a time.

    Raises
    ------
    DataError
        If the file is missing, cut short, or a line is not a record; the message names the line.
    """
    line_number = 0
    try:
        with _open(path) as lines:
            for line in lines:
                line_number += 1
                if line.strip():
                    yield _record(json.loads(line))
    except FileNotFoundError:
        raise DataError(f"there is no file {path}; give a .jsonl or .jsonl.gz file of book records") from None
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise DataError(f"{path} breaks off after line {line_number}: {error}; fetch or write it again") from error
    except json.JSONDecodeError as error:
        raise DataError(f"{path}, line {line_number}: not JSON ({error.msg}); expected one object a line") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}, line {line_number}: not a book record ({error!r}); it needs description and labels"
        ) from None


def read_records_from(paths: Iterable[Path]) -> list[LabelledBook]:
    """Return the records of all files, in order."""
    return [record for path in paths for record in read_records(path)]


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _record(row: dict[str, Any]) -> LabelledBook:
    if not isinstance(row["description"], str) or not isinstance(row["labels"], list):
        raise TypeError("description must be text and labels a list")
    if not all(isinstance(row.get(name) or [], list) for name in ("genres", "masked")):
        raise TypeError("genres and masked must be lists")
    if not isinstance(row.get("title") or "", str):
        raise TypeError("the title must be text")
    identifiers = {kind: str(row[kind]) for kind in ("id", "url", "isbn13") if row.get(kind)}
    book = Book(
        description=row["description"],
        title=row.get("title") or None,
        genres=tuple(row.get("genres") or ()),
        identifiers=identifiers,
        source=row.get("source") or None,
    )
    return LabelledBook(
        book=book,
        work=str(row.get("work") or row.get("id") or ""),
        labels=frozenset(row["labels"]),
        complete=bool(row.get("complete", True)),
        masked=frozenset(row.get("masked") or ()),
    )
