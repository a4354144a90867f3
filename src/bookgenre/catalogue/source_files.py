"""From what a user names (files, folders, patterns, the standard input) to files of known formats."""

import contextlib
import glob
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookgenre.catalogue.file_formats import CatalogueReader, find_reader, reader, reader_names
from bookgenre.errors import BookgenreError, DataError, InputError
from bookgenre.files.unpacked import unpacked_ending

__all__ = ["Source", "check_not_inputs", "find_sources", "opened_sources"]

STANDARD_INPUT = "-"

_OURS = (".rejects.jsonl", ".journal")
"""Endings of files that runs leave beside their outputs."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one folder that is a catalogue, and its format.

    Its name is its path below the folder in which it was found, for the names of outputs; else the name of the file.
    `named` says whether the user named it, and did not leave it to a folder or a pattern to do so.
    """

    path: Path
    name: str
    reader: CatalogueReader
    named: bool = True

    @property
    def size(self) -> int:
        """Bytes of the file; 0 of a folder."""
        return self.path.stat().st_size if self.path.is_file() else 0


def find_sources(inputs: Sequence[str | Path], format_name: str | None = None) -> list[Source]:
    """Return the files that `inputs` name, each once: those of a folder and of a pattern in the order of their names.

    They are files, folders (with all below them whose endings are known) and patterns such as ``feeds/*.xml``;
    `format_name` is the name of the reader, where the user says so. No files, and a name of no format, are an
    `InputError`; a file that cannot be read, or is of no known format, is a `DataError`.
    """
    found: dict[Path, Source] = {}
    several = sum(Path(given).is_dir() for given in inputs) > 1
    for given in inputs:
        path = Path(given)
        if not path.exists() and glob.has_magic(str(given)):
            paths = sorted(map(Path, glob.glob(str(given), recursive=True)))  # noqa: PTH207 - a pattern with a root
            if not paths:
                raise DataError(f"no file fits {given}; check the pattern")
        else:
            paths = [path]
        for one in paths:
            for source in _sources(one, format_name, several=several, named=one == path):
                found.setdefault(source.path.resolve(), source)
    if not found:
        raise InputError("give the files to read")
    return list(found.values())


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


def check_not_inputs(paths: Iterable[Path], sources: Iterable[Source]) -> None:
    """Raise `InputError` where a file to be written is one of the inputs."""
    inputs = {source.path.resolve() for source in sources}
    for path in paths:
        if path.resolve() in inputs:
            raise InputError(f"{path} is an input; choose another output")


@contextlib.contextmanager
def opened_sources(inputs: str | Path | Sequence[str | Path], format_name: str | None) -> Iterator[list[Source]]:
    """Give the files of `find_sources`; ``-``, the standard input, becomes a file, as it is read more than once.

    Errors are those of `find_sources`; a `DataError` also says that nothing comes from the standard input.
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if STANDARD_INPUT not in map(str, given):
        yield find_sources(given, format_name)
        return
    if len(given) > 1:
        raise InputError("- is the standard input; give only -, or name files")
    suffix = next(iter(reader(format_name).suffixes), "") if format_name else ""
    with tempfile.TemporaryDirectory(prefix="bookgenre-") as folder:
        path = Path(folder) / f"standard-input{suffix}"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        if not path.stat().st_size:
            raise DataError("nothing came from the standard input; pipe a file in, or name one")
        try:
            yield find_sources([path], format_name)
        except BookgenreError as error:
            # Nobody knows the file under its own name.
            error.args = tuple(str(part).replace(str(path), "the standard input") for part in error.args)
            raise
