"""MARC 21 records (ISO 2709), in UTF-8 or MARC-8."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.marc.bibliographic import describe_book
from bookgenre.catalogue.marc.iso2709 import looks_like_leader as looks_like
from bookgenre.catalogue.marc.marc_file import read_pieces
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "MARC 21 (libraries)"
SUFFIXES = (".mrc", ".marc", ".usmarc")


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Read the records of a file.

    A damaged record has a problem; where its separators are right, it is read whatever its lengths say. Errors are
    those of `bookgenre.catalogue.marc.marc_file.read_pieces`.
    """
    for piece in read_pieces(path, options.check):
        if piece.problem:
            yield Record(piece.number, None, problem=piece.problem)
        elif piece.record is not None:
            leader = piece.record.leader.decode("ascii", "replace")
            yield describe_book(piece.number, leader, piece.fields)
