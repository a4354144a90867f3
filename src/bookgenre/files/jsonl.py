"""JSON Lines that can be cut off at any byte and gone on with."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Self

from bookgenre.errors import DataError
from bookgenre.files.atomic import atomic_write, write_errors

__all__ = ["JsonLinesLog", "write_json_lines"]

_LONGEST_LINE = 8 << 20


class JsonLinesLog:
    """A JSON Lines file to which objects are added one by one, each on disk before the next.

    Opened again after the process was killed, it drops a last line that was only half written, so that what is added
    after it stands on a line of its own. The file and its folder are made if they are not there.

    Raises
    ------
    DataError
        If the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with write_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not path.is_file():
                raise DataError(f"{path} cannot be written: it is not a regular file; choose another place")
            self._file = path.open("r+b" if path.exists() else "x+b")
            try:
                _mend(self._file, path)
            except BaseException:
                self._file.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the objects that stand in the file, passing over lines that are none."""
        self._file.seek(0)
        yield from (entry for entry in map(_object, self._file) if entry is not None)
        self._file.seek(0, os.SEEK_END)

    def add(self, entry: Mapping[str, Any]) -> None:
        """Append one object and hand it to the operating system; a `DataError` leaves the file as it was before."""
        left = memoryview(_line(entry))
        # Not through the buffer of the file: it would keep what could not be written, and fail once more on closing.
        descriptor = self._file.fileno()
        before = os.lseek(descriptor, 0, os.SEEK_END)
        with write_errors(self.path):
            try:
                while left:
                    left = left[os.write(descriptor, left) :]
            except BaseException:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, before)
                raise

    def close(self) -> None:
        """Write all to the disk and close the file."""
        if not self._file.closed:
            with self._file, write_errors(self.path):
                os.fsync(self._file.fileno())


def _mend(file: BinaryIO, path: Path) -> None:
    """Refuse a file of another kind, and drop a last line that is torn."""
    first = file.readline(_LONGEST_LINE)
    # A first line that was only half written is still the start of an object.
    good = _object(first) is not None if first.endswith(b"\n") else first[:1] in (b"", b"{")
    if not good:
        file.close()
        raise DataError(f"{path} holds no JSON Lines; nothing was added to it: choose another file")
    file.seek(0)
    last = b"\n"
    for last in file:  # noqa: B007
        pass
    if not last.endswith(b"\n"):
        if _object(last) is None:
            file.truncate(file.tell() - len(last))
        else:
            # Only the newline is missing: nothing was torn.
            file.write(b"\n")
        file.flush()
    file.seek(0, os.SEEK_END)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def write_json_lines(path: Path, entries: Iterable[Mapping[str, Any]]) -> int:
    """Write a whole JSON Lines file at once: it is either as it was before or complete. The number of lines."""
    count = 0
    with atomic_write(path) as file:
        for entry in entries:
            file.write(_line(entry))
            count += 1
    return count
