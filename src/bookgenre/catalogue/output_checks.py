"""What a run must not overwrite: its inputs, the other files that it reads, and what it writes itself."""

import os
from collections.abc import Iterable
from pathlib import Path

from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.source_files import Source
from bookgenre.errors import InputError
from bookgenre.stores.bisac import VARIABLE

__all__ = ["check_not_read", "check_written_once"]


def check_not_read(paths: Iterable[Path], sources: Iterable[Source], settings: AnswerSettings) -> None:
    """Raise `InputError` where a file to be written is one that the run reads: an input, the mapping, the model."""
    read: dict[Path, str] = {}
    for source in sources:
        path = source.path.resolve()
        # Of a folder that is a catalogue, the file that says so holds the books.
        marker = source.reader.marker if path.is_dir() else None
        read[path / marker if marker else path] = "an input"
    mapping = settings.mapping or os.environ.get(VARIABLE)
    if mapping:
        read[Path(mapping).resolve()] = "the table of BISAC codes (--mapping)"
    model = Path(settings.model).resolve() if settings.model and Path(settings.model).is_dir() else None
    for path in paths:
        target = path.resolve()
        what = read.get(target)
        if what is None and model is not None and model in target.parents and target.is_file():
            what = "a file of the model (--model)"
        if what is not None:
            raise InputError(f"{path} is {what}; choose another output")


def check_written_once(paths: Iterable[Path]) -> None:
    """Raise `InputError` where two outputs have one path; a stream or a device may take several."""
    seen: set[Path] = set()
    for path in paths:
        target = path.resolve()
        if target in seen and (target.is_file() or not target.exists()):
            raise InputError(f"{path} is named for two outputs; give each a file of its own")
        seen.add(target)
