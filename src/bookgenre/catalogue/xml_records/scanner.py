"""Records found in the text of a feed without a parser, so that one that is broken does not hide the next."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["FeedKind", "Piece", "Scanner"]

_LONGEST_RECORD = 8 << 20
"""Characters; a long product of a real feed, with its table of contents and a chapter, has some 100,000."""
_LONGEST_TAG = 64 << 10
_LONGEST_TOKEN = 200

_NAME = r"(?:[^\W\d][\w.-]*:)?"
_TAG_END = re.compile(r"[^<>]*>")
_SKIPPED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file: a ``record`` from its start tag to its end tag, or what stands around records (``other``).

    It is ``broken`` where a record has no end, or where the file breaks off, which counts as a record; `problem` says
    what is wrong, and the text may be empty.
    """

    kind: Literal["other", "record", "broken"]
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FeedKind:
    """What people call a format, the names of the element that is a record, and how the name of the root begins.

    That beginning is in small letters; a record may also stand without a root. `content` are elements that each record
    holds, for formats whose records may stand in others of the same name, as MARCXML does in answers of OAI-PMH: what
    holds a record, and none of these before it, is a wrapper.
    """

    label: str
    elements: tuple[str, ...]
    root: str
    content: tuple[str, ...] = ()


def _start_tag(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<{_NAME}(?:{'|'.join(names)})(?=[\s/>])")


class Scanner:
    """Finds records in blocks of text; `root` is the name of the file's root, as it is written.

    `closed` says whether the end tag of the root has come, `cut` whether the text ended within a record.
    """

    def __init__(self, kind: FeedKind, root: str) -> None:
        self._start_tag = _start_tag(kind.elements)
        self._content = _start_tag(kind.content) if kind.content else None
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
            if self._inside and not self._is_wrapper(token.start()):
                yield self._piece("broken", token.start(), self._unclosed)
            else:
                yield self._piece("other", token.start())
            self._inside = True
            if tag and tag[0].endswith("/>"):
                self._inside = False
                yield self._piece("record", self._place)

    def _is_wrapper(self, end: int) -> bool:
        return self._content is not None and not self._content.search(self._text, self._done, end)

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
