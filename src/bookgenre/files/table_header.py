"""The header of a table of text: on which line it stands, what parts its names, and how they fit the rows below."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bookgenre.files.column_names import has_description, is_column_name
from bookgenre.files.rejects import Rejects
from bookgenre.files.table_columns import LONG_NAME, MOST_ABOVE, rows_above, rows_above_description

__all__ = ["below_title", "fit_columns", "first_apart", "header_fields", "start_of_table"]

_SHOWN = 100
_SEPARATORS = ",;\t|"
# The line by which Excel is told what parts the fields.
_EXCEL = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def first_apart(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines, the first one apart from what follows its carriage return where the others end with line feeds."""
    first = next(lines, "")
    header, _, rest = first.rstrip("\r\n").partition("\r")
    yield from (f"{header}\n", f"{rest}\n") if rest and not header.count('"') % 2 else (first,)
    yield from lines


def start_of_table(lines: Iterator[str], by_tabs: bool) -> tuple[int, str, str]:
    """Return the number of the first line that is not blank, its text and the separator."""
    number = 1
    first = next(lines, "")
    while first and not first.strip("\ufeff\0 \t\r\n"):
        number, first = number + 1, next(lines, "")
    told = _EXCEL.fullmatch(first)
    if told:
        number, first = number + 1, next(lines, "")
    # A name in quotes may hold line breaks.
    while first.count('"') % 2 and first.count("\n") < 10 and not first.count("\t") and (more := next(lines, "")):
        first += more
    return number, first, told[1] if told else _separator(first, by_tabs)


def below_title(
    lines: Iterator[str], number: int, first: str, delimiter: str, by_tabs: bool
) -> tuple[int, str, str, list[str]]:
    """Return the header's line, its text, the separator, and lines that were read ahead."""
    fields = header_fields(first, delimiter)
    found = [first, *islice(lines, MOST_ABOVE)]
    signs = [delimiter, *(_separator(line, by_tabs) for line in found[1:])]
    above = rows_above_description([header_fields(line, sign) for line, sign in zip(found, signs, strict=True)])
    if above:
        delimiter = signs[above]
    elif sum(map(bool, fields)) < 2 and not any(map(is_column_name, fields)):
        above = rows_above([header_fields(line, delimiter) for line in found])
        if len(fields) < 2:
            # A title without separators: the header is the first line that names a column among others.
            above = next((place for place, line in enumerate(found) if _is_header(line, signs[place])), 0)
            delimiter = signs[above]
    passed = sum(max(1, line.count("\n")) for line in found[:above])
    return number + passed, found[above], delimiter, found[above + 1 :]


def header_fields(first: str, delimiter: str) -> list[str]:
    """Return the names in a line, without white space around them."""
    return [" ".join(name.split()) for name in _cells(first, delimiter)]


def fit_columns(
    path: Path,
    columns: list[str],
    first: str,
    delimiter: str,
    outcomes: Sequence[Sequence[str] | str],
    rejects: Rejects,
) -> tuple[list[str], int]:
    """Return the columns of a table whose first rows have another number of fields, and the least of a row's fields.

    A comma within the brackets of a name belongs to the name if the rows then fit. A header without a name for the
    numbers of the rows (R writes such) gets one. Where all rows are shorter than the header, names that are part of
    another one are left out, and the cells of other last names are taken as empty.

    Parameters
    ----------
    first
        The header's line.
    outcomes
        The fields of the first rows, or what is wrong with them.
    """
    rows = [row for row in outcomes if row and not isinstance(row, str)]
    widths = Counter(map(len, rows))
    cells = _cells(first, delimiter)
    names = _whole_brackets(cells, delimiter)
    if len(names) < len(columns) and widths[len(names)] > widths[len(columns)]:
        return names, len(names)
    if len(rows) < 2 or len(widths) != 1 or len(columns) in widths:
        return columns, len(columns)
    width = len(rows[0])
    # A comma of a text that is not quoted parts it before a space.
    parted = all(any(cell.startswith(" ") for cell in row) for row in rows)
    if width == len(columns) + 1 and any(row[-1] for row in rows) and not parted:
        if not _are_numbered(columns, rows):
            return columns, len(columns)
        rejects.note(path, "each row begins with a number for which the header has no name")
        return ["", *columns], width
    surplus = columns[width:]
    # One row that is malformed may be the first of lines that are all parts of a text.
    if not surplus or any(isinstance(row, str) for row in outcomes) or any(map(is_column_name, surplus)):
        return columns, len(columns)
    left = ", ".join(surplus)
    if cells[width].startswith(" ") and not all(cell.startswith(" ") for cell in cells[1:]):
        rejects.note(path, f"the header has {len(columns)} names and each row {width} fields; left out: {left}")
        return columns[:width], width
    if any(surplus):
        rejects.note(
            path, f"the header has {len(columns)} names and the first rows {width} fields; taken as empty: {left}"
        )
    return columns, width


def _are_numbered(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a number stands before the cells of each row, and not an ISBN, with a cell too many at the end."""
    at = next((place for place, name in enumerate(columns) if has_description([name])), None)
    # Then the long texts stand behind the cells that have the place of the name.
    moved = at is None or sum(len(row[at + 1]) - len(row[at]) for row in rows) > 0
    return moved and all(row[0].isdecimal() for row in rows)


def _whole_brackets(cells: Sequence[str], delimiter: str) -> list[str]:
    """Return the names with those joined that a separator within round or square brackets has parted."""
    names: list[str] = []
    depth = 0
    for cell in cells:
        if depth > 0:
            names[-1] += delimiter + cell
        else:
            names.append(cell)
        depth = max(0, depth + sum(map(cell.count, "([")) - sum(map(cell.count, ")]")))
    return [" ".join(name.split()) for name in (cells if depth else names)]


def _separator(line: str, by_tabs: bool) -> str:
    bare = _QUOTED.sub("", line)
    return "\t" if by_tabs and "\t" in bare else max(_SEPARATORS, key=bare.count)


def _is_header(line: str, delimiter: str) -> bool:
    fields = header_fields(line, delimiter)
    return len(fields) > 1 and any(map(is_column_name, fields)) and all(len(name) <= LONG_NAME for name in fields)


def _cells(first: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([first.replace("\0", "")], delimiter=delimiter), [])
    except csv.Error:
        # A first line too long for one is no header, but its start tells what the file is.
        return [first[:_SHOWN].strip()]
