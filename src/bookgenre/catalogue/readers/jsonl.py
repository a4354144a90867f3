"""JSON Lines, one object per line, or one array of objects."""

from functools import partial

from bookgenre.catalogue.readers.opds_json import looks_like as is_opds
from bookgenre.catalogue.table_reading import read_table_records

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson", ".json")


def looks_like(head: bytes) -> bool:
    """Say whether the file begins with an object, or with an array of them; a page of OPDS is an object, too."""
    if is_opds(head):
        return False
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith(b"{"))


read = partial(read_table_records, endings=SUFFIXES)
