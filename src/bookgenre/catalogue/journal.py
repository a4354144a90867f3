"""The journal of a run: what was found, line by line, so that a run that was cut off can go on."""

import contextlib
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import DataError, InputError
from bookgenre.files import JsonLinesLog

if sys.platform != "win32":
    import fcntl

__all__ = ["Journal", "check_sum"]

_KIND = "bookgenre.catalogue.journal.1"
_NAMES = {
    "inputs": "other inputs, or inputs that have changed",
    "columns": "other --column options",
    "formats": "other formats of input",
    "settings": "other --top, --colours or --mapping options",
    "model": "another model",
    "bookgenre": "another version of bookgenre",
}
"""What differs, by the parts of the header."""


def check_sum(record: Record) -> int:
    """Return a number that changes where what is classified of a record does."""
    book = record.book
    text = record.problem if book is None else f"{book.title or ''}\0{book.description}"
    return zlib.crc32(f"{record.identifier}\0{text}".encode("utf-8", "surrogatepass"))


class Journal:
    """Findings in the order of their records, each on a line that is with the operating system before the next.

    The `header` is what the findings depend on: inputs, options, model. `count` is the number of findings.

    Raises
    ------
    DataError
        If another run is writing to the file, or it cannot be written.
    InputError
        If it is there and `resume` is false, or it belongs to another run; the message says what to do.
    """

    def __init__(self, path: Path, header: Mapping[str, Any], *, resume: bool) -> None:
        self.path = path
        self.count = 0
        found = path.is_file() and path.stat().st_size > 0
        with contextlib.ExitStack() as opened:
            if found:
                # Before the log is opened: it drops a last line that another run may be writing.
                opened.enter_context(_locked(path))
            if found and not resume:
                raise InputError(
                    f"{path} holds the results of an earlier run; continue it with --resume, or delete the file to "
                    "start again"
                )
            self._log = opened.enter_context(JsonLinesLog(path))
            if not found:
                opened.enter_context(_locked(path))
            entries = iter(self._log)
            before = next(entries, None)
            if before is None:
                self._log.add({"kind": _KIND, **header})
            else:
                _check_header(path, before, json.loads(json.dumps(dict(header))))
                self.count = sum(1 for _ in entries)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def add(self, finding: Finding, check: int) -> None:
        """Append the finding of the next record, with the `check_sum` of this record."""
        self._log.add({"check": check, **finding.to_dict()})
        self.count += 1

    def checks(self) -> Iterator[int]:
        """Yield the check sums of the records, in order."""
        for entry in self._entries():
            yield entry["check"]

    def findings(self) -> Iterator[tuple[int, Finding]]:
        """Yield the check sum of each record and its finding, in order."""
        for entry in self._entries():
            check = entry.pop("check")
            yield check, Finding.from_dict(entry)

    def remove(self) -> None:
        """Delete the file: its content stands in the output."""
        self._opened.close()
        self.path.unlink(missing_ok=True)

    def _entries(self) -> Iterator[dict[str, Any]]:
        # A file of its own, so that findings may be added meanwhile.
        with self.path.open("rb") as lines:
            next(lines, b"")
            for number, line in enumerate(lines, start=1):
                try:
                    yield json.loads(line)
                except ValueError:
                    raise DataError(
                        f"line {number + 1:,} of {self.path} is damaged; delete the file and start again"
                    ) from None


def _locked(path: Path) -> contextlib.AbstractContextManager[object]:
    """Return a file whose lock keeps other runs from this journal; Windows has no such locks."""
    if sys.platform == "win32":
        return contextlib.nullcontext()
    file = path.open("rb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise DataError(
            f"another run is writing to {path}; wait until it has ended, or choose another output"
        ) from None
    except OSError:
        # A network drive without locks: better unguarded than not at all.
        pass
    return file


def _check_header(path: Path, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if found.get("kind") != _KIND:
        raise InputError(f"{path} is not the journal of a run; move it away, or choose another output")
    other = [name for name in _NAMES if found.get(name) != wanted.get(name)]
    if other:
        raise InputError(
            f"{path} belongs to a run with {' and '.join(_NAMES[name] for name in other)}; "
            "repeat the command of that run with --resume, or delete the file to start again"
        )
