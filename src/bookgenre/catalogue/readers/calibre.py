"""A calibre library: a folder with ``metadata.db``, in which each ``Author/Title (id)/metadata.opf`` is read."""

import re
from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.epub.package_document import PackageDocument, parse_package
from bookgenre.catalogue.epub.publication import describe_publication
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers.opf import read_document
from bookgenre.catalogue.record import Record
from bookgenre.errors import DataError

__all__ = ["LABEL", "MARKER", "SUFFIXES", "looks_like", "read"]

LABEL = "calibre library (a folder)"
SUFFIXES: tuple[str, ...] = ()
MARKER = "metadata.db"

_DOCUMENT = "metadata.opf"
_BOOK_FOLDER = re.compile(r".*\((\d+)\)")
_MISSING = "there is no metadata.opf; let calibre write it: calibredb backup_metadata --all --with-library LIBRARY"


def looks_like(_head: bytes) -> bool:
    """Return False: a library is a folder."""
    return False


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """Read the books of a library, by author and title. The database is never opened.

    The fields have ``calibre_id`` and ``tags``, which the writer of commands for calibre needs.

    A folder that cannot be read, or holds no book, is a `DataError`.
    """
    number = 0
    for author in _folders(path):
        for folder in _folders(author):
            named = _BOOK_FOLDER.fullmatch(folder.name)
            if not named and not (folder / _DOCUMENT).is_file():
                continue
            number += 1
            yield _record(number, folder, named[1] if named else "")
    if not number:
        raise DataError(f"{path} holds no book; a calibre library has folders such as Author/Title (12)")


def _folders(path: Path) -> list[Path]:
    try:
        return sorted(one for one in path.iterdir() if not one.name.startswith(".") and one.is_dir())
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error


def _record(number: int, folder: Path, calibre_id: str) -> Record:
    document = folder / _DOCUMENT
    try:
        if not document.is_file():
            raise DataError(_MISSING)
        package = parse_package(read_document(document))
    except DataError as error:
        return Record(number, None, identifier=calibre_id, fields={"calibre_id": calibre_id}, problem=str(error))
    tags = ", ".join(entry.text for entry in package.all("dc:subject") if entry.text)
    more = {"calibre_id": calibre_id or _own_id(package), "tags": tags}
    return describe_publication(number, package, more=more)


def _own_id(package: PackageDocument) -> str:
    """The number of the book in the library, as its document says it, where its folder does not."""
    ids = (one.text for one in package.all("dc:identifier") if one.attributes.get("scheme") == "calibre")
    return next((text for text in ids if text.isascii() and text.isdigit()), "")
