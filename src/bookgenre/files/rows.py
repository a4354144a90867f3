"""Rows of CSV, JSON Lines, spreadsheets and Parquet files; what is malformed is counted and passed over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError
from bookgenre.files.csv_writer import restored_cell
from bookgenre.files.delimited_text import header_of, read_table
from bookgenre.files.json_rows import json_entries
from bookgenre.files.lines import open_lines
from bookgenre.files.parquet_rows import read_parquet
from bookgenre.files.rejects import Rejects
from bookgenre.files.sheets import read_sheet, sheet_columns
from bookgenre.files.table_columns import check_width
from bookgenre.files.unpacked import unpacked_ending

__all__ = ["Row", "columns_of", "is_table", "read_rows", "require_columns", "seen_columns"]

_JSON = (".jsonl", ".ndjson", ".json")
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_BY_TABS = (".tsv", ".tab", ".txt")
# What files begin with, whatever they are called: Parquet, zipped and older spreadsheets.
_MAGIC = {b"PAR1": ".parquet", b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}
_LOOK_AHEAD = 100


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row by column, and its line, from 1; in Parquet, spreadsheets and JSON arrays its number."""

    line: int
    values: Mapping[str, Any]


def require_columns(path: Path, found: Sequence[str], needed: Sequence[str]) -> None:
    """Raise `DataError` unless every column of `needed` is `found`."""
    known = set(found)
    missing = [name for name in needed if name not in known]
    if missing:
        raise DataError(f"{path} has no column {', '.join(map(repr, missing))}; it has: {', '.join(found) or 'none'}")


def read_rows(
    path: Path,
    rejects: Rejects,
    *,
    header: Sequence[str] | None = None,
    needed: Sequence[str] = (),
    typed: bool = False,
    ending: str | None = None,
) -> Iterator[Row]:
    """Yield the rows of one file, one at a time, in bounded memory.

    Parameters
    ----------
    path
        ``.jsonl``, ``.ndjson``, ``.json``: one object per line, or up to 64 MB of one array, one object around an array
        (``{"books": […]}``), a table in a form of pandas, or one book; ``.parquet``; ``.xlsx`` and other spreadsheets.
        Anything else is a table of text, whose separator is told by its first line (in ``.tsv`` and ``.txt`` tabs, if
        there are any). A name without a known ending is not asked: the first bytes tell. Text may be gzipped.
    rejects
        Takes the rows that are malformed, and notes on how the file was read.
    header
        Names of the columns of a file that has no header line.
    needed
        Columns without which the file is of no use.
    typed
        Whether numbers, dates and truth values of a spreadsheet stay what they are, and are not turned into text.
    ending
        Of the kind of file as which it is read; None: that of its name, or what its first bytes tell.

    Raises
    ------
    DataError
        If the file is missing or empty, has two columns of one name, or lacks a needed column; the message lists those
        it has.
    """
    kind = _kind(path, ending)
    if kind in _JSON:
        yield from _json_rows(path, rejects, needed)
        return
    if kind == ".parquet":
        rows = read_parquet(path, rejects)
    elif kind in _SHEETS:
        rows = read_sheet(path, rejects, typed=typed)
    else:
        rows = read_table(path, rejects, header, kind in _BY_TABS)
    for line, values in rows:
        if not line:
            require_columns(path, values, needed)
        elif kind == ".parquet" or kind in _SHEETS:
            yield Row(line, values)
        else:
            # The apostrophe by which `csv_writer` keeps a spreadsheet from running a cell is no part of it.
            cells = {name: restored_cell(cell) if isinstance(cell, str) else cell for name, cell in values.items()}
            yield Row(line, cells)


def columns_of(path: Path, ending: str | None = None, check: Callable[[], None] = lambda: None) -> list[str]:
    """Return the columns of a file's header, of its first object, or of its Parquet schema.

    `ending` is as in `read_rows`, `check` as in `Rejects`.
    """
    kind = _kind(path, ending)
    if kind == ".parquet":
        return list(next(read_parquet(path, Rejects()))[1])
    if kind in _SHEETS:
        return sheet_columns(path, check)
    if kind not in _JSON:
        return header_of(path, kind in _BY_TABS, check)
    # A file that breaks off in its first line is refused.
    next(open_lines(path), "")
    _, entry = next(json_entries(path, Rejects(check=check)), (0, None))
    return list(entry) if isinstance(entry, dict) else []


def seen_columns(path: Path, ending: str | None = None, check: Callable[[], None] = lambda: None) -> list[str]:
    """Return the columns of a file; of JSON those of its first 100 objects, as the first may leave out some.

    `ending` is as in `read_rows`, `check` as in `Rejects`; files that `read_rows` refuses are refused, and those with
    more than 16,384 columns.
    """
    rejects = Rejects(check=check)
    rows = islice(read_rows(path, rejects, ending=ending), _LOOK_AHEAD)
    first = columns_of(path, ending, check)
    # The header of a table may have names that no row has.
    found = list(dict.fromkeys(name for row in rows for name in row.values)) or first
    check_width(path, len(found))
    if not found and rejects.counts:
        why = next(iter(rejects.counts))
        raise DataError(f"{path} holds no row that can be read ({why}); write one JSON object per line")
    return found


def is_table(path: Path) -> bool:
    """Say whether a file holds text only, and no lists in its cells: CSV, its relatives and spreadsheets."""
    return _kind(path) not in (".parquet", *_JSON)


def _kind(path: Path, ending: str | None = None) -> str:
    """Return the ending of the kind of file that a file is, or is read as; a page of HTML is refused in any case."""
    suffix = unpacked_ending(path)
    if suffix == ".parquet" or suffix in _JSON or suffix in _SHEETS:
        return ending or suffix
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError:
        # Reading says what is wrong.
        return ending or suffix
    if start[:4] in _MAGIC:
        return ending or _MAGIC[start[:4]]
    if start.lstrip()[:10].lower().startswith((b"<!doctype", b"<html")):
        raise DataError(f"{path} is a page of HTML and no table; download the file itself")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == "" and text.startswith((b'{"', b"[{", b"[\n", b"[\r")):
        suffix = ".jsonl"
    return ending or suffix


def _json_rows(path: Path, rejects: Rejects, needed: Sequence[str]) -> Iterator[Row]:
    for number, entry in json_entries(path, rejects):
        if not isinstance(entry, dict):
            rejects.add("not a JSON object", file=path, line=number, excerpt=entry)
        elif missing := [name for name in needed if name not in entry]:
            why = f"no {', '.join(missing)}; it has: {', '.join(entry)}"
            rejects.add("a field is missing", file=path, line=number, why=why)
        else:
            yield Row(number, entry)
