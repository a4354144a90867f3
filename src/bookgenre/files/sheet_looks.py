"""Cells of an .xlsx whose values calamine does not give as they are shown: errors, and codes with zeros before them."""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from bookgenre.files.sheet_parts import PIECE, cell_place, parse_part

__all__ = ["ERRORS", "shown_cells"]

ERRORS = frozenset("#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #GETTING_DATA".split())
"""What stands in a cell whose formula fails."""
# The number format that shows an ISBN with its zeros, and perhaps with hyphens; 0 and 00 are numbers. Before it may
# stand a language, behind it the sign for text.
_CODE = re.compile(r"(?:\[\$-[0-9A-Fa-f]{1,8}\])?((?=(?:[^0;]*0){4})(?:0|\\?[ -]|\"[ -]{1,9}\"){4,60})(?:;@)?")
_LITERAL = re.compile(r"[\\\"]")
_ERROR_MARK = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_MARK_LENGTH = 16
_Looks = dict[tuple[int, int], str]
# A run reads a file several times.
_found: dict[tuple[Path, int, int, str], _Looks] = {}
_MOST_HELD = 100_000


def shown_cells(path: Path, sheet: str, check: Callable[[], None] = lambda: None) -> _Looks:
    """Return the text that these cells of a sheet show, by row from 1 and column from 0; none of another file.

    `check` is called now and then; an exception that it raises ends the reading.
    """
    stat = path.stat()
    key = (path, stat.st_mtime_ns, stat.st_size, sheet)
    if key in _found:
        return _found[key]
    looks: _Looks = {}
    try:
        with zipfile.ZipFile(path) as archive:
            looks = _looks(archive, sheet, check)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, NotImplementedError, RuntimeError):
        # Whoever reads its values says what is wrong with it.
        pass
    _found.clear()
    # What takes much memory is not held between two readings.
    if len(looks) <= _MOST_HELD:
        _found[key] = looks
    return looks


def _looks(archive: zipfile.ZipFile, sheet: str, check: Callable[[], None]) -> _Looks:
    entries = {entry.filename.lower().replace("\\", "/"): entry for entry in archive.infolist()}
    book = next((name for name in entries if name.rpartition("/")[2] == "workbook.xml"), None)
    part = entries.get(_part_of(archive, entries, book, sheet)) if book is not None else None
    if book is None or part is None:
        return {}
    styles = entries.get(str(PurePosixPath(book).with_name("styles.xml")))
    codes = _code_styles(archive, styles) if styles is not None else {}
    if not codes and not _has_errors(archive, part):
        return {}
    cells = _Cells(codes)
    for _ in parse_part(archive, part, cells.start, end=cells.end, data=cells.data):
        check()
    return cells.found


def _part_of(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], book: str, sheet: str) -> str:
    """Return the name of the part that holds a sheet, in small letters; empty where the workbook names none."""
    links: list[str] = []
    targets: dict[str, str] = {}

    def take(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and attributes.get("name") == sheet:
            links.extend(value for key, value in attributes.items() if key.endswith(":id"))
        elif name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    folder = PurePosixPath(book).parent
    for name in (book, str(folder / "_rels" / "workbook.xml.rels")):
        if name in entries:
            for _ in parse_part(archive, entries[name], take):
                pass
    target = targets.get(links[0], "").lower() if links else ""
    if not target:
        return ""
    return target.lstrip("/") if target.startswith("/") else str(folder / target)


def _code_styles(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> dict[str, str]:
    """Return the numbers of the styles that show zeros before a number, and what they show of 0: "0-000-00000-0"."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    in_cells = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal in_cells
        if name == "numFmt" and (code := _CODE.fullmatch(attributes.get("formatCode", ""))):
            formats[attributes.get("numFmtId", "")] = _LITERAL.sub("", code[1])
        elif name == "cellXfs":
            in_cells = True
        elif name == "xf" and in_cells:
            styles.append(formats.get(attributes.get("numFmtId", ""), ""))

    def end(name: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and name != "cellXfs"

    for _ in parse_part(archive, entry, start, end=end):
        pass
    return {str(number): code for number, code in enumerate(styles) if code}


def _has_errors(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    before = b""
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            if _ERROR_MARK.search(before + piece):
                return True
            before = piece[-_MARK_LENGTH:]
    return False


class _Cells:
    """Follows the cells of a sheet; those that do not say where they are stand behind the last one."""

    def __init__(self, codes: dict[str, str]) -> None:
        self.found: _Looks = {}
        self._codes = codes
        self._row = self._column = 0
        self._code = ""
        self._value: list[str] | None = None
        self._wanted = self._is_error = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" and self._wanted:
            self._value = []
        elif name == "row":
            self._row, self._column = cell_place(attributes)[0] or self._row + 1, 0
        elif name == "c":
            row, column = cell_place(attributes)
            self._row, self._column = row or self._row, column or self._column + 1
            self._is_error = attributes.get("t") == "e"
            self._code = self._codes.get(attributes.get("s", ""), "") if attributes.get("t", "n") == "n" else ""
            self._wanted = self._is_error or bool(self._code)

    def data(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def end(self, name: str) -> None:
        if name != "v" or self._value is None:
            return
        text, self._value = "".join(self._value).strip(), None
        look: Any = text if self._is_error and text in ERRORS else _padded(text, self._code)
        if look:
            self.found[self._row, self._column - 1] = look


def _padded(text: str, code: str) -> str:
    """Return a whole number with zeros before it, and the signs of `code` between; empty where it is none."""
    try:
        number = float(text)
    except ValueError:
        return ""
    if not code or number < 0 or not number.is_integer():
        return ""
    digits = f"{int(number):0{code.count('0')}}"
    more = len(digits) - code.count("0")
    rest = iter(digits[more:])
    return digits[:more] + "".join(next(rest) if sign == "0" else sign for sign in code)
