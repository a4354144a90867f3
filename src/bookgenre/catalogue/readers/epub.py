"""EPUB 2 and 3: a file is one book."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.epub.archive import open_epub
from bookgenre.catalogue.epub.publication import read_publication
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "EPUB (e-books)"
SUFFIXES = (".epub",)


def looks_like(head: bytes) -> bool:
    """Say whether a file begins as an EPUB does: an archive with its type, or with META-INF/container.xml, first."""
    return head.startswith(b"PK\x03\x04") and (
        head[30:58].startswith(b"mimetypeapplication/epub+zip") or b"META-INF/container.xml" in head
    )


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """Read the metadata of the book; errors are those of `read_publication`."""
    return read_publication(path, lambda path: open_epub(path).package)
