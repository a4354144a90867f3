"""A feed as pieces: its records, and what stands around them. Byte for byte, in bounded memory."""

import codecs
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Literal, cast

from bookgenre.catalogue.xml_records.prolog import find_codec, read_prolog
from bookgenre.errors import DataError
from bookgenre.files import open_unpacked
from bookgenre.files.unpacked import unpack_errors

__all__ = ["Feed", "FeedKind", "Piece"]

_BLOCK = 1 << 18
_HEAD = 1 << 10
"""Bytes that show the encoding."""
_LONGEST_PROLOG = 1 << 20
_LONGEST_RECORD = 8 << 20
"""Characters; a long product of a real feed, with its table of contents and a chapter, has some 100,000."""
_LONGEST_TAG = 64 << 10

_NAME = r"(?:[^\W\d][\w.-]*:)?"
_TAG_END = re.compile(r"[^<>]*>")
_SKIPPED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file.

    Attributes
    ----------
    kind
        ``other``: what stands around records. ``record``: one, from its start tag to its end tag. ``broken``: one that
        has no end, or the place where the file breaks off, which counts as a record.
    text
        As in the file; it may be empty where the file breaks off.
    problem
        What is wrong with a broken one.
    """

    kind: Literal["other", "record", "broken"]
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FeedKind:
    """What records a feed has.

    Attributes
    ----------
    label
        What people call the format.
    elements
        Names of the element that is a record.
    root
        How the name of the root begins, in small letters; a record may also stand without a root.
    """

    label: str
    elements: tuple[str, ...]
    root: str

    @property
    def start_tag(self) -> re.Pattern[str]:
        """Finds the start of a record."""
        return re.compile(rf"<{_NAME}(?:{'|'.join(self.elements)})(?=[\s/>])")


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
            self._start = self._decoder.decode(head)
            while (prolog := read_prolog(self._start, str(path))) is None:
                block = self._read()
                if not block or len(self._start) > _LONGEST_PROLOG:
                    raise DataError(f"{path} is not XML that can be read: it has no element; fetch or write it again")
                self._start += self._decoder.decode(block)
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
        scanner = _Scanner(self._kind, self._prolog.root)
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
            yield self._decoder.decode(block)
        if self._errors == "surrogatepass":
            self._rest = self._decoder.getstate()[0]
        else:
            yield self._decoder.decode(b"", final=True)

    def _read(self) -> bytes:
        try:
            return cast("BufferedIOBase", self._stream).read1(_BLOCK)
        except unpack_errors() as error:
            self._broken = f"it cannot be unpacked further ({error})"
        return b""


class _Scanner:
    """Finds records in blocks of text, without a parser, so that one that is broken does not hide the next.

    Attributes
    ----------
    closed
        Whether the end tag of the root has come.
    cut
        Whether the text ended within a record.
    """

    def __init__(self, kind: FeedKind, root: str) -> None:
        self._start_tag = kind.start_tag
        self._unclosed = f"its end tag </{kind.elements[0]}> is missing"
        self.closed = bool(self._start_tag.match(f"<{root}>"))
        self.cut = False
        names = "|".join(kind.elements)
        self._token = re.compile(rf"<!--|<!\[CDATA\[|<\?|</?{_NAME}(?:{names})(?=[\s/>])|</{re.escape(root)}(?=[\s>])")
        # What has been emitted ends at `_done`; all up to `_place` has been searched.
        self._text, self._done, self._place = "", 0, 0
        # Whether a record has begun (at `_done`); the sign up to which nothing is read; signs that never come.
        self._inside, self._until, self._absent = False, "", set[str]()

    def scan(self, blocks: Iterator[str]) -> Iterator[Piece]:
        """Yield the pieces of a text."""
        for block in blocks:
            self._text += block
            yield from self._found(ended=False)
            if not self._inside:
                yield self._piece("other", self._place)
            while self._inside and len(self._text) - self._done > _LONGEST_RECORD:
                yield self._resume(f"a record of more than {_LONGEST_RECORD >> 20} MB")
                yield from self._found(ended=False)
            self._text, self._place, self._done = self._text[self._done :], self._place - self._done, 0
        yield from self._found(ended=True)
        while self._inside:
            yield self._resume("the file breaks off within this record; fetch it again")
            self.cut = not self._inside
            yield from self._found(ended=True)
        yield self._piece("other", len(self._text))

    def _piece(self, kind: Literal["other", "record", "broken"], end: int, problem: str = "") -> Piece:
        start, self._done = self._done, end
        return Piece(kind, self._text[start:end], problem)

    def _found(self, *, ended: bool) -> Iterator[Piece]:
        """Yield the pieces that end in the text that is there."""
        while self._skip():
            token = self._token.search(self._text, self._place)
            if token is None:
                # The last signs may be the first of a token.
                tail = self._text.rfind("<", max(self._place, len(self._text) - _LONGEST_TOKEN))
                self._place = len(self._text) if tail < 0 or ended else tail
                return
            if until := _SKIPPED.get(token[0]):
                self._place, self._until = token.end(), "" if until in self._absent else until
                continue
            tag = _TAG_END.match(self._text, token.end())
            if tag is None and not ended and len(self._text) - token.end() < _LONGEST_TAG:
                self._place = token.start()
                return
            self._place = tag.end() if tag else token.end()
            if token[0].startswith("</"):
                if not self._start_tag.match(f"<{token[0][2:]}>"):
                    self.closed = True
                elif self._inside:
                    self._inside = False
                    yield self._piece("record", self._place)
                continue
            yield self._piece(
                "broken" if self._inside else "other", token.start(), self._unclosed if self._inside else ""
            )
            self._inside = True
            if tag and tag[0].endswith("/>"):
                self._inside = False
                yield self._piece("record", self._place)

    def _skip(self) -> bool:
        """Go to the sign up to which nothing is read; say whether it is there."""
        if self._until:
            end = self._text.find(self._until, self._place)
            if end < 0:
                self._place = max(self._place, len(self._text) - len(self._until) + 1)
                return False
            self._place, self._until = end + len(self._until), ""
        return True

    def _resume(self, problem: str) -> Piece:
        """Give up the record that has begun, and go on with the next: a comment that is not closed may hide it."""
        if self._until:
            self._absent.add(self._until)
            self._until = ""
        following = self._start_tag.search(self._text, self._done + 1)
        self._inside = False
        self._place = following.start() if following else len(self._text)
        return self._piece("broken", self._place, self._unclosed if following else problem)
