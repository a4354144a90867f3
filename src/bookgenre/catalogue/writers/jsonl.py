"""JSON Lines: the fields of the input, and what was found as one object beside them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.table_cells import column_names, plain_value, table_rows

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson")

_KEY = "bookgenre"


def write(pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions) -> None:
    """Write one object per book, or with `options.long` one per genre with the columns of a table."""
    for entry in _rows(pairs, options) if options.long else _books(pairs, options):
        out.write(json.dumps(plain_value(entry), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def _rows(pairs: Iterable[tuple[Record, Finding]], options: WriteOptions) -> Iterator[dict[str, Any]]:
    names = column_names(options)
    for cells in table_rows(pairs, options):
        yield dict(zip(names, cells, strict=True))


def _books(pairs: Iterable[tuple[Record, Finding]], options: WriteOptions) -> Iterator[dict[str, Any]]:
    key, number = _KEY, 2
    while key in options.columns:
        key, number = f"{_KEY}_{number}", number + 1
    if key != _KEY:
        options.note(f"the input already has {_KEY!r}, which is kept; the results are in {key!r}")
    for record, finding in pairs:
        if finding.problem and not record.fields:
            continue
        fields = record.fields or {"number": record.number, "identifier": record.identifier}
        yield {**fields, key: _found(finding)}


def _found(finding: Finding) -> dict[str, Any]:
    found = finding.to_dict()
    for name in ("shortlist", "genres", "chosen"):
        for genre in found.get(name, ()):
            genre["probability"] = round(genre["probability"], 4)
    del found["number"]
    return found
