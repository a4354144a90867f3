"""MARCXML with the genres added; nothing else of it changes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.marc.marcxml_record import MARCXML, parse_xml_record
from bookgenre.catalogue.marc.subject_fields import fields_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding
from bookgenre.catalogue.xml_records.feed import annotate_feed

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "MARCXML (libraries), with fields 084, 653 and 655 added"
SUFFIXES = (".marcxml", ".xml")


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, _options: WriteOptions) -> None:
    """Write the file `source` with what was found added to its records, in its encoding and its layout.

    Errors are those of `bookgenre.catalogue.xml_records.feed.annotate_feed`.
    """
    annotate_feed(source, MARCXML, findings, out, _additions)


def _additions(text: str, entities: Mapping[str, str], finding: Finding) -> list[tuple[int, str]]:
    record = parse_xml_record(text, entities)
    return [] if record.problem else record.with_fields(fields_to_add(finding, record.fields))
