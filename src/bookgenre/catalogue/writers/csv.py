"""CSV (RFC 4180) in UTF-8: the columns of the input, then ours; no cell is a formula to a spreadsheet."""

import io
from collections.abc import Iterable
from functools import partial
from typing import BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.table_cells import cell_text, column_names, table_rows
from bookgenre.files import CsvWriter

__all__ = ["LABEL", "SUFFIXES", "write", "write_separated"]

LABEL = "CSV"
SUFFIXES = (".csv",)


def write_separated(
    pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions, delimiter: str
) -> None:
    """Write records with `delimiter` between their cells."""
    # Half a surrogate pair, as scraped text may hold, must not end the table.
    file = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    writer = CsvWriter(file, delimiter)
    writer.write_row(column_names(options))
    for cells in table_rows(pairs, options):
        writer.write_row(map(cell_text, cells))
    file.flush()
    # `out` is closed by its owner.
    file.detach()


write = partial(write_separated, delimiter=",")
