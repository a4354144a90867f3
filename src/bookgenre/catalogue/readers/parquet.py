"""Parquet files."""

from functools import partial

from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "Parquet"
SUFFIXES = (".parquet", ".pq")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins as Parquet files do."""
    return head.startswith(b"PAR1")


read = partial(read_table_records, endings=SUFFIXES)
