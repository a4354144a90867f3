"""What a run counts: its report, and the records that could not be classified, by reason and listed in a file."""

import contextlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.reject_list import is_reject_list, reject_entry
from bookgenre.files import atomic_write

__all__ = ["CatalogueReport", "Tally"]

_NUMBERS = re.compile(r" \(line [\d,]+\)|(?<=: ).*", re.DOTALL)
"""What differs from one reject of a kind to the next."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_MOST_REASONS = 50
_OTHER = "other reasons"


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What a run has done.

    Attributes
    ----------
    records, answered, rejected
        Numbers of records.
    reasons
        Number of rejects by reason.
    rejects
        The file that lists them; None where there are none, or the output is a stream.
    left_out
        Files of a folder or a pattern that could not be read, and why.
    outputs
        The files that were written.
    notes
        Sentences on how the inputs were read and what could not be written.
    seconds
        That the run took.
    """

    records: int
    answered: int
    rejected: int
    reasons: Mapping[str, int]
    rejects: Path | None
    left_out: Mapping[str, str]
    outputs: tuple[Path, ...]
    notes: tuple[str, ...]
    seconds: float


class Tally:
    """Lists rejects as JSON Lines; the file is there only where there are some, and when all are in it.

    An older list is removed, and no other file. Without a path it only counts the rejects by reason; `named` says
    whether the file of each record is named.
    """

    def __init__(self, path: Path | None, *, named: bool) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self._named = named
        self._stack = contextlib.ExitStack()
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)
        if error[0] is not None or self._file is not None or self.path is None or not self.path.is_file():
            return
        if is_reject_list(self.path):
            if self.path.is_symlink():
                # A link stays, such as /dev/stderr.
                with atomic_write(self.path):
                    pass
            else:
                self.path.unlink()

    def add(self, source: str, record: Record, finding: Finding) -> None:
        """Note a record that could not be classified."""
        # What to do about it stands behind the semicolon, in the file.
        reason = _DIGITS.sub("…", _NUMBERS.sub("", finding.problem)).partition(";")[0].rstrip(": ")
        self.reasons[reason if reason in self.reasons or len(self.reasons) < _MOST_REASONS else _OTHER] += 1
        self._list(reject_entry(source if self._named else None, record.number, record.identifier, finding.problem))

    def leave_out(self, source: str, reason: str) -> None:
        """Note a file of which nothing could be read."""
        self._list(reject_entry(source, None, "", reason))

    def _list(self, entry: Mapping[str, object]) -> None:
        if self.path is None:
            return
        if self._file is None:
            self._file = self._stack.enter_context(atomic_write(self.path))
        self._file.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
