"""Spreadsheets, .xlsx and what else calamine reads: the first sheet with descriptions, else the first with rows."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError, MissingExtraError
from bookgenre.files.column_names import has_description
from bookgenre.files.durations import duration_text
from bookgenre.files.rejects import Rejects
from bookgenre.files.sheet_looks import shown_cells
from bookgenre.files.sheet_size import check_sheet_size
from bookgenre.files.table_columns import MOST_ABOVE, check_columns, name_blank_columns, note_above, rows_above

__all__ = ["read_sheet", "sheet_columns"]

_MAX_UNPACKED = 1 << 30
_MOST_CELLS = 50_000_000
_Row = tuple[int, list[Any]]


def read_sheet(path: Path, rejects: Rejects, *, typed: bool) -> Iterator[tuple[int, Any]]:
    """Yield the number of each row, from 1, and its values by column; first row 0 and the list of columns.

    Values are text; with `typed`, numbers, dates and truth values are what they are in the sheet, except whole numbers
    that are shown with zeros before them (``0000000000``): these are codes. A `DataError` says
    that it cannot be read, has more than 50 million cells, no sheet with rows, or two columns with one name; a
    `MissingExtraError` that python-calamine is not installed.
    """
    name, others, rows = _first_sheet(path, rejects.check)
    if others:
        rejects.note(path, f"the sheet {name!r} was read; left out: {', '.join(map(repr, others))}")
    above, header, rows = _below_title(rows)
    if above:
        note_above(path, header[0] - 1, rejects)
    columns = [_text(value) for value in header[1]]
    check_columns(path, columns)
    columns = name_blank_columns(columns)
    yield 0, columns
    for number, values in rows:
        cells = [*values, *[""] * (len(columns) - len(values))]
        yield number, dict(zip(columns, cells if typed else map(_text, cells), strict=False))


def sheet_columns(path: Path, check: Callable[[], None]) -> list[str]:
    """Return the columns of the sheet that `read_sheet` reads; `check` is that of `Rejects`."""
    return _names(_first_sheet(path, check)[2])


def _names(rows: Iterator[_Row]) -> list[str]:
    _, header, _ = _below_title(rows)
    return [_text(value) for value in header[1]]


def _below_title(rows: Iterator[_Row]) -> tuple[int, _Row, Iterator[_Row]]:
    """Return how many filled rows are a title, the row with the names of the columns, and those below it."""
    first = list(islice(rows, MOST_ABOVE + 1))
    above = rows_above([[_text(value) for value in values] for _, values in first])
    return above, first[above], chain(first[above + 1 :], rows)


def _first_sheet(path: Path, check: Callable[[], None]) -> tuple[str, list[str], Iterator[_Row]]:
    """Return the sheet to read: its name, the names of others that have rows, and its filled rows.

    It is the first one with a column that has a name for descriptions, as a cover sheet may stand before it; where
    there is none, the first one with rows.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}; check the name")
    try:
        import python_calamine as calamine
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "python-calamine") from error
    if _unpacked(path) > _MAX_UNPACKED:
        raise DataError(f"{path} unpacks to more than {_MAX_UNPACKED >> 30} GB; save its sheet as CSV")
    check_sheet_size(path, _MOST_CELLS, _MAX_UNPACKED, check)
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        filled = [name for name in workbook.sheet_names if _has_text(workbook.get_sheet_by_name(name))]
        sheets = (workbook.get_sheet_by_name(name) for name in filled)
        described = (sheet for sheet in sheets if has_description(_names(_filled_rows(sheet))))
        sheet = next(described, None) if len(filled) > 1 else None
        if sheet is None and filled:
            sheet = workbook.get_sheet_by_name(filled[0])
    except (calamine.CalamineError, OSError, ValueError) as error:
        if _unpacked(path):
            raise DataError(f"{path} is a ZIP archive and no spreadsheet; unpack it first") from error
        advice = "open it in its program and save it as .xlsx or .csv"
        raise DataError(f"{path} is not a spreadsheet that can be read ({error}); {advice}") from error
    if sheet is None:
        raise DataError(f"{path} has no sheet with rows; write it again")
    # Only .xlsx is a ZIP archive of such parts.
    looks = shown_cells(path, sheet.name, check) if _unpacked(path) else {}
    return sheet.name, [name for name in filled if name != sheet.name], _filled_rows(sheet, looks)


def _filled_rows(sheet: Any, looks: Mapping[tuple[int, int], str] | None = None) -> Iterator[_Row]:
    rows = ((number, [_value(value) for value in row]) for number, row in enumerate(_rows(sheet), start=1))
    if looks:
        rows = ((number, [looks.get((number, at), value) for at, value in enumerate(row)]) for number, row in rows)
    return ((number, row) for number, row in rows if any(value not in ("", None) for value in row))


def _has_text(sheet: Any) -> bool:
    return any(any(map(_text, row)) for row in islice(_rows(sheet), 100))


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Yield the rows of a sheet one by one, from the first, with the empty columns that calamine leaves out."""
    if sheet.start is not None:
        before = [""] * sheet.start[1]
        for row in sheet.iter_rows():
            yield [*before, *row]


def _unpacked(path: Path) -> int:
    """Return how many bytes the parts of a zipped spreadsheet hold; 0 where it is not zipped."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _value(value: object) -> object:
    """Return a value as it is, text without white space around it, a number such as an ISBN without ``.0``."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.strip() if isinstance(value, str) else value


def _text(value: object) -> str:
    """Return what `_value` returned as text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value).strip()
