"""Lines of text from files as people have them: compressed, in mixed encodings, cut short."""

import codecs
import gzip
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import IO, AnyStr

from bookgenre.errors import DataError
from bookgenre.files.rejects import Rejects
from bookgenre.files.unpacked import is_packed, open_unpacked, unpack_errors

__all__ = ["open_lines"]

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MAX_LINE = 8 << 20
"""Bytes, or characters of UTF-16; what JSON makes of a line in memory can be twenty times as much."""
_SAMPLE = 1 << 14
_BLOCK = 1 << 16
# Of the bytes at the even or at the odd places of UTF-16: so many are zero at one of the two, so few at the other.
_MANY_ZEROS, _FEW_ZEROS = 0.3, 0.05


def open_lines(path: Path, rejects: Rejects | None = None) -> Iterator[str]:
    """Yield the lines of a text file with their line ends.

    Gzip, bzip2, xz and Zstandard are told by their first bytes, UTF-16 and UTF-32 by their byte order mark, UTF-16
    without one by its zeros. Lines end with a line feed. Where the first ones end with carriage returns (spreadsheets
    on Macs), each carriage return, line feed or pair of both ends a line. With `rejects` much is forgiven, because
    files that people have joined are often mixed: a line that is not UTF-8 is read as Windows-1252 and counted, and
    what stands before the place where a file breaks off is used; it notes all of that. Without it, all of this is an
    error.

    Raises
    ------
    DataError
        If there is no such file, if it is empty, if nothing of it can be unpacked, or if it breaks off and that is not
        forgiven.
    """
    number = 0
    try:
        encoding, by_returns = _form(path, strict=rejects is None)
        with _open(path, strict=rejects is None) as stream:
            blocks = _blocks(stream, rejects)
            if encoding:
                decoder = codecs.getincrementaldecoder(encoding)()
                # The last block is what the decoder still holds at the end.
                decoded = (decoder.decode(block, final=not block) for block in itertools.chain(blocks, [b""]))
                texts = _fed(decoded, "\r", "\n") if by_returns else decoded
                found: Iterator[str | bytes | None] = _split(texts, "\n")
            else:
                found = _split(_fed(blocks, b"\r", b"\n") if by_returns else blocks, b"\n")
            for line in found:
                text = _text(line, path, number + 1, rejects)
                number += 1
                yield text
    except unpack_errors() as error:
        if number == 0 and (
            isinstance(error, gzip.BadGzipFile) or not isinstance(error, OSError | EOFError | UnicodeError)
        ):
            raise DataError(
                f"{path} cannot be unpacked ({error}); fetch it again, or unpack it with the program that made it"
            ) from error
        if rejects is None:
            raise DataError(f"{path} breaks off after line {number}: {error}; fetch or write it again") from error
        rejects.break_off(path, number, error)
    else:
        if number == 0:
            raise DataError(f"{path} is empty; fetch or write it again")


def _blocks(stream: IO[bytes], rejects: Rejects | None) -> Iterator[bytes]:
    while block := stream.read1(_BLOCK):  # type: ignore[attr-defined]
        if rejects is not None:
            rejects.check()
        yield block


def _open(path: Path, *, strict: bool) -> IO[bytes]:
    stream = open_unpacked(path)
    if strict and path.suffix == ".gz" and not is_packed(path):
        stream.close()
        raise OSError("it is not gzipped, whatever its name says")
    return stream


def _form(path: Path, *, strict: bool) -> tuple[str | None, bool]:
    """Return the encoding that the first bytes of a file show, if any, and whether carriage returns end its lines."""
    with _open(path, strict=strict) as stream:
        sample = stream.read1(_SAMPLE)  # type: ignore[attr-defined]
    encoding = next((name for mark, name in _MARKS.items() if sample.startswith(mark)), None) or _by_zeros(sample)
    text = sample.decode(encoding or "latin-1", "replace")
    by_returns = "\r" in text.rstrip("\r") and "\r\n" not in text
    # A line feed within a quoted cell ends no line.
    fed = "\n" in text and text.partition("\n")[0].count('"') % 2 == 0
    return encoding, by_returns and not fed


def _by_zeros(sample: bytes) -> str | None:
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = (sample[place : 2 * half : 2].count(0) / half for place in (0, 1))
    if odd > _MANY_ZEROS and even < _FEW_ZEROS:
        return "utf-16-le"
    return "utf-16-be" if even > _MANY_ZEROS and odd < _FEW_ZEROS else None


def _fed(blocks: Iterator[AnyStr], returned: AnyStr, feed: AnyStr) -> Iterator[AnyStr]:
    """Yield blocks with a line feed in the place of each carriage return, and of the line feed that follows it."""
    held = feed[:0]
    for block in blocks:
        text = held + block
        # What follows it may stand in the next block.
        held = returned if text.endswith(returned) else feed[:0]
        yield text.removesuffix(returned).replace(returned + feed, feed).replace(returned, feed)
    if held:
        yield feed


def _split(blocks: Iterator[AnyStr], end: AnyStr) -> Iterator[AnyStr | None]:
    """Yield the lines of blocks, with the sign that ends them; None for one that is too long."""
    rest, skipping = end[:0], False
    for block in blocks:
        lines: list[AnyStr] = (rest + block).split(end)
        rest = lines.pop()
        for line in lines:
            if not skipping:
                yield line + end if len(line) <= _MAX_LINE else None
            skipping = False
        if len(rest) > _MAX_LINE:
            if not skipping:
                yield None
            rest, skipping = end[:0], True
    if rest and not skipping:
        yield rest


def _text(line: bytes | str | None, path: Path, number: int, rejects: Rejects | None) -> str:
    """Return a line as text; one that is too long is turned away, and an empty one stands in its place."""
    if line is None:
        if rejects is None:
            raise DataError(f"{path}, line {number} has more than {_MAX_LINE >> 20} MB; write one record a line")
        rejects.add(f"a line of more than {_MAX_LINE >> 20} MB", file=path, line=number)
        return "\n"
    if isinstance(line, str):
        return line
    if number == 1:
        line = line.removeprefix(codecs.BOM_UTF8)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        if rejects is None:
            raise
        rejects.recoded[str(path)] += 1
        # Five bytes have no character in Windows-1252; Latin-1 has one for each.
        try:
            return line.decode("cp1252")
        except UnicodeDecodeError:
            return line.decode("latin-1")
