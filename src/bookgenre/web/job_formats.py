"""Which files a catalogue job may be, and what it may make of them."""

import re
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from bookgenre.catalogue.file_formats import (
    CatalogueReader,
    CatalogueWriter,
    find_reader,
    reader,
    reader_names,
    writer,
    writer_names,
)
from bookgenre.errors import DataError, InputError
from bookgenre.files.sheet_size import check_sheet_size
from bookgenre.files.unpacked import is_packed
from bookgenre.web.deadline import check_request

__all__ = [
    "MEDIA_TYPES",
    "choose_reader",
    "choose_writer",
    "result_formats",
    "result_name",
    "safe_name",
    "upload_formats",
]

_TO_READ = {"xlsx": "python_calamine"}
_TO_WRITE = {"xlsx": "xlsxwriter", "parquet": "pyarrow"}
"""Packages that not every server has, by format."""
_NOT_TAKEN = frozenset({"calibre", "calibre_database", "parquet"})
"""A folder; two formats whose files may unfold to any size before the first record can be seen."""
_NOT_MADE = frozenset({"calibre"})
"""Commands for a library that the server does not have."""
_MOST_UNPACKED = 100 << 20
_MOST_CELLS = 2_000_000
_ZIP = b"PK\x03\x04"
_ZIPPED = frozenset({".xlsx", ".xlsm", ".epub"})
_OTHER_SHEETS = frozenset({".xlsb", ".xls", ".ods"})
"""Nothing says how large their sheets become before they are read."""
_LONGEST_STEM = 40

MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "onix": "application/xml",
    "marcxml": "application/xml",
    "opf": "application/xml",
    "marc": "application/marc",
    "epub": "application/epub+zip",
}
"""Media type of a result, by the name of its format."""


def upload_formats() -> list[CatalogueReader]:
    """Return the formats that may be sent to this server."""
    found = [reader(name) for name in reader_names() if name not in _NOT_TAKEN and _is_installed(_TO_READ.get(name))]
    return [replace(one, suffixes=tuple(end for end in one.suffixes if end not in _OTHER_SHEETS)) for one in found]


def result_formats() -> list[CatalogueWriter]:
    """Return the formats that this server can write."""
    return [writer(name) for name in writer_names() if name not in _NOT_MADE and _is_installed(_TO_WRITE.get(name))]


def choose_reader(path: Path) -> CatalogueReader:
    """Return the format of an upload; `DataError` says why it cannot be taken."""
    if is_packed(path):
        raise DataError(f"{path} is packed; unpack it and send what is in it")
    _check_archive(path)
    try:
        found = find_reader(path)
    except DataError:
        taken = ", ".join(one.label for one in upload_formats())
        raise DataError(f"{path} is not in a format that this server takes; send one of: {taken}") from None
    if found.name in _NOT_TAKEN:
        raise DataError(f"{path} is a file of {found.label}, which this server does not take; send it as CSV")
    if not _is_installed(_TO_READ.get(found.name)):
        raise DataError(f"{path} is a {found.label}, which this server cannot read; send it as CSV")
    if found.name == "xlsx":
        _check_workbook(path)
    return found


def choose_writer(source: CatalogueReader, path: Path, name: str | None) -> CatalogueWriter:
    """Return the format of the result: the one that is named, else the one of the upload, else CSV."""
    made = {one.name: one for one in result_formats() if one.source in (None, source.name)}
    if name:
        if name not in made:
            raise InputError(f"{source.label} cannot become {name!r:.40}; use one of {', '.join(made)}")
        return made[name]
    same = [one for one in made.values() if source.name in (one.source, one.name)]
    if source.name in ("csv", "tsv"):
        same = [made[name] for name in ("csv", "tsv") if path.suffix.lower() in made[name].suffixes] or same
    return (same or [made["csv"]])[0]


def safe_name(name: str) -> str:
    """Return the name of an upload as one that any file system and any message can hold."""
    path = Path(name.replace("\\", "/").rpartition("/")[2])
    stem = re.sub(r"[^\w-]+", "_", path.stem).strip("_")[:_LONGEST_STEM]
    suffix = re.sub(r"[^a-z0-9.]", "", path.suffix.lower())[:10]
    return f"{stem or 'books'}{suffix}"


def result_name(upload: str, made: CatalogueWriter) -> str:
    """Return the name of the result of an upload."""
    path = Path(upload)
    ending = path.suffix if path.suffix in made.suffixes else made.suffixes[0]
    return f"{path.stem}-genres{ending}"


def _is_installed(package: str | None) -> bool:
    return package is None or find_spec(package) is not None


def _check_archive(path: Path) -> None:
    """Raise for a ZIP archive that unpacks to too much, or to other than it says."""
    with path.open("rb") as file:
        begins = file.read(4) == _ZIP
    if not begins and (path.suffix in _ZIPPED or zipfile.is_zipfile(path)):
        # Readers find an archive behind other bytes, too.
        raise DataError(f"{path} does not begin like a file of its kind; open it in its program and save it again")
    if not begins:
        return
    damaged = None
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked <= _MOST_UNPACKED:
                # Reads no more than the archive says, and finds where that is not all.
                damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(f"{path} is a damaged or protected archive; save it again without a password") from error
    if unpacked > _MOST_UNPACKED:
        raise DataError(f"{path} unpacks to more than {_MOST_UNPACKED >> 20} MB; send it as CSV")
    if damaged is not None:
        raise DataError(f"{path} is a damaged archive; save it again")


def _check_workbook(path: Path) -> None:
    """Raise for a spreadsheet that is no .xlsx, or whose sheets are too large."""
    names = set()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().replace("\\", "/") for name in archive.namelist()}
    if path.suffix in _OTHER_SHEETS or "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
        raise DataError(f"{path} is a spreadsheet that this server does not take; save it as .xlsx or CSV")
    check_sheet_size(path, _MOST_CELLS, _MOST_UNPACKED, check_request)
