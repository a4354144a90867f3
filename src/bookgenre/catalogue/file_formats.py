"""The formats of catalogues by name, by the ending of a file, and by its first bytes."""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from bookgenre.catalogue.protocol import Annotate, Classify, Read, Write
from bookgenre.errors import DataError, InputError
from bookgenre.files import read_head
from bookgenre.files.unpacked import unpacked_ending

__all__ = [
    "CatalogueReader",
    "CatalogueWriter",
    "engine",
    "engine_names",
    "find_reader",
    "find_writer",
    "reader",
    "reader_names",
    "writer",
    "writer_names",
]

_HEAD = 64 << 10


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    """A format of input; attributes as in `bookgenre.catalogue.readers`."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    looks_like: Any
    read: Read
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueWriter:
    """A format of output; attributes as in `bookgenre.catalogue.writers`, with one of `write` and `annotate`."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    write: Write | None = None
    annotate: Annotate | None = None

    @property
    def source(self) -> str | None:
        """Name of the reader of the files that are written again with additions; None where records are written."""
        return self.name if self.annotate is not None else None


def reader_names() -> tuple[str, ...]:
    """Return the names of the formats of input."""
    return _names("readers")


def writer_names() -> tuple[str, ...]:
    """Return the names of the formats of output."""
    return _names("writers")


def engine_names() -> tuple[str, ...]:
    """Return the names of the engines."""
    return _names("engines")


def reader(name: str) -> CatalogueReader:
    """Return the format of input with this name; an `InputError` names all that there are."""
    module = _module("readers", "format of input", name)
    marker = getattr(module, "MARKER", None)
    return CatalogueReader(name, module.LABEL, module.SUFFIXES, module.looks_like, module.read, marker)


def writer(name: str) -> CatalogueWriter:
    """Return the format of output with this name; an `InputError` names all that there are."""
    module = _module("writers", "format of output", name)
    write, annotate = (getattr(module, function, None) for function in ("write", "annotate"))
    return CatalogueWriter(name, module.LABEL, module.SUFFIXES, write, annotate)


def engine(name: str) -> Classify:
    """Return the engine with this name; an `InputError` names all that there are."""
    classify: Classify = _module("engines", "engine", name).classify
    return classify


def find_reader(path: Path, name: str | None = None) -> CatalogueReader:
    """Return the format of a file or folder: the one that is named, or that its ending and its first bytes show.

    A name that is none is an `InputError`; a file that cannot be opened, or that no format fits, is a `DataError`.
    """
    if name is not None:
        return reader(name)
    readers = [reader(one) for one in reader_names()]
    if path.is_dir():
        for one in readers:
            if one.marker is not None and (path / one.marker).is_file():
                return one
        raise DataError(f"{path} is a folder of no known kind; name the files in it")
    head = read_head(path, _HEAD)
    suffix = unpacked_ending(path)
    by_name = [one for one in readers if suffix in one.suffixes and one.marker is None]
    by_content = [one for one in readers if one.marker is None and one.looks_like(head)]
    found = next(iter((*(one for one in by_name if one in by_content), *by_content, *by_name)), None)
    if found is not None:
        return found
    known = " ".join(sorted({suffix for one in readers for suffix in one.suffixes}))
    raise DataError(f"{path} is not in a format that can be read; known endings: {known}; or name a format with --from")


def find_writer(path: Path, name: str | None = None, source: str | None = None) -> CatalogueWriter:
    """Return the format of an output: the one that is named, or that its ending shows.

    Of several formats with one ending, the one for files of the reader `source` is taken. A name or an ending of no
    format is an `InputError`.
    """
    if name is not None:
        return writer(name)
    writers = [writer(one) for one in writer_names()]
    writers.sort(key=lambda one: one.source != source)
    found = next((one for one in writers if unpacked_ending(path) in one.suffixes), None)
    if found is None:
        known = " ".join(sorted({suffix for one in writers for suffix in one.suffixes}))
        raise InputError(
            f"the ending of {path} shows no format; known endings: {known}; or name a format with --format; "
            "to name a folder, end it with a slash"
        )
    return found


@cache
def _names(package: str) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent / package)])))


def _module(package: str, kind: str, name: str) -> Any:
    if name not in _names(package):
        raise InputError(f"there is no {kind} {name!r:.40}; use {', '.join(_names(package))}")
    return import_module(f"bookgenre.catalogue.{package}.{name}")
