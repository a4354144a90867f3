"""Spreadsheets: .xlsx, and what else calamine reads; the first sheet with descriptions."""

from functools import partial

from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "spreadsheet"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def looks_like(head: bytes) -> bool:
    """Say whether the file is a zipped or an older workbook."""
    zipped = head.startswith(b"PK\x03\x04") and (
        b"xl/" in head or b"[Content_Types].xml" in head or b"opendocument.spreadsheet" in head[:200]
    )
    return zipped or head.startswith(b"\xd0\xcf\x11\xe0")


read = partial(read_table_records, endings=SUFFIXES)
