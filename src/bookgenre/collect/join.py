"""Many files of links and books to one, each book once."""

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bookgenre.collect.link_files import addressed_rows, by_small_letters
from bookgenre.collect.records import BookLink, CollectedBook
from bookgenre.collect.site import Site
from bookgenre.errors import DataError
from bookgenre.files import Rejects, parse_list, write_csv, write_json_lines
from bookgenre.files.atomic import write_errors
from bookgenre.files.rows import columns_of
from bookgenre.genres import fold

__all__ = ["JoinReport", "join_files"]


@dataclass(slots=True)
class JoinReport:
    """What was joined.

    Attributes
    ----------
    rows
        Rows by file, those that were rejected left out.
    books
        Rows of the result.
    changed
        Fields in which a later row differed from an earlier one and won, by number of rows.
    rejected
        Rows that could not be used, by reason.
    damaged
        Files that break off, each as a sentence.
    """

    rows: dict[str, int] = field(default_factory=dict)
    books: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Rows that were used."""
        return sum(self.rows.values())

    @property
    def duplicates(self) -> int:
        """Rows that were another row of a book that is there already."""
        return self.read - self.books


def join_files(files: Sequence[Path], out: Path, *, site: Site | None = None) -> JoinReport:
    """Join files of links or books; where two rows are of one book, the later one's values win, field by field.

    Read are the collector's JSON Lines, tables with ``title`` and ``url``, and tables with ``title``, ``description``
    and ``genres``, a list as text. A row without an address is another's duplicate only if title and description are
    the same. What a later row leaves empty stays as it was, so that a list of links does not wipe out descriptions.

    Parameters
    ----------
    files
        In the order of reading.
    out
        ``.jsonl``, or ``.csv`` with lists as JSON text. Written at once, at the end. Rejects go to
        ``OUT.rejects.jsonl`` beside it.
    site
        The store that links must lead to.

    Raises
    ------
    DataError
        If a file is missing or empty or has none of the columns above, if no row could be used, or if `out` cannot be
        written.
    """
    if out.suffix.lower() not in (".jsonl", ".csv"):
        raise DataError(f"{out} should end in .jsonl or .csv, which decides its format")
    with write_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    site = site or Site()
    for path in files:
        _check(path)
    report = JoinReport()
    with (
        _temporary_faults(),
        Rejects(out.with_name(f"{out.name}.rejects.jsonl")) as rejects,
        tempfile.TemporaryDirectory() as folder,
        closing(_Table(Path(folder) / "join.sqlite")) as table,
    ):
        for path in files:
            report.rows[str(path)] = 0
            for key, book in _books(path, site, rejects):
                report.changed.update(table.merge(key, book))
                report.rows[str(path)] += 1
        report.rejected, report.damaged = rejects.counts, list(rejects.damaged.values())
        report.books = len(table)
        if not report.books:
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in rejects.counts.items()) or "they are empty"
            raise DataError(f"there is nothing to join in {', '.join(map(str, files))}: {reasons}")
        if out.suffix.lower() == ".csv":
            write_csv(out, table.names, map(_cells, table))
        else:
            write_json_lines(out, table)
    return report


def _check(path: Path) -> None:
    columns = list(by_small_letters(dict.fromkeys(columns_of(path))))
    if "url" not in columns and not {"title", "description"}.issubset(columns):
        raise DataError(
            f"{path} has neither a column 'url' nor 'title' and 'description'; it has: {', '.join(columns) or 'none'}"
        )


def _books(path: Path, site: Site, rejects: Rejects) -> Iterator[tuple[str, dict[str, Any]]]:
    for row, book_id in addressed_rows(path, site, rejects):
        try:
            book = _book(dict(row.values), book_id, site)
        # What a cell holds is whoever wrote it's choice: lists without end, and sets of lists, too.
        except (ValueError, TypeError, RecursionError) as error:
            rejects.add("a field of the wrong type", file=path, line=row.line, why=str(error), excerpt=row.values)
            continue
        if not book_id and not (book["title"] and book["description"]):
            rejects.add("neither an address nor title and description", file=path, line=row.line, excerpt=row.values)
            continue
        text = f"{fold(book['title'])}\n{fold(book['description'])}"
        yield book_id or blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest(), book


def _book(values: dict[str, Any], book_id: str | None, site: Site) -> dict[str, Any]:
    if "genres" in values and not values.get("categories"):
        # The reference project's list of parts; which path they were of is lost.
        genres = values["genres"]
        if isinstance(genres, str) and genres.strip() and not genres.lstrip().startswith("["):
            raise ValueError("genres must be a list")
        values["categories"] = [[part] for part in parse_list(genres)]
    values |= {name: parse_list(values[name]) for name in ("authors", "tags") if isinstance(values.get(name), str)}
    if isinstance(values.get("categories"), str):
        values["categories"] = json.loads(values["categories"] or "[]")
    # What was a number in JSON is text in CSV.
    if isinstance(values.get("words"), str):
        values["words"] = int(values["words"].replace(",", "") or 0) or None
    values["id"] = book_id or ""
    values["url"] = site.book_url(book_id) if book_id else ""
    return CollectedBook.from_dict(values).to_dict()


@contextmanager
def _temporary_faults() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        folder = tempfile.gettempdir()
        raise DataError(
            f"temporary data cannot be written to {folder} ({error}); make room, or name another folder in TMPDIR"
        ) from error


class _Table:
    """Books by key in the order of their first row, on disk: the files may be larger than the memory."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE books (position INTEGER PRIMARY KEY, key TEXT UNIQUE, book TEXT)")
        self._database.execute("BEGIN")
        self._described = False

    def close(self) -> None:
        self._database.close()

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM books").fetchone()[0])

    @property
    def names(self) -> list[str]:
        """Fields of the books: of links only, if none is described."""
        return list((CollectedBook if self._described else BookLink).__dataclass_fields__)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = self.names
        for (text,) in self._database.execute("SELECT book FROM books ORDER BY position"):
            book = json.loads(text)
            yield {name: book[name] for name in names}

    def merge(self, key: str, book: dict[str, Any]) -> list[str]:
        """Add a row; the fields whose values it changed."""
        self._described |= bool(book["description"] or book["categories"])
        found = self._database.execute("SELECT book FROM books WHERE key = ?", (key,)).fetchone()
        if found is None:
            self._database.execute("INSERT INTO books (key, book) VALUES (?, ?)", (key, json.dumps(book)))
            return []
        before = json.loads(found[0])
        # Through JSON, so that tuples compare as the lists that they are stored as.
        later = {name: value for name, value in json.loads(json.dumps(book)).items() if value}
        changed = [name for name, value in later.items() if before[name] and before[name] != value]
        self._database.execute("UPDATE books SET book = ? WHERE key = ?", (json.dumps(before | later), key))
        return changed


def _cells(book: dict[str, Any]) -> list[Any]:
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in book.values()]
