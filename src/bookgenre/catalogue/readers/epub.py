"""EPUB 2 and 3: a file is one book."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.epub.archive import looks_like_epub, open_epub
from bookgenre.catalogue.epub.package_document import parse_package
from bookgenre.catalogue.epub.publication import describe_publication
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.errors import DataError

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "EPUB (e-books)"
SUFFIXES = (".epub",)


def looks_like(head: bytes) -> bool:
    """Say whether a file begins as an EPUB does."""
    return looks_like_epub(head)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Read the metadata of the book; the one record has a problem where the file is damaged, hostile or encrypted.

    Raises
    ------
    DataError
        If there is no such file.
    """
    del options
    if not path.is_file():
        raise DataError(f"there is no file {path}; check the name")
    try:
        yield describe_publication(1, parse_package(open_epub(path).package))
    except DataError as error:
        yield Record(1, None, problem=str(error))
