"""What could not be used, counted and kept, so that nothing is lost in silence."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self, TextIO

from bookgenre.files.atomic import write_errors

__all__ = ["Rejects"]

_EXCERPT = 300


class Rejects:
    """Counts what is turned away and keeps each in a JSON Lines file.

    Parameters
    ----------
    path
        The file; it is made anew at the first reject, and an older one is removed. None: only count.
    check
        Called at each reject and now and then while a file is read; an exception that it raises ends the reading.

    Attributes
    ----------
    counts
        Number of rejects by reason.
    damaged
        For each file that could not be read to its end, the sentence that says so.
    recoded
        Number of lines by file that were not UTF-8 and were read as Windows-1252.
    notes
        By file, sentences on how it was read where it could have been read in another way.
    """

    def __init__(self, path: Path | None = None, check: Callable[[], None] = lambda: None) -> None:
        self.path = path
        self.check = check
        self.counts: Counter[str] = Counter()
        self.damaged: dict[str, str] = {}
        self.recoded: Counter[str] = Counter()
        self.notes: dict[str, list[str]] = {}
        self._file: TextIO | None = None
        if path is not None:
            with write_errors(path):
                path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def total(self) -> int:
        """Number of rejects."""
        return self.counts.total()

    def add(
        self, reason: str, *, file: Path | str, line: int | None = None, excerpt: object = "", why: str = ""
    ) -> None:
        """Count one reject by its `reason`, which has the same words each time, and keep it.

        `why` is particular to this one; lines count from 1.
        """
        self.check()
        self.counts[reason] += 1
        if self.path is None:
            return
        entry = {"file": str(file), "line": line, "reason": reason, "why": why, "excerpt": str(excerpt)[:_EXCERPT]}
        with write_errors(self.path):
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                # "x" fails where a link was put in the place of the file that was removed.
                self._file = self.path.open("x", encoding="utf-8", errors="backslashreplace")
            line_of_json = json.dumps({k: v for k, v in entry.items() if v not in ("", None)}, ensure_ascii=False)
            self._file.write(line_of_json + "\n")
            self._file.flush()

    def note(self, file: Path | str, sentence: str) -> None:
        """Keep a sentence on how `file` was read, once."""
        sentences = self.notes.setdefault(str(file), [])
        if sentence not in sentences:
            sentences.append(sentence)

    def break_off(self, file: Path, line: int, error: object) -> None:
        """Note that `file` could not be read beyond `line`."""
        self.damaged[str(file)] = f"{file} breaks off after line {line:,} ({error}); fetch or write it again"
        self.add("the file breaks off", file=file, line=line, why=str(error))

    def close(self) -> None:
        """Close the file, if one was opened."""
        if self._file is not None:
            self._file.close()
            self._file = None
