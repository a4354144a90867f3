"""JSON Lines, one object per line, or one array of objects."""

from bookgenre.catalogue.table_reading import read_table_records as read

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson", ".json")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins with an object, or with an array of them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith(b"{"))
