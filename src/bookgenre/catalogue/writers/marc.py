"""MARC 21 records with the genres added; nothing else of them changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.marc.marc_file import encode_field, read_pieces
from bookgenre.catalogue.marc.subject_fields import fields_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "MARC 21 (libraries), with fields 084, 653 and 655 added"
SUFFIXES = (".mrc", ".marc", ".usmarc")


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write the file `source` with what was found added to its records, each in its own character set.

    A record that cannot take more fields, because it is damaged or would have more than 99,999 bytes, is written as it
    is, and `options.note` says which. Errors are those of `bookgenre.catalogue.marc.marc_file.read_pieces`.
    """
    found = iter(findings)
    for piece in read_pieces(source):
        data = piece.data
        finding = next(found, None) if piece.number else None
        added = fields_to_add(finding, piece.fields) if finding is not None else []
        if added and piece.record is not None:
            try:
                data = piece.record.with_fields(encode_field(field, utf8=piece.utf8) for field in added)
            except ValueError as error:
                options.note(f"record {piece.number} is written without additions: {error}")
        out.write(data)
