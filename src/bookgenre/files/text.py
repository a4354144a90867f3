"""Lines of text from files as people have them: compressed, in mixed encodings, cut short."""

import bz2
import codecs
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from bookgenre.errors import DataError
from bookgenre.files.rejects import Rejects

__all__ = ["open_lines"]

_OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MAX_LINE = 32 << 20
_SAMPLE = 1 << 14
# Of the bytes at the even or at the odd places of UTF-16: so many are zero at one of the two, so few at the other.
_MANY_ZEROS, _FEW_ZEROS = 0.3, 0.05


def open_lines(path: Path, rejects: Rejects | None = None) -> Iterator[str]:
    """Yield the lines of a text file with their line ends.

    Gzip, bzip2 and xz are told by their first bytes, UTF-16 and UTF-32 by their byte order mark, UTF-16 without one by
    its zeros. Lines end with a line feed, or with carriage returns where there are no line feeds (old spreadsheets on
    Macs). With `rejects` much is forgiven, because files that people have joined are often mixed: a line that is not
    UTF-8 is read as Windows-1252 and counted, and what stands before the place where a file breaks off is used. Without
    it, all of this is an error.

    Parameters
    ----------
    path
        The file.
    rejects
        Where to note what was forgiven; None: nothing is.

    Raises
    ------
    DataError
        If there is no such file, if it is empty, if nothing of it can be unpacked, or if it breaks off and that is not
        forgiven.
    """
    number = 0
    try:
        encoding, newline = _form(path, strict=rejects is None)
        with _open(path, strict=rejects is None) as stream:
            if encoding is not None:
                lines = _decoded(codecs.getincrementaldecoder(encoding)(), stream, newline)
            else:
                lines = _guessed(
                    _split(stream) if newline == "\r" else iter(partial(stream.readline, _MAX_LINE), b""), path, rejects
                )
            for number, line in enumerate(lines, start=1):  # noqa: B007
                yield line
    except (OSError, EOFError, UnicodeError, zlib.error, lzma.LZMAError) as error:
        if number == 0 and isinstance(error, zlib.error | lzma.LZMAError | gzip.BadGzipFile):
            raise DataError(
                f"{path} cannot be unpacked ({error}); fetch it again, or unpack it with the program that made it"
            ) from error
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
        raise OSError("it is not gzipped, whatever its name says")
    return cast("IO[bytes]", opener(path, "rb") if opener else path.open("rb"))


def _form(path: Path, *, strict: bool) -> tuple[str | None, str]:
    """Return the encoding that the first bytes of a file show, if any, and the sign that ends its lines."""
    with _open(path, strict=strict) as stream:
        sample = stream.read1(_SAMPLE)  # type: ignore[attr-defined]
    encoding = next((name for mark, name in _MARKS.items() if sample.startswith(mark)), None) or _by_zeros(sample)
    text = sample.decode(encoding or "latin-1", "replace")
    return encoding, "\r" if "\r" in text.rstrip("\r") and "\n" not in text else "\n"


def _by_zeros(sample: bytes) -> str | None:
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = (sample[place : 2 * half : 2].count(0) / half for place in (0, 1))
    if odd > _MANY_ZEROS and even < _FEW_ZEROS:
        return "utf-16-le"
    return "utf-16-be" if even > _MANY_ZEROS and odd < _FEW_ZEROS else None


def _guessed(lines: Iterator[bytes], path: Path, rejects: Rejects | None) -> Iterator[str]:
    for number, found in enumerate(lines):
        line = found if number else found.removeprefix(codecs.BOM_UTF8)
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


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines that end with a carriage return, with line feeds in its place."""
    rest = b""
    while block := stream.read1(1 << 16):  # type: ignore[attr-defined]
        *complete, rest = (rest + block).split(b"\r") if len(rest) < _MAX_LINE else (rest, block)
        yield from (line + b"\n" for line in complete)
    if rest:
        yield rest


def _decoded(decoder: codecs.IncrementalDecoder, stream: IO[bytes], newline: str) -> Iterator[str]:
    text = ""
    while block := stream.read1(1 << 16):  # type: ignore[attr-defined]
        text += decoder.decode(block)
        *complete, text = text.split(newline)
        yield from (line + "\n" for line in complete)
    text += decoder.decode(b"", final=True)
    if text:
        yield text
