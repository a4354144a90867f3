"""From what a user names (files, folders, patterns, the standard input) to files of known formats."""

import contextlib
import glob
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from bookgenre.catalogue.file_formats import CatalogueReader, find_reader, reader, reader_names
from bookgenre.catalogue.protocol import Note, no_note
from bookgenre.errors import BookgenreError, DataError, InputError
from bookgenre.files.unpacked import unpacked_ending

__all__ = ["Source", "find_sources", "opened_sources"]

STANDARD_INPUT = "-"

_OURS = (".rejects.jsonl", ".journal")
"""Endings of files that runs leave beside their outputs."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one folder that is a catalogue, and its format.

    Its name is its path below the folder in which it was found, for the names of outputs; else the name of the file.
    `named` says whether the user named it, and did not leave it to a folder or a pattern to do so. `is_alone` says
    whether no other file of the run has its name.
    """

    path: Path
    name: str
    reader: CatalogueReader
    named: bool = True
    is_alone: bool = True

    @property
    def label(self) -> str:
        """What tells it from the other files of the run: its name, or where another has the same its path."""
        return self.name if self.is_alone else str(self.path)

    @property
    def size(self) -> int:
        """Bytes of the file; 0 of a folder."""
        return self.path.stat().st_size if self.path.is_file() else 0


def find_sources(
    inputs: Sequence[str | Path],
    format_name: str | None = None,
    out: str | Path | None = None,
    note: Note = no_note,
) -> list[Source]:
    """Return the files that `inputs` name, each once: those of a folder and of a pattern in the order of their names.

    They are files, folders (with all below them whose endings are known) and patterns such as ``feeds/*.xml``;
    `format_name` is the name of the reader, where the user says so. If `out`, a folder that will be written to, lies
    in a folder or a pattern's folder, its files are outputs of an earlier run: they are left out, and `note` gets a
    sentence that says so. No files, and a name of no format, are an `InputError`; a file that cannot be read, or is of
    no known format, is a `DataError`.
    """
    found: dict[Path, Source] = {}
    # `Path.is_dir` raises an error where a name is too long.
    outputs = _real_path(out) if out is not None and os.path.isdir(out) else None  # noqa: PTH112
    unread = f"the files in {out} are not read, because the outputs are written there"
    if not inputs:
        raise InputError("give the files to read")
    if "" in map(str, inputs):
        raise InputError("an input has no name; name a file")
    several = sum(Path(given).is_dir() for given in inputs) > 1
    for given in inputs:
        folder, paths = _named_by(given)
        left_out = outputs if outputs and _real_path(folder) in outputs.parents else None
        for one in paths:
            # It may be empty as yet.
            if left_out is not None and _real_path(one) == left_out:
                note(unread)
                continue
            for source in _sources(one, format_name, several=several, named=one == Path(given)):
                place = source.path.resolve()
                if left_out is not None and left_out in place.parents:
                    note(unread)
                else:
                    found.setdefault(place, source)
    if not found:
        raise InputError(f"all files to read lie in {out}, where the outputs would go; choose another output")
    names = Counter(source.name for source in found.values())
    return [replace(source, is_alone=names[source.name] == 1) for source in found.values()]


def _named_by(given: str | Path) -> tuple[Path, list[Path]]:
    """Return the path that is given, or the folder in which a pattern looks and what fits it, without files of ours."""
    path = Path(given)
    if path.exists() or not glob.has_magic(str(given)):
        return path, [path]
    fitting = map(Path, glob.glob(str(given), recursive=True))  # noqa: PTH207 - a pattern with a root
    # A pipe that nobody writes to would keep the run waiting.
    paths = sorted(one for one in fitting if one.is_dir() or (one.is_file() and not one.name.endswith(_OURS)))
    if not paths:
        raise DataError(f"no file fits {given}; check the pattern")
    return Path(*takewhile(lambda part: not glob.has_magic(part), path.parts)), paths


