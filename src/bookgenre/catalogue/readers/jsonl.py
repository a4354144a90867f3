"""JSON Lines, one object per line, or one array of objects."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson", ".json")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins with an object, or with an array of them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith(b"{"))


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Yield the rows; errors are those of `bookgenre.catalogue.table_reading.read_table_records`."""
    return read_table_records(path, options, SUFFIXES)
