"""Parquet files."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "Parquet"
SUFFIXES = (".parquet", ".pq")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins as Parquet files do."""
    return head.startswith(b"PAR1")


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Yield the rows; errors are those of `bookgenre.catalogue.table_reading.read_table_records`."""
    return read_table_records(path, options, SUFFIXES)