def _real_path(path: str | Path) -> Path:
    """Return the path without links; other than `Path.resolve`, one that links to itself is no error."""
    return Path(os.path.realpath(path))


def _sources(path: Path, format_name: str | None, *, several: bool, named: bool) -> Iterator[Source]:
    """Yield the files of one input; where there are `several` folders, names of files begin with theirs."""
    if not path.is_dir():
        yield Source(path, path.name, find_reader(path, format_name), named)
        return
    readers = [reader(format_name)] if format_name else [reader(name) for name in reader_names()]
    for one in readers:
        if one.marker is not None and (path / one.marker).is_file():
            yield Source(path, path.name, one)
            return
    endings = {suffix for one in readers for suffix in one.suffixes if one.marker is None}
    files = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file()
        and unpacked_ending(file) in endings
        and not file.name.endswith(_OURS)
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    ]
    if not files:
        raise DataError(f"{path} holds no file with a known ending: {' '.join(sorted(endings))}")
    for file in files:
        name = str(Path(path.resolve().name if several else "") / file.relative_to(path))
        yield Source(file, name, find_reader(file, format_name), named=False)


@contextlib.contextmanager
def opened_sources(
    inputs: str | Path | Sequence[str | Path],
    format_name: str | None,
    out: str | Path | None = None,
    note: Note = no_note,
) -> Iterator[list[Source]]:
    """Give the files of `find_sources`; what can be read only once becomes a file, as each is read more than once.

    That is ``-``, the standard input, a named pipe, and ``/dev/fd/63``, the pipe of a shell's ``<(command)``. Errors
    are those of `find_sources`; a `DataError` also says that nothing came from such an input.
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if len(given) > 1 and STANDARD_INPUT in map(str, given):
        raise InputError("- is the standard input; give only -, or name files")
    suffix = next(iter(reader(format_name).suffixes), "") if format_name else ""
    with contextlib.ExitStack() as stack:
        copies: dict[Path, str] = {}
        paths: list[str | Path] = []
        for one in given:
            if not _can_be_read_once(one):
                paths.append(one)
                continue
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bookgenre-")))
            shown = "the standard input" if str(one) == STANDARD_INPUT else str(one)
            copy = folder / f"{_name_of_copy(one)}{suffix}"
            _copy_stream(one, copy, shown)
            copies[copy] = shown
            paths.append(copy)
        try:
            yield find_sources(paths, format_name, out, note)
        except BookgenreError as error:
            # Nobody knows the files under their own names.
            for copy, shown in copies.items():
                error.args = tuple(str(part).replace(str(copy), shown) for part in error.args)
            raise


def _can_be_read_once(given: str | Path) -> bool:
    if str(given) == STANDARD_INPUT:
        return True
    path = Path(given)
    return path.exists() and not path.is_file() and not path.is_dir()


def _name_of_copy(given: str | Path) -> str:
    if str(given) == STANDARD_INPUT:
        return "standard-input"
    name = Path(given).name
    # The number of a file descriptor says nothing.
    return f"pipe-{name}" if name.isdecimal() else name


def _copy_stream(given: str | Path, copy: Path, shown: str) -> None:
    """Copy what can be read once; nothing in it is a `DataError`."""
    standard = str(given) == STANDARD_INPUT
    if standard and sys.stdin is None:
        raise DataError("the standard input is closed; name a file")
    try:
        with contextlib.ExitStack() as stack:
            stream = sys.stdin.buffer if standard else stack.enter_context(Path(given).open("rb"))
            shutil.copyfileobj(stream, stack.enter_context(copy.open("wb")), 1 << 20)
    except OSError as error:
        raise DataError(f"{shown} cannot be read: {error.strerror or error}; write it to a file first") from error
    if not copy.stat().st_size:
        raise DataError(f"nothing came from {shown}; pipe a file in, or name one")
