"""Tables of text whose fields stand between separators: CSV and its relatives, as programs and people write them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, tee
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError
from bookgenre.files.lines import open_lines
from bookgenre.files.quoted_rows import MendedRow, RowReader
from bookgenre.files.rejects import Rejects
from bookgenre.files.table_columns import check_columns, name_blank_columns, note_above
from bookgenre.files.table_header import below_title, first_apart, fit_columns, header_fields, start_of_table

__all__ = ["header_of", "read_table"]

_LOOK_AHEAD = 50


def read_table(path: Path, rejects: Rejects, header: Sequence[str] | None, by_tabs: bool) -> Iterator[tuple[int, Any]]:
    """Yield the line on which each row starts, and its fields by column; first line 0 and the list of columns.

    Parameters
    ----------
    rejects
        Takes the rows that are malformed, and notes on what was mended.
    header
        Names of the columns of a file that has no header line.
    by_tabs
        Whether tabs part the fields where there are any in the first line.

    Raises
    ------
    DataError
        If two columns have one name.
    """
    lines = first_apart(open_lines(path, rejects))
    number, first, delimiter = start_of_table(lines, by_tabs)
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    if header is None:
        above = number
        number, first, delimiter, pushed = below_title(lines, number, first, delimiter, by_tabs)
        note_above(path, number - above, rejects)
        columns = header_fields(first, delimiter)
        number += first.count("\n") if first.endswith("\n") else first.count("\n") + 1
    else:
        columns, pushed = list(header), [first]
    # Tabs part fields that hold quotes as they come; only CSV quotes.
    quoted = delimiter != "\t" or header is None
    # "title, description": the space behind the comma belongs to no field, and a quote may follow it.
    spaced = first.count(delimiter) == first.count(f"{delimiter} ") > 0
    form: dict[str, Any] = {"quoted": quoted, "spaced": spaced, "line": number}
    lines, again = tee(chain(pushed, lines))
    rows = iter(RowReader(lines, delimiter, width=len(columns), **form))
    ahead = list(islice(rows, _LOOK_AHEAD))
    least = len(columns)
    if header is None:
        found, least = fit_columns(path, columns, first, delimiter, [row for _, row, _ in ahead], rejects)
        if len(found) != len(columns):
            # How many fields a row should have decides how its quotes are read.
            columns, ahead = found, []
            rows = iter(RowReader(again, delimiter, width=len(columns), **form))
        check_columns(path, columns)
    # Each would keep the lines that only the other one reads.
    del lines, again
    names = name_blank_columns(columns)
    yield 0, names
    mended = 0
    for line, outcome, start in chain(ahead, rows):
        if isinstance(outcome, str):
            rejects.add("malformed row", file=path, line=line, excerpt=start, why=outcome)
            continue
        row = _fitted(outcome, columns, least)
        if outcome and len(row) != len(columns):
            why = f"{len(outcome)} fields instead of {len(columns)}"
            rejects.add("wrong number of fields", file=path, line=line, excerpt=start, why=why)
        elif any(row):
            mended += isinstance(outcome, MendedRow)
            yield line, dict(zip(names, row, strict=True))
    if mended:
        rejects.note(path, f"quotes inside quoted fields were mended; rows: {mended:,}")


def header_of(path: Path, by_tabs: bool, check: Callable[[], None]) -> list[str]:
    """Return the fields of the first line; `check` is that of `Rejects`."""
    rejects = Rejects(check=check)
    lines = first_apart(open_lines(path, rejects))
    number, first, delimiter = start_of_table(lines, by_tabs)
    if rejects.damaged:
        raise DataError(rejects.damaged[str(path)])
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    _, header, delimiter, _ = below_title(lines, number, first, delimiter, by_tabs)
    return header_fields(header, delimiter)


def _fitted(row: Sequence[str], columns: Sequence[str], least: int) -> Sequence[str]:
    """Return a row without empty fields behind the last column, and with those of last columns that rows leave out.

    These are columns without a name, and the ones behind the `least` fields that the first rows have.
    """
    width = len(columns)
    if len(row) > width and not any(row[width:]):
        return row[:width]
    if row and len(row) < width and (len(row) >= least or not any(columns[len(row) :])):
        return [*row, *[""] * (width - len(row))]
    return row
