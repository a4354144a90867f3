"""Tables of text whose fields stand between separators: CSV and its relatives, as programs and people write them."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError
from bookgenre.files.column_names import is_column_name
from bookgenre.files.lines import open_lines
from bookgenre.files.rejects import Rejects

__all__ = [
    "MOST_ABOVE",
    "check_columns",
    "check_width",
    "header_of",
    "note_above",
    "read_table",
    "rows_above",
    "told_apart",
]

# A quote that is never closed would swallow the rest of the file.
_MAX_LINES = 2_000
_MAX_FIELD = 4 << 20
_LOOK_AHEAD = 50
_SHOWN = 100
_SEPARATORS = ",;\t|"
MOST_ABOVE = 10
"""Rows, of the first ones, in which the names of columns are looked for where a title stands above them."""
# As many as Excel has.
_MOST_COLUMNS = 16_384
_LONG_NAME = 60
# Up to this many, columns without a name are called by 0, 1, 2 … spaces.
_LONGEST_BLANK = 64
_TO_BLANKS = str.maketrans("01", " \N{NO-BREAK SPACE}")
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
    lines = open_lines(path, rejects)
    number, first, delimiter = _start(lines, by_tabs)
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    if header is None:
        above = number
        number, first, pushed = _below_title(lines, number, first, delimiter)
        note_above(path, number - above, rejects)
        columns = _fields(first, delimiter)
        check_columns(path, columns)
        number += first.count("\n") if first.endswith("\n") else first.count("\n") + 1
    else:
        columns, pushed = list(header), [first]
    # Tabs part fields that hold quotes as they come; only CSV quotes.
    quoted = delimiter != "\t" or header is None
    rows = iter(_TableReader(chain(pushed, lines), delimiter, quoted=quoted, line=number, width=len(columns)))
    ahead = list(islice(rows, _LOOK_AHEAD))
    if header is None:
        columns = _fit_columns(path, columns, [row for _, row, _ in ahead if not isinstance(row, str)], rejects)
    names = told_apart(columns)
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
    lines = open_lines(path, rejects)
    number, first, delimiter = _start(lines, by_tabs)
    if rejects.damaged:
        raise DataError(rejects.damaged[str(path)])
    if not first:
        raise DataError(f"{path} is empty; fetch or write it again")
    return _fields(_below_title(lines, number, first, delimiter)[1], delimiter)


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows are a title above the names of the columns: one cell each, or none."""
    for place, row in enumerate(rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1 and len(filled) * 2 > len(row) and all(len(cell) <= _LONG_NAME for cell in filled):
            return place
        if len(filled) > 1 or len(row) < 2 or any(map(is_column_name, filled)):
            break
    return 0


def note_above(path: Path, above: int, rejects: Rejects) -> None:
    """Note that rows were left out above the names of the columns."""
    if above:
        rejects.note(path, f"lines above the names of the columns were left out: {above}")


def check_columns(path: Path, columns: Sequence[str]) -> None:
    """Raise `DataError` where two columns have one name, those without a name aside, or there are too many columns."""
    check_width(path, len(columns))
    twice = [name for name, times in Counter(columns).items() if name and times > 1]
    if twice:
        raise DataError(
            f"{path} has several columns called {twice[0]!r}; give each a name of its own in the first line"
        )


def check_width(path: Path | str, columns: int) -> None:
    """Raise `DataError` where a table has more columns than Excel can hold: 16,384."""
    if columns > _MOST_COLUMNS:
        raise DataError(f"{path} has more than {_MOST_COLUMNS:,} columns; leave out what is not needed")


def told_apart(columns: Sequence[str]) -> list[str]:
    """Return the names of columns; those without one get names of white space that differ, so that each is kept."""
    unnamed = count()
    return [name or _blank(next(unnamed)) for name in columns]


def _blank(number: int) -> str:
    """Return a name of white space that no other number has; its length does not grow with large numbers."""
    if number < _LONGEST_BLANK:
        return " " * number
    return " " * _LONGEST_BLANK + f"{number:b}".translate(_TO_BLANKS)


def _fit_columns(path: Path, columns: list[str], rows: Sequence[Sequence[object]], rejects: Rejects) -> list[str]:
    """Return the columns of a table whose rows all have another number of fields than its header.

    A header without a name for the numbers of the rows (R writes such) gets one; names for which no row has a field
    (a name that holds a comma) are left out.
    """
    widths = {len(row) for row in rows if row}
    if len(rows) < 2 or len(widths) != 1 or len(columns) in widths:
        return columns
    width = widths.pop()
    if width == len(columns) + 1 and any(row[-1] for row in rows) and all(str(row[0]).isdecimal() for row in rows):
        return ["", *columns]
    if width < len(columns):
        left = ", ".join(columns[width:])
        rejects.note(path, f"the header has {len(columns)} names and each row {width} fields; left out: {left}")
        return columns[:width]
    return columns


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
    if told:
        return number, first, told[1]
    bare = _QUOTED.sub("", first)
    return number, first, "\t" if by_tabs and "\t" in bare else max(_SEPARATORS, key=bare.count)


def _below_title(lines: Iterator[str], number: int, first: str, delimiter: str) -> tuple[int, str, list[str]]:
    """Return the header's line, its text, and lines that were read ahead."""
    fields = _fields(first, delimiter)
    if len(fields) < 2 or sum(map(bool, fields)) > 1:
        return number, first, []
    found = [first, *islice(lines, MOST_ABOVE)]
    above = rows_above([_fields(line, delimiter) for line in found])
    passed = sum(max(1, line.count("\n")) for line in found[:above])
    return number + passed, found[above], found[above + 1 :]


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

    def __init__(self, lines: Iterator[str], delimiter: str, *, quoted: bool, line: int, width: int) -> None:
        self._lines = lines
        self._pushed: list[str] = []
        self._taken: list[str] = []
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        self._format: dict[str, Any] = {"delimiter": delimiter, "strict": quoted, "quoting": quoting}
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
