"""A feed as pieces, its records and what stands around them; read as records, and written again with additions."""

import codecs
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.xml_records.prolog import find_codec, read_prolog, text_errors
from bookgenre.catalogue.xml_records.scanner import FeedKind, Piece, Scanner
from bookgenre.catalogue.xml_records.tree import BrokenRecordError, has_lost_bytes
from bookgenre.errors import DataError
from bookgenre.files import open_unpacked
from bookgenre.files.unpacked import unpack_errors

__all__ = ["Feed", "annotate_feed", "read_feed"]

T = TypeVar("T")

_BLOCK = 1 << 18
_HEAD = 1 << 10
"""Bytes that show the encoding."""
_LONGEST_PROLOG = 1 << 20


class Feed:
    """A file of XML with a record per element, packed or not, read once from start to end, in bounded memory.

    A context manager: it closes the file. A file that cannot be opened, is not XML, is of an encoding that is not read,
    or declares entities that would grow beyond bounds is a `DataError`.

    Bytes that do not fit the encoding become lone surrogates (``surrogateescape``), so that `encode` gives them back.
    `rest` are bytes at the end of the file that are half a character; known when all pieces have been read. `check` is
    called before each block is read, and may end the reading by an exception.
    """

    def __init__(self, path: Path, kind: FeedKind, check: Callable[[], None] = lambda: None) -> None:
        self.path = path
        self.rest = b""
        self._kind = kind
        self._check = check
        self._stream = open_unpacked(path)
        try:
            self._broken = ""
            head = b""
            while len(head) < _HEAD and (block := self._read()):
                head += block
            if not head:
                raise DataError(f"{path}: {self._broken or 'it is empty'}; fetch or write it again")
            self._codec = find_codec(head, str(path))
            self._errors = text_errors(self._codec)
            self._decoder = codecs.getincrementaldecoder(self._codec)(self._errors)
            self._start = self._decoded(head)
            while (prolog := read_prolog(self._start, str(path))) is None:
                block = self._read()
                if not block or len(self._start) > _LONGEST_PROLOG:
                    raise DataError(f"{path} is not XML that can be read: it has no element; fetch or write it again")
                self._start += self._decoded(block)
            self._prolog = prolog
            self.entities = prolog.entities
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> "Feed":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def encode(self, text: str) -> bytes:
        """Return the bytes of the file for a text of its own."""
        return text.encode(self._codec, self._errors)

    def encode_with(self, text: str, added: Iterable[tuple[int, str]]) -> bytes:
        """Return the bytes for the text of a record with markup put in; what the encoding lacks becomes a reference.

        `added` are places in the UTF-8 of the text, in order, and what is put in there.
        """
        source = text.encode("utf-8", "surrogatepass")
        # A file whose bytes do not fit its encoding may be of another one: ASCII is right in both.
        codec = "ascii" if has_lost_bytes(text) else self._codec
        parts, last = [], 0
        for place, markup in added:
            safe = markup.encode(codec, "xmlcharrefreplace").decode(codec)
            parts += [source[last:place].decode("utf-8", "surrogatepass"), safe]
            last = place
        return self.encode("".join([*parts, source[last:].decode("utf-8", "surrogatepass")]))

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of the file in order; together they are the whole file.

        A file that holds no record and does not begin as a feed of its kind does is a `DataError`.
        """
        scanner = Scanner(self._kind, self._prolog.root)
        records = 0
        yield Piece("other", self._start[: self._prolog.end])
        for piece in scanner.scan(self._texts()):
            records += piece.kind != "other"
            yield piece
        name = self._prolog.root.rpartition(":")[2]
        if not records and not name.lower().startswith(self._kind.root):
            raise DataError(
                f"{self.path} is not {self._kind.label}: its root is <{name:.60}>, and it holds no "
                f"<{self._kind.elements[0]}>; name its format with --from"
            )
        if (self._broken or not scanner.closed) and not scanner.cut:
            why = self._broken or f"<{name:.60}> is never closed"
            yield Piece("broken", "", f"the file breaks off after {records:,} records: {why}; fetch it again")

    def _texts(self) -> Iterator[str]:
        yield self._start[self._prolog.end :]
        self._start = self._start[: self._prolog.end]
        while block := self._read():
            yield self._decoded(block)
        if self._errors == "surrogatepass":
            self.rest = self._decoder.getstate()[0]
        else:
            yield self._decoded(b"", final=True)

    def _decoded(self, block: bytes, *, final: bool = False) -> str:
        try:
            return self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            # UTF-32 beyond the last character; all else has been provided for.
            raise DataError(f"{self.path} is not {self._codec.upper()} ({error.reason}); save it as UTF-8") from None

    def _read(self) -> bytes:
        self._check()
        try:
            return cast("BufferedIOBase", self._stream).read1(_BLOCK)
        except unpack_errors() as error:
            self._broken = f"it cannot be unpacked further ({error})"
        return b""


def read_feed(
    path: Path,
    kind: FeedKind,
    parse: Callable[[str, Mapping[str, str]], T],
    to_record: Callable[[int, T], Record],
    check: Callable[[], None] = lambda: None,
) -> Iterator[Record]:
    """Yield a record for each of a feed's, with a problem for one that is not well-formed or has no end.

    `parse` reads the text of a record, with the entities of the file; `to_record` makes the record of its number and of
    what was read. `check` is as in `Feed`. Errors are those of `Feed` and `Feed.pieces`; `parse` may raise
    `BrokenRecordError`.
    """
    number = 0
    with Feed(path, kind, check) as feed:
        for piece in feed.pieces():
            if piece.kind == "other":
                continue
            number += 1
            if piece.kind == "broken":
                yield Record(number, None, problem=piece.problem)
                continue
            try:
                parsed = parse(piece.text, feed.entities)
            except BrokenRecordError as error:
                yield Record(number, None, problem=str(error))
            else:
                yield to_record(number, parsed)


def annotate_feed(
    path: Path,
    kind: FeedKind,
    findings: Iterable[Finding],
    out: BinaryIO,
    additions: Callable[[str, Mapping[str, str], Finding], Iterable[tuple[int, str]]],
) -> None:
    """Write a feed with what was found added to its records; every other byte is as it was.

    There is a finding for each record that `read_feed` yields; those with a problem add nothing. `additions` makes what
    is added, as `Feed.encode_with` takes it, of the text of a record, the entities of the file and what was found; it
    may raise `BrokenRecordError`. Errors are those of `read_feed`, and a `DataError` if there are too few findings.
    """
    given = iter(findings)
    with Feed(path, kind) as feed:
        for piece in feed.pieces():
            added: Iterable[tuple[int, str]] = ()
            if piece.kind != "other":
                finding = next(given, None)
                if finding is None:
                    raise DataError(f"{path} has more records than were classified; has it changed? Start anew")
                if piece.kind == "record" and not finding.problem:
                    with contextlib.suppress(BrokenRecordError):
                        added = additions(piece.text, feed.entities, finding)
            out.write(feed.encode_with(piece.text, added) if added else feed.encode(piece.text))
        out.write(feed.rest)
