"""A feed as pieces: its records, and what stands around them. Byte for byte, in bounded memory."""

import codecs
from collections.abc import Iterator
from contextlib import closing
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from bookgenre.catalogue.xml_records.prolog import find_codec, read_prolog
from bookgenre.catalogue.xml_records.scanner import FeedKind, Piece, Scanner
from bookgenre.errors import DataError
from bookgenre.files import open_unpacked
from bookgenre.files.unpacked import unpack_errors

__all__ = ["Feed"]

_BLOCK = 1 << 18
_HEAD = 1 << 10
"""Bytes that show the encoding."""
_LONGEST_PROLOG = 1 << 20


class Feed:
    """A file of XML with a record per element, read once from its start to its end.

    A context manager: it closes the file.

    Bytes that do not fit the encoding become lone surrogates (``surrogateescape``), so that `encode` gives them back.

    Parameters
    ----------
    path
        The file; it may be packed.
    kind
        Of its records.

    Attributes
    ----------
    codec
        Name of Python's codec for its encoding.
    entities
        Texts of the entities that it declares, by name.

    Raises
    ------
    DataError
        If it cannot be opened, is not XML, is of an encoding that is not read, or declares entities that would grow
        beyond bounds.
    """

    def __init__(self, path: Path, kind: FeedKind) -> None:
        self.path = path
        self._kind = kind
        self._stream = open_unpacked(path)
        try:
            self._broken = ""
            self._rest = b""
            head = b""
            while len(head) < _HEAD and (block := self._read()):
                head += block
            if not head:
                raise DataError(f"{path}: {self._broken or 'it is empty'}; fetch or write it again")
            self.codec = find_codec(head, str(path))
            self._errors = "surrogatepass" if self.codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
            self._decoder = codecs.getincrementaldecoder(self.codec)(self._errors)
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
        return text.encode(self.codec, self._errors)

    def encode_added(self, text: str, *, ascii_only: bool = False) -> bytes:
        """Return bytes for a text that is added; what the encoding lacks becomes a character reference."""
        if ascii_only:
            text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
        return text.encode(self.codec, "xmlcharrefreplace")

    @property
    def rest(self) -> bytes:
        """Bytes at the end of the file that are half a character; known when all pieces have been read."""
        return self._rest

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of the file in order; together they are the whole file.

        Raises
        ------
        DataError
            If it holds no record and does not begin as a feed of its kind does.
        """
        scanner = Scanner(self._kind, self._prolog.root)
        records = 0
        with closing(self._stream):
            yield Piece("other", self._start[: self._prolog.end])
            blocks = self._texts()
            for piece in scanner.scan(blocks):
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
            self._rest = self._decoder.getstate()[0]
        else:
            yield self._decoded(b"", final=True)

    def _decoded(self, block: bytes, *, final: bool = False) -> str:
        try:
            return self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            # UTF-32 beyond the last character; all else has been provided for.
            raise DataError(f"{self.path} is not {self.codec.upper()} ({error.reason}); save it as UTF-8") from None

    def _read(self) -> bytes:
        try:
            return cast("BufferedIOBase", self._stream).read1(_BLOCK)
        except unpack_errors() as error:
            self._broken = f"it cannot be unpacked further ({error})"
        return b""
