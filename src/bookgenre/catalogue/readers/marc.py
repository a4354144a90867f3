"""MARC 21 records (ISO 2709), in UTF-8 or MARC-8."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.marc.bibliographic import describe_book
from bookgenre.catalogue.marc.iso2709 import looks_like_leader
from bookgenre.catalogue.marc.marc_file import read_pieces
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "MARC 21 (libraries)"
SUFFIXES = (".mrc", ".marc", ".usmarc")


def looks_like(head: bytes) -> bool:
    """Say whether a file begins with a leader."""
    return looks_like_leader(head)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Read the records of a file.

    A damaged record has a problem; where its separators are right, it is read whatever its lengths say.

    Raises
    ------
    DataError
        If the file cannot be opened, or does not begin with a record.
    MissingExtraError
        If it holds letters in MARC-8 and pymarc is not installed.
    """
    del options
    for piece in read_pieces(path):
        if not piece.number:
            continue
        if piece.record is None:
            yield Record(piece.number, None, problem=piece.problem)
        else:
            leader = piece.record.leader.decode("ascii", "replace")
            yield describe_book(piece.number, leader, piece.fields)
