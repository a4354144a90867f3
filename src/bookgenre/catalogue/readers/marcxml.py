"""MARC 21 records as XML."""

import re
from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.marc.bibliographic import describe_book
from bookgenre.catalogue.marc.marcxml_record import MARCXML, XmlRecord, parse_xml_record
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.xml_records.feed import read_feed

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "MARCXML (libraries)"
SUFFIXES = (".marcxml", ".xml")

_NAMESPACE = "http://www.loc.gov/MARC21/slim"
_LEADER = re.compile(r"<(?:[\w.-]+:)?leader\b")


def looks_like(head: bytes) -> bool:
    """Say whether a file begins like XML of MARC records."""
    text = head.replace(b"\0", b"").decode("ascii", "ignore").lstrip()
    return text.startswith("<") and (_NAMESPACE in text or bool(_LEADER.search(text)))


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Read the records of a file; answers of OAI-PMH and SRU that hold such records are read, too.

    Errors are those of `bookgenre.catalogue.xml_records.feed.read_feed`.
    """
    return read_feed(path, MARCXML, parse_xml_record, _record, options.check)


def _record(number: int, found: XmlRecord) -> Record:
    if found.problem:
        return Record(number, None, problem=found.problem)
    return describe_book(number, found.leader, found.fields)
