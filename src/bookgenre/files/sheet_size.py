"""How large a workbook becomes when it is read: calamine makes a full grid of each sheet before the first row.

Two cells far apart make a file of a kilobyte a grid of 17 billion cells, and a text that is kept once may stand in a
million cells. So the cells of an .xlsx are counted first, one part of the file after another, in bounded memory. Other
workbooks are read by another process first, which has no more memory than it may take.
"""

import subprocess
import sys
import zipfile
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from bookgenre.errors import DataError
from bookgenre.files.sheet_parts import PIECE, cell_place, parse_part

__all__ = ["check_sheet_size"]

_TEXTS, _WORKBOOK = "sharedstrings.xml", "workbook.xml"
"""Names of parts, in lower case; their folder is what another part says."""
_SHEET = b"sheetData"
"""In each sheet, and in no other part; what a part is called and where it lies says nothing."""
# Sheets of charts have no cells.
_MOST_OTHERS = 20
_MOST_MEMORY = 2 << 30
_MOST_SECONDS = 300
# Where calamine gets no memory, it ends its process.
_READ = """
import contextlib, sys
with contextlib.suppress(ImportError, ValueError, OSError):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
import python_calamine as calamine
try:
    book = calamine.CalamineWorkbook.from_path(sys.argv[1])
    sheets = map(book.get_sheet_by_name, book.sheet_names)
    # These are the numbers of the last row and column, from 0.
    print(sum((sheet.total_height + 1) * (sheet.total_width + 1) for sheet in sheets))
except (calamine.CalamineError, OSError, ValueError):
    # Reading says what is wrong.
    print(0)
"""
# A run reads a file several times.
_passed: set[tuple[Path, int, int, int, int]] = set()
_MOST_PASSED = 64


def check_sheet_size(path: Path, most_cells: int, most_text: int, check: Callable[[], None] = lambda: None) -> None:
    """Raise `DataError` where the sheets of a workbook have more cells or characters of shared text than that.

    Cells are those of the rectangle from A1 to the last row and column with a value. Of workbooks other than .xlsx the
    memory is limited (not on Windows), and texts are not counted. `check` is called now and then; an exception that it
    raises ends the counting.
    """
    stat = path.stat()
    seen = (path, stat.st_mtime_ns, stat.st_size, most_cells, most_text)
    if seen in _passed:
        return
    if zipfile.is_zipfile(path):
        _count(path, most_cells, most_text, check)
    # By these names calamine takes a file for an .xlsx; of others it tries one kind after another.
    if path.suffix not in (".xlsx", ".xlsm"):
        _read_apart(path, most_cells)
    if len(_passed) >= _MOST_PASSED:
        _passed.clear()
    _passed.add(seen)


def _read_apart(path: Path, most_cells: int) -> None:
    """Have another process read a workbook, which ends where it would take more than `_MOST_MEMORY`."""
    command = [sys.executable, "-P", "-c", _READ, str(path), str(_MOST_MEMORY)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_MOST_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DataError(f"{path} takes too long to be read; save it as .xlsx or CSV") from None
    if done.returncode or int(done.stdout) > most_cells:
        raise DataError(
            f"{path} has too many cells, or cells too far apart, to be read; delete what stands far from the table, or "
            "save it as .xlsx or CSV"
        )


def _count(path: Path, most_cells: int, most_text: int, check: Callable[[], None]) -> None:
    cells = texts = sheets = 0
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename.lower().replace("\\", "/"): entry for entry in archive.infolist()}
            if len(entries) < len(archive.infolist()):
                raise DataError(f"{path} is a damaged archive: two of its parts have one name; save it again")
            shared = array("q")
            for name, entry in entries.items():
                if name.rpartition("/")[2] == _TEXTS:
                    if shared:
                        raise DataError(f"{path} has two lists of texts; save it again")
                    shared = _lengths(archive, entry, check)
            for entry in entries.values():
                if not _has_cells(archive, entry):
                    continue
                sheets += 1
                sheet = _Sheet(shared)
                found = parse_part(archive, entry, sheet.start, end=sheet.end, data=sheet.data, other=sheet.other)
                for _ in found:
                    check()
                    if cells + sheet.cells > most_cells:
                        raise DataError(
                            f"{path} has cells so far apart that its sheets would have more than {most_cells:,}; "
                            "delete what stands far from the table, or save it as CSV"
                        )
                    if texts + sheet.text > most_text:
                        raise DataError(f"{path} has cells with more than {most_text >> 20} MB of text; save it as CSV")
                cells, texts = cells + sheet.cells, texts + sheet.text
            books = [entry for name, entry in entries.items() if name.rpartition("/")[2] == _WORKBOOK]
            named = max((_names(archive, entry, check) for entry in books), default=0)
    except DataError:  # a ValueError, too
        raise
    except expat.ExpatError as error:
        advice = "open it in its program and save it as .xlsx or .csv"
        raise DataError(f"{path} is not a spreadsheet that can be read ({error}); {advice}") from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path} is a damaged or protected archive; save it again without a password") from error
    if named > sheets + _MOST_OTHERS:
        raise DataError(f"{path} names {named:,} sheets and has {sheets:,}; save it again")


class _Sheet:
    """Follows the cells of a sheet; those that do not say where they are stand behind the last one."""

    def __init__(self, shared: Any) -> None:
        self._shared, self._longest = shared, max(shared, default=0)
        self._row = self._column = self._last_row = self._last_column = 0
        self._in_cell = self._is_shared = False
        self._index: list[str] | None = None
        self.text = 0

    @property
    def cells(self) -> int:
        """Cells of the rectangle so far."""
        return self._last_row * self._last_column

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.other()
        if self._in_cell:
            # Without a value a cell is only coloured, and takes no place.
            self._last_row, self._last_column = max(self._row, self._last_row), max(self._column, self._last_column)
            self._index = [] if self._is_shared and name == "v" else None
        elif name == "row":
            # calamine may know better of a row that goes back; a place too far down errs on the safe side.
            self._row = max(self._row + 1, cell_place(attributes)[0])
            self._column = 0
        elif name == "c":
            row, column = cell_place(attributes)
            self._row, self._column = max(self._row, row), max(self._column + 1, column)
            self._in_cell, self._is_shared = True, attributes.get("t") == "s"

    def end(self, name: str) -> None:
        if name == "c":
            self._in_cell = False
        if self._index is not None:
            text, self._index = "".join(self._index).strip(), None
            known = text.isdecimal() and len(text) < 10 and int(text) < len(self._shared)
            self.text += self._shared[int(text)] if known else self._longest

    def data(self, text: str) -> None:
        if self._index is not None:
            self._index.append(text)

    def other(self, *_: Any) -> None:
        if self._index is not None:
            # Readers differ in which number they find in a value that something else divides.
            self.text += self._longest
            self._index = None


def _lengths(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, check: Callable[[], None]) -> Any:
    """Return how many characters each shared text has."""
    lengths = array("q")

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def data(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    for _ in parse_part(archive, entry, start, data=data):
        check()
    return lengths


def _names(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, check: Callable[[], None]) -> int:
    """Return how many sheets a workbook names."""
    sheets = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal sheets
        sheets += name == "sheet"

    for _ in parse_part(archive, entry, start):
        check()
    return sheets


def _has_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    before = b""
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            if _SHEET in before + piece:
                return True
            before = piece[-len(_SHEET) :]
    return False
