"""MARCXML with the genres added; nothing else of it changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.marc.marcxml_file import read_xml_pieces
from bookgenre.catalogue.marc.subject_fields import fields_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding

__all__ = ["LABEL", "SOURCE", "SUFFIXES", "annotate"]

LABEL = "MARCXML (libraries), with fields 084, 653 and 655 added"
SUFFIXES = (".marcxml", ".xml")
SOURCE = "marcxml"


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write the file `source` with what was found added to its records, in its encoding and its layout.

    Raises
    ------
    DataError
        If the file cannot be opened, is refused as hostile, or holds no record.
    """
    del options
    found = iter(findings)
    for piece in read_xml_pieces(source):
        finding = next(found, None) if piece.number else None
        added = fields_to_add(finding, piece.fields) if finding is not None and not piece.problem else ()
        out.write(piece.with_fields(added) if added else piece.data)
