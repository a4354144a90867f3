"""Spreadsheets of Excel: values keep their types (text, numbers, dates, truth values), and nothing is a formula."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.table_cells import cell_text, column_names, table_rows
from bookgenre.errors import MissingExtraError
from bookgenre.files.table_columns import check_width

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "Excel"
SUFFIXES = (".xlsx",)

_MOST_ROWS = 1_048_576
"""Of a sheet, with its header."""
_MOST_CHARACTERS = 32_767
"""Of a cell."""
_EXACT = 10**11
"""Numbers from here on are shown as 9.78E+12; these are the codes that were typed as numbers, and become text."""


def write(pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions) -> None:
    """Write one row per record; a sheet that is full goes on in the next one."""
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "XlsxWriter") from error
    # Rows go to the disk one by one.
    workbook = xlsxwriter.Workbook(out, {"constant_memory": True})
    # The same bytes whenever it is written.
    workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    bold = workbook.add_format({"bold": True})
    formats: dict[type, Any] = {date: workbook.add_format({"num_format": "yyyy-mm-dd"})}
    formats[datetime] = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    formats[time] = workbook.add_format({"num_format": "hh:mm:ss"})
    formats[timedelta] = workbook.add_format({"num_format": "[h]:mm:ss"})
    names = column_names(options)
    check_width("the sheet, with the columns that are added,", len(names))
    sheet, place, cut = None, _MOST_ROWS, 0
    for cells in table_rows(pairs, options):
        if place == _MOST_ROWS:
            sheet = _sheet(workbook, names, bold)
            place = 1
        for column, value in enumerate(cells):
            cut += _write_cell(sheet, place, column, value, formats)
        place += 1
    if sheet is None:
        _sheet(workbook, names, bold)
    workbook.close()
    if cut:
        options.note(f"a cell of Excel holds {_MOST_CHARACTERS:,} characters; cells that were cut there: {cut:,}")


def _sheet(workbook: Any, names: list[str], bold: Any) -> Any:
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.write_string(0, column, _text(name), bold)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, value: object, formats: dict[type, Any]) -> bool:
    """Write one cell; whether its text had to be cut."""
    if type(value) in formats and _has_excel(value):
        sheet.write_datetime(row, column, value, formats[type(value)])
        return False
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return False
    cell = cell_text(value)
    if cell is None or cell == "":
        return False
    if isinstance(cell, int | float) and -_EXACT < cell < _EXACT:
        sheet.write_number(row, column, cell)
        return False
    text = _text(str(cell))
    sheet.write_string(row, column, text[:_MOST_CHARACTERS])
    return len(text) > _MOST_CHARACTERS


def _has_excel(value: Any) -> bool:
    """Whether Excel has such a date, time or duration: it knows no time zones, and no days before 1900."""
    if isinstance(value, timedelta):
        return value >= timedelta()
    return not getattr(value, "tzinfo", None) and getattr(value, "year", 1900) >= 1900


def _text(text: str) -> str:
    """Return a text without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
