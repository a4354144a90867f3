"""Parquet files."""

from bookgenre.catalogue.table_reading import read_table_records as read

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "Parquet"
SUFFIXES = (".parquet", ".pq")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins as Parquet files do."""
    return head.startswith(b"PAR1")
