"""Tables that a spreadsheet can open without running what is written in them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from bookgenre.files.atomic import atomic_write

__all__ = ["CsvWriter", "restored_cell", "safe_cell", "write_csv"]

# What a spreadsheet takes for the start of a formula (OWASP, CSV injection); some pass over white space before it, and
# Japanese ones know the full-width signs. Apostrophes before it are counted in, so that reading takes away exactly one.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# These do nothing there: a negative number, and a code that is kept from being taken for one (="0306406152").
_HARMLESS = re.compile(r'-\d[\d.,]*%?|="[\dXx -]+"', re.ASCII)


def safe_cell(value: object) -> object:
    """Return a cell with an apostrophe before it where a spreadsheet would run it; numbers are left as they are."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) and not _HARMLESS.fullmatch(value) else value


def restored_cell(text: str) -> str:
    """Return the text that `safe_cell` was given."""
    # An apostrophe that `safe_cell` has no reason to write is part of the text.
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


class CsvWriter:
    """Writes rows of CSV (RFC 4180) whose cells are no formulas, to a file that was opened with ``newline=""``."""

    def __init__(self, file: TextIO, delimiter: str = ",") -> None:
        self._writer = csv.writer(file, delimiter=delimiter)

    def write_row(self, cells: Iterable[object]) -> None:
        """Write one row; None is an empty cell."""
        self._writer.writerow([safe_cell(cell) for cell in cells])


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table as `atomic_write` does, and raise what it raises; the number of its rows, without the header."""
    count = 0
    with atomic_write(path) as binary:
        # Half a surrogate pair, as scraped text may hold, must not end the table.
        file = io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="")
        writer = CsvWriter(file)
        writer.write_row(header)
        for row in rows:
            writer.write_row(row)
            count += 1
        file.flush()
        # `binary` is closed by its owner.
        file.detach()
    return count
