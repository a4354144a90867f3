"""MARC 21 records as XML."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.marc.bibliographic import describe_book
from bookgenre.catalogue.marc.marcxml_file import looks_like_marcxml, read_xml_pieces
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "MARCXML (libraries)"
SUFFIXES = (".marcxml", ".xml")


def looks_like(head: bytes) -> bool:
    """Say whether a file begins like XML of MARC records."""
    return looks_like_marcxml(head)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Read the records of a file; answers of OAI-PMH and SRU that hold such records are read, too.

    Raises
    ------
    DataError
        If the file cannot be opened, is refused as hostile, or holds no record.
    """
    del options
    for piece in read_xml_pieces(path):
        if piece.problem:
            yield Record(piece.number, None, problem=piece.problem)
        elif piece.number:
            yield describe_book(piece.number, piece.leader, piece.fields)
