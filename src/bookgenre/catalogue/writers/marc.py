"""MARC 21 records with the genres added; nothing else of them changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.marc.marc_file import MarcPiece, encode_field, read_pieces
from bookgenre.catalogue.marc.subject_fields import fields_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "MARC 21 (libraries), with fields 084, 653 and 655 added"
SUFFIXES = (".mrc", ".marc", ".usmarc")


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write the file `source` with what was found added to its records, each in its own character set.

    A record that cannot take more fields, because it is damaged or would have more than 99,999 bytes, is written as it
    is, and `options.note` says which.

    Raises
    ------
    DataError
        If the file cannot be opened, or does not begin with a record.
    MissingExtraError
        If it holds letters in MARC-8 and pymarc is not installed.
    """
    found = iter(findings)
    for piece in read_pieces(source):
        data = piece.data
        if piece.number:
            finding = next(found, None)
            if finding is not None and piece.record is not None:
                data = _with_additions(piece, finding, options)
        out.write(data)


def _with_additions(piece: MarcPiece, finding: Finding, options: WriteOptions) -> bytes:
    added = fields_to_add(finding, piece.fields)
    if not added or piece.record is None:
        return piece.data
    try:
        return piece.record.with_fields(encode_field(field, utf8=piece.utf8) for field in added)
    except ValueError as error:
        options.note(f"record {piece.number} is written without additions: {error}")
        return piece.data
