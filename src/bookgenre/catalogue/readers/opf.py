"""Package documents of e-books (OPF), also those that calibre keeps beside a book: a file is one book."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.epub.package_document import MAX_PACKAGE
from bookgenre.catalogue.epub.publication import read_publication
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.xml_records.prolog import first_element
from bookgenre.errors import DataError, InputError
from bookgenre.files.bounded import read_bounded
from bookgenre.files.unpacked import open_unpacked, unpack_errors

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read", "read_document"]

LABEL = "OPF (e-books, calibre)"
SUFFIXES = (".opf",)


def looks_like(head: bytes) -> bool:
    """Say whether a file begins as a package document does."""
    return first_element(head) == "package"


def read_document(path: Path) -> bytes:
    """Return the bytes of a package document, packed or not.

    One that cannot be opened or unpacked, or is larger than `MAX_PACKAGE`, is a `DataError`.
    """
    with open_unpacked(path) as stream:
        try:
            return read_bounded(stream, MAX_PACKAGE)
        except InputError as error:
            raise DataError(f"the package document is refused: {error}") from error
        except unpack_errors() as error:
            raise DataError(f"the package document cannot be unpacked: {error}") from error


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """Read the metadata of the book; errors are those of `read_publication`."""
    return read_publication(path, read_document)
