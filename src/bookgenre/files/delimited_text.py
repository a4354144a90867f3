"""Tables of text whose fields stand between separators: CSV and its relatives, as programs and people write them."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError
from bookgenre.files.column_names import is_column_name
from bookgenre.files.lines import open_lines
from bookgenre.files.rejects import Rejects
from bookgenre.files.table_columns import (
    LONG_NAME,
    MOST_ABOVE,
    check_columns,
    name_blank_columns,
    note_above,
    rows_above,
)

__all__ = ["header_of", "read_table"]

# A quote that is never closed would swallow the rest of the file.
_MAX_LINES = 2_000
_MAX_FIELD = 4 << 20
_LOOK_AHEAD = 50
_SHOWN = 100
_SEPARATORS = ",;\t|"
# The line by which Excel is told what parts the fields.
_EXCEL = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


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
    lines = _first_apart(open_lines(path, rejects))
    number, first, delimiter = _start(lines, by_tabs)
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    if header is None:
        above = number
        number, first, delimiter, pushed = _below_title(lines, number, first, delimiter, by_tabs)
        note_above(path, number - above, rejects)
        columns = _fields(first, delimiter)
        check_columns(path, columns)
        number += first.count("\n") if first.endswith("\n") else first.count("\n") + 1
    else:
        columns, pushed = list(header), [first]
    # Tabs part fields that hold quotes as they come; only CSV quotes.
    quoted = delimiter != "\t" or header is None
    # "title, description": the space behind the comma belongs to no field, and a quote may follow it.
    spaced = first.count(delimiter) == first.count(f"{delimiter} ") > 0
    reader = _TableReader(
        chain(pushed, lines), delimiter, quoted=quoted, spaced=spaced, line=number, width=len(columns)
    )
    rows = iter(reader)
    ahead = list(islice(rows, _LOOK_AHEAD))
    if header is None:
        columns = _fit_columns(path, columns, [row for _, row, _ in ahead if not isinstance(row, str)], rejects)
    names = name_blank_columns(columns)
    yield 0, names
    mended = 0
    for line, outcome, start in chain(ahead, rows):
        if isinstance(outcome, str):
            rejects.add("malformed row", file=path, line=line, excerpt=start, why=outcome)
            continue
        row = _fitted(outcome, columns)
        if outcome and len(row) != len(columns):
            why = f"{len(outcome)} fields instead of {len(columns)}"
            rejects.add("wrong number of fields", file=path, line=line, excerpt=start, why=why)
        elif any(row):
            mended += isinstance(outcome, _Mended)
            yield line, dict(zip(names, row, strict=True))
    if mended:
        rejects.note(path, f"quotes inside quoted fields were mended; rows: {mended:,}")


def header_of(path: Path, by_tabs: bool, check: Callable[[], None]) -> list[str]:
    """Return the fields of the first line; `check` is that of `Rejects`."""
    rejects = Rejects(check=check)
    lines = _first_apart(open_lines(path, rejects))
    number, first, delimiter = _start(lines, by_tabs)
    if rejects.damaged:
        raise DataError(rejects.damaged[str(path)])
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    _, header, delimiter, _ = _below_title(lines, number, first, delimiter, by_tabs)
    return _fields(header, delimiter)


def _fit_columns(path: Path, columns: list[str], rows: Sequence[Sequence[object]], rejects: Rejects) -> list[str]:
    """Return the columns of a table whose rows all have another number of fields than its header.

    A header without a name for the numbers of the rows (R writes such) gets one; names for which no row has a field
    (a name that holds a comma) are left out.
    """
    widths = {len(row) for row in rows if row}
    if len(rows) < 2 or len(widths) != 1 or len(columns) in widths:
        return columns
    width = widths.pop()
    rows = [row for row in rows if row]
    # A comma of a text that is not quoted parts it before a space.
    parted = all(any(str(cell).startswith(" ") for cell in row) for row in rows)
    if width == len(columns) + 1 and any(row[-1] for row in rows) and not parted:
        return ["", *columns] if all(str(row[0]).isdecimal() for row in rows) else columns
    if width < len(columns):
        left = ", ".join(columns[width:])
        rejects.note(path, f"the header has {len(columns)} names and each row {width} fields; left out: {left}")
        return columns[:width]
    return columns


def _first_apart(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines, the first one apart from what follows its carriage return where the others end with line feeds."""
    first = next(lines, "")
    header, _, rest = first.rstrip("\r\n").partition("\r")
    yield from (f"{header}\n", f"{rest}\n") if rest and not header.count('"') % 2 else (first,)
    yield from lines


def _start(lines: Iterator[str], by_tabs: bool) -> tuple[int, str, str]:
    """Return the number of the header's line, its text and the separator."""
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


def _separator(line: str, by_tabs: bool) -> str:
    bare = _QUOTED.sub("", line)
    return "\t" if by_tabs and "\t" in bare else max(_SEPARATORS, key=bare.count)


