"""Lines of text from files as people have them: compressed, in mixed encodings, cut short."""

import bz2
import codecs
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from bookgenre.errors import DataError
from bookgenre.files.rejects import Rejects

__all__ = ["open_lines"]

_OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAX_LINE = 8 << 20
"""Bytes; what JSON makes of a line in memory can be twenty times as much."""


def open_lines(path: Path, rejects: Rejects | None = None) -> Iterator[str]:
    """Yield the lines of a text file with their line ends.

    Gzip, bzip2 and xz are told by their first bytes, UTF-16 by its byte order mark. With `rejects` much is forgiven,
    because files that people have joined are often mixed: a line that is not UTF-8 is read as Windows-1252 and counted,
    and what stands before the place where a file breaks off is used. Without it, all of this is an error.

    Parameters
    ----------
    path
        The file.
    rejects
        Where to note what was forgiven; None: nothing is.

    Raises
    ------
    DataError
        If there is no such file, if it is empty, or if it breaks off and that is not forgiven.
    """
    number = 0
    try:
        with _open(path, strict=rejects is None) as stream:
            lines = _lines(stream, path, rejects)
            for number, line in enumerate(lines, start=1):  # noqa: B007
                yield line
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, lzma.LZMAError) as error:
        if rejects is None:
            raise DataError(f"{path} breaks off after line {number}: {error}; fetch or write it again") from error
        rejects.break_off(path, number, error)
    else:
        if number == 0:
            raise DataError(f"{path} is empty; fetch or write it again")


def _open(path: Path, *, strict: bool) -> IO[bytes]:
    if path.is_dir():
        raise DataError(f"{path} is a folder; name the files in it")
    try:
        with path.open("rb") as stream:
            start = stream.read(6)
    except FileNotFoundError:
        raise DataError(f"there is no file {path}; check the name") from None
    except OSError as error:
        raise DataError(f"{path} cannot be opened: {error.strerror}") from error
    opener = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)
    if strict and opener is None and path.suffix == ".gz":
        raise OSError("not a gzipped file")
    return cast("IO[bytes]", opener(path, "rb") if opener else path.open("rb"))


def _lines(stream: IO[bytes], path: Path, rejects: Rejects | None) -> Iterator[str]:
    line = stream.readline(_MAX_LINE + 1)
    if line.startswith(_UTF16):
        decoder = codecs.getincrementaldecoder("utf-16")()
        yield from _decode_stream(decoder, line, stream, path, rejects)
        return
    line = line.removeprefix(codecs.BOM_UTF8)
    number = 0
    while line:
        number += 1
        if len(line) > _MAX_LINE and not line.endswith(b"\n"):
            yield _too_long(path, number, rejects)
            while line and not line.endswith(b"\n"):
                line = stream.readline(_MAX_LINE)
            line = stream.readline(_MAX_LINE + 1)
            continue
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            if rejects is None:
                raise
            rejects.recoded[str(path)] += 1
            # Five bytes have no character in Windows-1252; Latin-1 has one for each.
            try:
                yield line.decode("cp1252")
            except UnicodeDecodeError:
                yield line.decode("latin-1")
        line = stream.readline(_MAX_LINE + 1)


def _too_long(path: Path, number: int, rejects: Rejects | None) -> str:
    """Turn away a line without end, and return an empty one in its place, so that lines are counted as they stand."""
    if rejects is None:
        raise DataError(f"{path}, line {number} has more than {_MAX_LINE >> 20} MB; write one record a line")
    rejects.add(f"a line of more than {_MAX_LINE >> 20} MB", file=path, line=number)
    return "\n"


def _decode_stream(
    decoder: codecs.IncrementalDecoder, first: bytes, stream: IO[bytes], path: Path, rejects: Rejects | None
) -> Iterator[str]:
    text = decoder.decode(first)
    number, skipping = 0, False
    while block := stream.read(1 << 16):
        *lines, text = (text + decoder.decode(block)).split("\n")
        for line in lines:
            number += not skipping
            # The end of a line that was turned away.
            if not skipping:
                yield line + "\n"
            skipping = False
        if len(text) > _MAX_LINE:
            if not skipping:
                number += 1
                yield _too_long(path, number, rejects)
            text, skipping = "", True
    text += decoder.decode(b"", final=True)
    if text and not skipping:
        yield text
