"""Where the findings go: one file, a folder with a file for each input, or the standard output."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from bookgenre.catalogue.file_formats import CatalogueWriter, find_writer, reader, writer, writer_names
from bookgenre.catalogue.journal import Journal
from bookgenre.catalogue.output_checks import check_not_read
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.reject_list import is_reject_list
from bookgenre.catalogue.source_files import Source
from bookgenre.errors import DataError, InputError
from bookgenre.files import atomic_write, packing
from bookgenre.files.atomic import remove_leftovers
from bookgenre.files.unpacked import unpacked_ending

__all__ = ["Output", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """One output, with no path for the standard output, and the inputs whose records it holds."""

    path: Path | None
    writer: CatalogueWriter
    sources: tuple[Source, ...]

    @contextlib.contextmanager
    def opened(self, most_bytes: int | None = None) -> Iterator[BinaryIO]:
        """Give a stream that is the output when the block ends well, packed as its ending says.

        A write beyond `most_bytes`, before packing, is a `DataError`.
        """
        if self.path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        with atomic_write(self.path) as file, packing(file, self.path.suffix.lower()) as packed:
            yield packed if most_bytes is None else cast("BinaryIO", _Bounded(packed, most_bytes, self.path))


class _Bounded:
    """A stream that takes so many bytes."""

    def __init__(self, stream: BinaryIO, most: int, path: Path) -> None:
        self._stream, self._left, self._path, self._most = stream, most, path, most

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        # Raised once: what a writer still sends as it is closed is dropped.
        refused = self._left < 0
        self._left -= size
        if refused:
            return size
        if self._left < 0:
            megabytes = self._most / (1 << 20)
            limit = f"{megabytes:,.0f}" if megabytes >= 1 else f"{megabytes:.3f}"
            raise DataError(f"{self._path} would have more than {limit} MB; choose a smaller top")
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Output:
    """What a user names as the output: a file, a folder, or ``-``, and the name of a format where the user says so.

    `targets` are in the order of the inputs; `rejects` is the file for what could not be classified, and None beside
    the standard output. A format that is not known or cannot be written from these inputs, and an output that would
    overwrite an input, the mapping or the model of the `settings`, another output, or, beside the output, a file that
    is no list of rejects, is an `InputError`.
    """

    def __init__(
        self,
        out: str | Path,
        format_name: str | None,
        sources: Sequence[Source],
        rejects: Path | None = None,
        settings: AnswerSettings | None = None,
    ) -> None:
        if not str(out):
            raise InputError("the output has no name; name a file, or - for the standard output")
        self._path = None if str(out) == "-" else Path(out)
        if self._path is None:
            name = format_name or sources[0].reader.name
            if format_name is None and name not in writer_names():
                raise InputError(f"name the format of the output with --format: {', '.join(writer_names())}")
            self.targets = [Target(None, self._only(writer(name), sources), tuple(sources))]
        elif str(out).endswith(("/", "\\")) or self._path.is_dir():
            self.targets = [_in_folder(self._path, source, format_name) for source in sources]
        else:
            found = find_writer(self._path, format_name, sources[0].reader.name)
            self.targets = [Target(self._path, self._only(found, sources), tuple(sources))]
        self.rejects = rejects or self._beside("", ".rejects.jsonl")
        self._check_paths(sources, settings or AnswerSettings())
        if rejects is None and self.rejects is not None and not is_reject_list(self.rejects):
            raise InputError(
                f"{self.rejects} is there and is no list of rejects; move it away, or name another file with --rejects"
            )

    @contextlib.contextmanager
    def journal(self, header: Mapping[str, Any], *, resume: bool) -> Iterator[Journal]:
        """Open the journal: beside the output, or where there is none in a folder that goes away."""
        path = self._journal
        with contextlib.ExitStack() as stack:
            if path is None:
                if resume:
                    raise InputError("the standard output cannot be resumed; name a file: --out FILE")
                path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bookgenre-"))) / "journal"
            yield stack.enter_context(Journal(path, header, resume=resume))

    def remove_leftovers(self) -> None:
        """Remove what runs that were killed have left in the folders of the outputs."""
        written = [self.rejects, *(target.path for target in self.targets)]
        for folder in {path.resolve().parent for path in written if path is not None}:
            remove_leftovers(folder)

    @property
    def _journal(self) -> Path | None:
        return self._beside(".", ".journal")

    def _beside(self, before: str, after: str) -> Path | None:
        if self._path is None:
            return None
        # "." has no name of its own.
        path = self._path if self._path.name not in ("", "..") else self._path.resolve()
        return path.with_name(f"{before}{path.name}{after}")

    @staticmethod
    def _only(found: CatalogueWriter, sources: Sequence[Source]) -> CatalogueWriter:
        _check_source(found, sources)
        if found.annotate is not None and len(sources) > 1:
            raise InputError(
                f"each of the {len(sources)} inputs needs an output file of its own; "
                "name a folder, with a slash at its end: --out FOLDER/"
            )
        return found

    def _check_paths(self, sources: Sequence[Source], settings: AnswerSettings) -> None:
        written = [target.path for target in self.targets if target.path is not None]
        others = [path for path in (self.rejects, self._journal) if path is not None]
        for path in (*written, *others):
            try:
                path.resolve()
            except (OSError, RuntimeError):
                # RuntimeError before Python 3.13.
                raise InputError(f"{path} is a link to itself; choose another output") from None
        check_not_read([*written, *others], sources, settings)
        if self.rejects is not None and self._journal is not None and self.rejects.resolve() == self._journal.resolve():
            raise InputError(
                f"{self.rejects} is the journal of the run; list the rejects in another file: --rejects FILE"
            )
        paths = {path.resolve() for path in written}
        if self.rejects is not None and self.rejects.resolve() in paths:
            raise InputError(f"{self.rejects} is the output; list the rejects in another file: --rejects FILE")
        if len(paths) < len(written):
            raise InputError("two inputs have the same name, so their outputs would, too; give them one at a time")


def _in_folder(folder: Path, source: Source, format_name: str | None) -> Target:
    if format_name is None and source.reader.name not in writer_names():
        raise InputError(
            f"{source.path} ({source.reader.label}) cannot be written in its own format; name another with --format"
        )
    found = writer(format_name or source.reader.name)
    _check_source(found, [source])
    name = Path(source.name)
    if unpacked_ending(name) not in found.suffixes:
        name = name.with_name(name.name + found.suffixes[0])
    return Target(folder / name, found, (source,))


def _check_source(found: CatalogueWriter, sources: Sequence[Source]) -> None:
    """Refuse to make a feed or a book from something else than one."""
    other = next((one for one in sources if found.source not in (None, one.reader.name)), None)
    if other is not None and found.source is not None:
        raise InputError(
            f"{found.label} can only be made from {reader(found.source).label}, and {other.path} is "
            f"{other.reader.label}; choose another ending or --format, such as csv, xlsx or jsonl"
        )
