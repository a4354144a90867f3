"""Tables of text: CSV, TSV and their relatives."""

from functools import partial

from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "CSV or TSV"
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")

_SEPARATORS = ",;\t|"


def looks_like(head: bytes) -> bool:
    """Say whether the first line is of text with separators, and of no other format."""
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    start = text.removeprefix("\u00ef\u00bb\u00bf").lstrip("\ufeff\r\n ")
    first = start.splitlines()[0] if start else ""
    other = start.startswith(("<", "{", "[", "PK\x03\x04", "PAR1")) or "\x1e" in first or "\x00" in first
    return not other and any(sign in first for sign in _SEPARATORS)


read = partial(read_table_records, endings=SUFFIXES)
