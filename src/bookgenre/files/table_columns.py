"""The names of a table's columns: titles above them, names that are missing or stand twice."""

from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from bookgenre.errors import DataError
from bookgenre.files.column_names import has_description, is_column_name
from bookgenre.files.rejects import Rejects

__all__ = [
    "LONG_NAME",
    "MOST_ABOVE",
    "check_columns",
    "check_width",
    "name_blank_columns",
    "note_above",
    "rows_above",
    "rows_above_description",
]

MOST_ABOVE = 10
"""Rows, of the first ones, in which the names of columns are looked for where a title stands above them."""
# As many as Excel has.
_MOST_COLUMNS = 16_384
LONG_NAME = 60
"""Characters of the name of a column at most."""
# Up to this many, columns without a name are called by 0, 1, 2 … spaces.
_LONGEST_BLANK = 64
_TO_BLANKS = str.maketrans("01", " \N{NO-BREAK SPACE}")


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows stand above the names of the columns: a title, groups of columns, or none."""
    above = rows_above_description(rows)
    if above:
        return above
    for place, row in enumerate(rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1 and len(filled) * 2 > len(row) and all(len(cell) <= LONG_NAME for cell in filled):
            return place
        if len(filled) > 1 or len(row) < 2 or any(map(is_column_name, filled)):
            break
    return 0


def rows_above_description(rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows stand above the one that names a column of descriptions; 0 if none does.

    The name of another column must stand beside it, or groups of columns above it, because a cell of a row may hold
    the word "text".
    """
    if not rows or has_description(rows[0]):
        return 0
    for place, row in enumerate(rows[: MOST_ABOVE + 1]):
        if has_description(row) and all(len(cell) <= LONG_NAME for cell in row):
            another = any(is_column_name(cell) and not has_description([cell]) for cell in row)
            groups = sum(map(bool, rows[0])) * 2 <= len(rows[0]) or len(rows[0]) != len(row)
            if another or (groups and sum(map(bool, row)) > 1 and not any(map(is_column_name, rows[0]))):
                return place
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
        raise DataError(f"{path} has several columns called {twice[0]!r}; give each a name of its own")


def check_width(path: Path | str, columns: int) -> None:
    """Raise `DataError` where a table has more columns than Excel can hold: 16,384."""
    if columns > _MOST_COLUMNS:
        raise DataError(f"{path} has more than {_MOST_COLUMNS:,} columns; leave out what is not needed")


def name_blank_columns(columns: Sequence[str]) -> list[str]:
    """Return the names of columns; those without one get names of white space that differ, so that each is kept."""
    unnamed = count()
    return [name or _blank(next(unnamed)) for name in columns]


def _blank(number: int) -> str:
    """Return a name of white space that no other number has; its length does not grow with large numbers."""
    if number < _LONGEST_BLANK:
        return " " * number
    return " " * _LONGEST_BLANK + f"{number:b}".translate(_TO_BLANKS)
