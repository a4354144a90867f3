"""The database of a calibre library (``metadata.db``) by itself, where its folders are not there; it is only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bookgenre.catalogue.epub.package_document import Entry, PackageDocument
from bookgenre.catalogue.epub.publication import describe_publication
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.errors import DataError

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "calibre database (metadata.db)"
SUFFIXES = (".db",)

_MAGIC = b"SQLite format 3\0"
_LONGEST = 8 << 20
"""Bytes of a value at most."""
_TABLES = frozenset(
    "books authors books_authors_link tags books_tags_link comments identifiers languages books_languages_link".split()
)
_BOOKS = (
    "SELECT books.id, books.title, comments.text FROM books LEFT JOIN comments ON comments.book = books.id"
    " ORDER BY books.id"
)
_PARTS = {
    "dc:creator": (
        "SELECT name, '' FROM authors JOIN books_authors_link AS link ON author = authors.id WHERE book = ?"
        " ORDER BY link.rowid"
    ),
    "dc:subject": "SELECT name, '' FROM tags JOIN books_tags_link ON tag = tags.id WHERE book = ? ORDER BY 1",
    "dc:identifier": "SELECT val, type FROM identifiers WHERE book = ? ORDER BY type",
    "dc:language": (
        "SELECT languages.lang_code, '' FROM languages JOIN books_languages_link AS link"
        " ON link.lang_code = languages.id WHERE book = ? ORDER BY 1"
    ),
}


def looks_like(head: bytes) -> bool:
    """Say whether a file begins as a database of SQLite does."""
    return head.startswith(_MAGIC)


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """Read the books of a database by their numbers; fields as those of a library's folder.

    It is opened so that SQLite neither writes to it nor locks it. A missing file, or one that is not the database of a
    calibre library, is a `DataError`.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}; check the name")
    number = 0
    try:
        uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            # Views of a hostile file could run for ever.
            found = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not found >= _TABLES:
                raise DataError(f"{path} is not the database of a calibre library")
            for book, title, comments in database.execute(_BOOKS):
                number += 1
                yield _record(database, number, book, str(title or ""), str(comments or ""))
    except (sqlite3.Error, UnicodeError) as error:
        if not number:
            raise DataError(f"{path} is not the database of a calibre library: {error}") from error
        yield Record(number + 1, None, problem=f"the database cannot be read further: {error}")


def _record(database: sqlite3.Connection, number: int, book: int, title: str, comments: str) -> Record:
    entries = [Entry("dc:title", {}, title), Entry("dc:description", {}, comments)]
    for name, query in _PARTS.items():
        rows = database.execute(query, (book,))
        entries += (Entry(name, {"scheme": str(kind)}, str(value or "")) for value, kind in rows)
    package = PackageDocument(entries)
    tags = ", ".join(entry.text for entry in package.all("dc:subject"))
    return describe_publication(number, package, more={"calibre_id": str(book), "tags": tags})