def _below_title(
    lines: Iterator[str], number: int, first: str, delimiter: str, by_tabs: bool
) -> tuple[int, str, str, list[str]]:
    """Return the header's line, its text, the separator, and lines that were read ahead."""
    fields = _fields(first, delimiter)
    if sum(map(bool, fields)) > 1 or any(map(is_column_name, fields)):
        return number, first, delimiter, []
    found = [first, *islice(lines, MOST_ABOVE)]
    above = rows_above([_fields(line, delimiter) for line in found])
    if len(fields) < 2:
        # A title without separators: the header is the first line that names a column among others.
        above = next((place for place, line in enumerate(found) if _is_header(line, _separator(line, by_tabs))), 0)
        delimiter = _separator(found[above], by_tabs) if above else delimiter
    passed = sum(max(1, line.count("\n")) for line in found[:above])
    return number + passed, found[above], delimiter, found[above + 1 :]


def _is_header(line: str, delimiter: str) -> bool:
    fields = _fields(line, delimiter)
    return len(fields) > 1 and any(map(is_column_name, fields)) and all(len(name) <= LONG_NAME for name in fields)


def _fields(first: str, delimiter: str) -> list[str]:
    try:
        return [" ".join(name.split()) for name in next(csv.reader([first.replace("\0", "")], delimiter=delimiter), [])]
    except csv.Error:
        # A first line too long for one is no header, but its start tells what the file is.
        return [first[:_SHOWN].strip()]


def _fitted(row: Sequence[str], columns: Sequence[str]) -> Sequence[str]:
    """Return a row without empty fields behind the last column, and with those of last columns without a name."""
    width = len(columns)
    if len(row) > width and not any(row[width:]):
        return row[:width]
    if row and len(row) < width and not any(columns[len(row) :]):
        return [*row, *[""] * (width - len(row))]
    return row


class _Mended(list[str]):
    """Fields of a row whose quotes had to be mended."""


class _TableReader:
    """Reads rows, and after a malformed one goes on at its second line, so that one bad quote costs one line."""

    def __init__(
        self, lines: Iterator[str], delimiter: str, *, quoted: bool, spaced: bool, line: int, width: int
    ) -> None:
        self._lines = lines
        self._pushed: list[str] = []
        self._taken: list[str] = []
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        self._format: dict[str, Any] = {
            "delimiter": delimiter,
            "strict": quoted,
            "quoting": quoting,
            "skipinitialspace": spaced,
        }
        self._line = line
        self._width = width
        csv.field_size_limit(max(csv.field_size_limit(), _MAX_FIELD))
        sign = re.escape(delimiter)
        # A quote closes a field only before a separator or the end of the line.
        self._loose = re.compile(rf'(?:"((?:[^"]|"(?!\s*(?:{sign}|$)))*)"\s*|([^"{sign}]*))(?:{sign}|$)')

    def __iter__(self) -> Iterator[tuple[int, list[str] | str, str]]:
        """Yield the line on which each row starts, its fields or what is wrong with it, and its first line."""
        reader = csv.reader(self._feed(), **self._format)
        while True:
            self._taken.clear()
            line = self._line
            try:
                fields: list[str] | str = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # Files that were joined end some of their rows with a carriage return only.
                rows = self._taken[0].rstrip("\r\n").split("\r")
                if len(rows) > 1:
                    self._pushed.extend([*reversed(self._taken[1:]), *(f"{row}\n" for row in reversed(rows))])
                    self._line = line
                    reader = csv.reader(self._feed(), **self._format)
                    continue
                fields, used = self._mend() or (str(error), 1)
                self._pushed.extend(reversed(self._taken[used:]))
                self._line = line + used
                # A reader that ran into the end of its lines does not go on.
                reader = csv.reader(self._feed(), **self._format)
            yield line, fields, self._taken[0] if self._taken else ""

    def _mend(self) -> tuple[_Mended, int] | None:
        """Return the fields of a row with stray or escaped quotes and its count of lines; None if they do not fit."""
        if '\\"' in self._taken[0]:
            taken = [line.replace("\0", "") for line in self._taken]
            reader = csv.reader(chain(taken, self._feed()), escapechar="\\", **self._format)
            try:
                fields = next(reader)
            except (csv.Error, StopIteration):
                fields = []
            if len(fields) == self._width:
                return _Mended(fields), reader.line_num
        first = self._taken[0].rstrip("\r\n").replace("\0", "")
        found = list(self._loose.finditer(first))
        text = "".join(match[0] for match in found)
        loose = [match[1].replace('""', '"') if match[1] is not None else match[2] for match in found]
        if found and found[-1][0] == "" and not text.endswith(self._format["delimiter"]):
            loose.pop()
        if len(text) == len(first) and len(loose) == self._width:
            return _Mended(loose), 1
        return None

    def _feed(self) -> Iterator[str]:
        while True:
            if len(self._taken) >= _MAX_LINES:
                raise csv.Error("a quote is not closed")
            line = self._pushed.pop() if self._pushed else next(self._lines, None)
            if line is None:
                return
            # The csv module takes no NUL; it carries nothing in a table of text.
            self._taken.append(line)
            self._line += 1
            yield line.replace("\0", "")
