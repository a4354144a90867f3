"""Rows of a table of text from its lines: fields in quotes may span lines, and one bad quote costs one line."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

__all__ = ["MendedRow", "RowReader"]

_MAX_FIELD = 4 << 20
# A quote that is never closed would swallow the rest of the file.
_MAX_ROW = 2 * _MAX_FIELD
_NOT_CLOSED = "a quote is not closed"
# The lines within quotes of which so many are rows by themselves are rows.
_MOST = 0.8
# "•\tfirst", "1.\tfirst": items of a list, and no rows.
_ITEM = re.compile(r"\W*|\W*(?:\d+|\w)[.)]\W*")
_LINE_ENDS = re.compile(r"[\r\n]+")
_NUMBER = re.compile(r"\d,\d")
_NUMBER_IN_TEXT = re.compile(r"\d,\d{3}\s")


class MendedRow(list[str]):
    """Fields of a row whose quotes had to be mended."""


class RowReader:
    """Reads rows from lines; after a malformed row it goes on at the row's second line.

    Parameters
    ----------
    quoted
        Whether fields may stand in quotes.
    spaced
        Whether a space follows each separator.
    line
        Number of lines above the rows, plus one.
    width
        Number of the fields that a row should have.
    """

    def __init__(
        self, lines: Iterator[str], delimiter: str, *, quoted: bool, spaced: bool, line: int, width: int
    ) -> None:
        self._lines = lines
        self._pushed: list[str] = []
        self._taken: list[str] = []
        self._size = 0
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        self._format: dict[str, Any] = {
            "delimiter": delimiter,
            "strict": quoted,
            "quoting": quoting,
            "skipinitialspace": spaced,
        }
        self._spaced = spaced
        self._line = line
        self._width = width
        self._place = 0
        # Places of lines that are known to lead to an error if they begin within quotes, without and with escapes.
        # Without them, each of many bad quotes would be read to the end of the file.
        self._dead = {False: range(0), True: range(0)}
        csv.field_size_limit(max(csv.field_size_limit(), _MAX_FIELD))
        sign = re.escape(delimiter)
        space = rf"(?:(?!{sign})\s)*+"
        # A quote closes a field only before a separator or the end of the line.
        self._loose = re.compile(rf'(?:"((?:[^"]++|"(?!{space}(?:{sign}|$)))*+)"{space}|([^"{sign}]*+))({sign}|$)')

    def __iter__(self) -> Iterator[tuple[int, list[str] | str, str]]:
        """Yield the line on which each row starts, its fields or what is wrong with it, and its first line."""
        reader = csv.reader(self._feed(), **self._format)
        while True:
            self._taken.clear()
            self._size = 0
            line, start = self._line, self._place
            try:
                fields: list[str] | str = next(reader)
                error = _NOT_CLOSED if self._took_too_much(fields) else ""
            except StopIteration:
                return
            except csv.Error as what:
                error = _NOT_CLOSED if "unexpected end" in str(what) else str(what)
            if error:
                self._mark(start, escaped=False)
                # Files that were joined end some of their rows with a carriage return only.
                rows = self._taken[0].rstrip("\r\n").split("\r")
                if len(rows) > 1:
                    self._push([*(f"{row}\n" for row in rows), *self._taken[1:]])
                    self._line = line
                    reader = csv.reader(self._feed(), **self._format)
                    continue
                fields, used = self._mend(start) or (error, 1)
                self._push(self._taken[used:])
                self._line = line + used
                # A reader that ran into the end of its lines does not go on.
                reader = csv.reader(self._feed(), **self._format)
            yield line, fields, self._taken[0] if self._taken else ""

    def _mend(self, start: int) -> tuple[MendedRow, int] | None:
        """Return the fields of a row with stray or escaped quotes and its count of lines; None if they do not fit."""
        if '\\"' in self._taken[0]:
            taken = [line.replace("\0", "") for line in self._taken]
            reader = csv.reader(chain(taken, self._feed(escaped=True)), escapechar="\\", **self._format)
            try:
                fields = next(reader)
            except (csv.Error, StopIteration):
                fields = []
            used = reader.line_num
            if len(fields) == self._width and not (used > 1 and self._holds_rows(fields, self._taken[:used])):
                return MendedRow(fields), used
            self._mark(start, escaped=True)
        first = self._taken[0].rstrip("\r\n").replace("\0", "")
        loose = self._loosely(first)
        if len(loose) != self._width and self._format["delimiter"] == "\t":
            # Programs that separate fields by tabs rarely quote them.
            loose = self._by_tabs()
        return (MendedRow(loose), 1) if len(loose) == self._width else None

    def _loosely(self, first: str) -> list[str]:
        """Return the fields of a line in which only a quote beside a separator counts; none if one is not closed."""
        fields, place = [], 0
        while match := self._loose.match(first, place):
            fields.append(match[1].replace('""', '"') if match[1] is not None else match[2])
            if not match[3]:
                return fields
            place = match.end()
        return []

    def _took_too_much(self, fields: Sequence[str]) -> bool:
        if (len(self._taken) > 1 or "\r" in self._taken[0][:-2]) and self._holds_rows(fields, self._taken):
            return True
        # Of a line with tabs, quotes may be part of the text.
        return self._is_wrong(fields) and self._format["delimiter"] == "\t" and len(self._by_tabs()) == self._width

    def _is_wrong(self, fields: Sequence[str]) -> bool:
        return 0 < len(fields) < self._width or any(fields[self._width :])

    def _by_tabs(self) -> list[str]:
        return self._taken[0].rstrip("\r\n").replace("\0", "").split("\t")

    def _holds_rows(self, fields: Sequence[str], taken: Sequence[str]) -> bool:
        """Whether the lines of a row, which stand in quotes, are rows by themselves: a quote was not closed.

        Lines of prose rarely have as many separators as the header, and a space follows each of them.
        """
        lines = list(filter(str.strip, _LINE_ENDS.split("".join(taken))))
        if self._width < 2 or len(lines) < 2:
            return False
        fit = list(map(self._is_row, lines))
        if self._is_wrong(fields):
            return sum(fit[1:]) >= max(2 if self._spaced or self._width == 2 else 1, len(fit[1:]) / 2)
        sign = self._format["delimiter"]
        if self._spaced:
            least = 8 if self._width == 2 else 5
        elif self._width == 2:
            least = 3 if sign == "\t" else 4
        else:
            # In a cell at one end of a row, a line may be as long as a row without a separator in its text.
            ends = lines[0].rpartition(sign)[2] + (lines[1].partition(sign)[0] if len(lines) == 2 else "")
            least = 3 if '"' in ends else 2
        # The line with the closing quote may be a row of another width.
        return sum(fit[1:-1]) >= _MOST * len(fit[1:-1]) and sum(fit) >= least

    def _is_row(self, text: str) -> bool:
        """Whether a line by itself looks like a whole row."""
        sign: str = self._format["delimiter"]
        if text.count(sign) < self._width - 1 or (f"{sign} " in text and not self._spaced):
            return False
        cells = text.split(sign)
        # Quotes that are doubled within a cell, or that close one cell and open the next, belong to cells in quotes.
        if f'"{sign}"' in text or any('""' in cell and cell.strip() != '""' for cell in cells):
            return False
        if any(cells[self._width :]) or _NUMBER_IN_TEXT.search(text):
            return False
        if sign == "\t" or self._width == 2:
            return not (_ITEM.fullmatch(cells[0]) or (self._width == 2 and (not cells[1] or _NUMBER.search(text))))
        return True

    def _mark(self, start: int, *, escaped: bool) -> None:
        """Keep that a line which was taken below the one at `start` leads to an error if it begins within quotes."""
        self._dead[escaped] = range(start + 1, max(self._dead[escaped].stop, self._place))

    def _push(self, lines: Sequence[str]) -> None:
        self._pushed.extend(reversed(lines))
        self._place -= len(lines)

    def _feed(self, *, escaped: bool = False) -> Iterator[str]:
        while True:
            # A row goes on at another line only within quotes.
            if self._taken and (self._size > _MAX_ROW or self._place in self._dead[escaped]):
                raise csv.Error(_NOT_CLOSED)
            line = self._pushed.pop() if self._pushed else next(self._lines, None)
            if line is None:
                return
            # The csv module takes no NUL; it carries nothing in a table of text.
            self._taken.append(line)
            self._size += len(line)
            self._line += 1
            self._place += 1
            yield line.replace("\0", "")
