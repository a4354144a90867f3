"""XML of unknown origin, read with the place of each tag in bytes, so that elements can be added and the rest kept.

Nothing is fetched: no DTD and no external entity. Entities of HTML are known without a DTD, as files use them that way.
A document whose entities hold each other, or unfold to much more than the file holds, is refused.
"""

import codecs
import html.entities
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bookgenre.errors import DataError

__all__ = ["SafeXmlParser", "element", "local_name", "prefix_of", "space_before", "start_tag"]

_DEEPEST = 200
_LONGEST_TOKEN = 8 << 20
_LARGEST_GROWTH = 10
_FREE = 100_000
"""Characters that may be unfolded, however small the file."""
_LOOK_BACK = 400
_SPACE_AT_END = re.compile(r"[ \t\r\n]*\Z")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SafeXmlParser:
    """A parser that is fed bytes and calls functions for what it finds, namespaces unresolved.

    Parameters
    ----------
    on_start
        Takes the name of an element, as it is written, and its attributes.
    on_end
        Takes the name.
    on_text
        Takes text.

    Attributes
    ----------
    codec
        Name of the codec by which text is encoded for this document; known once its start was fed.
    """

    def __init__(
        self,
        on_start: Callable[[str, Mapping[str, str]], None],
        on_end: Callable[[str], None],
        on_text: Callable[[str], None],
    ) -> None:
        self.codec = "utf-8"
        self._on_start, self._on_end, self._on_text = on_start, on_end, on_text
        self._depth = self._fed = self._unfolded = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        # With a DTD that is not there, an unknown entity is skipped instead of an error.
        parser.UseForeignDTD(True)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declaration
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    @property
    def offset(self) -> int:
        """Byte at which the current tag begins, from the start of the document."""
        return self._parser.CurrentByteIndex

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Parse the next bytes.

        Raises
        ------
        DataError
            If this is no well-formed XML, or is refused; the message has no name of a file.
        """
        if not self._fed and data[:4].startswith((b"\xff\xfe", b"<\0")):
            self.codec = "utf-16-le"
        elif not self._fed and data[:4].startswith((b"\xfe\xff", b"\0<")):
            self.codec = "utf-16-be"
        self._fed += len(data)
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise DataError(f"the XML is broken: {error}") from None
        if not final and self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise DataError(f"the XML is refused: one tag has more than {_LONGEST_TOKEN >> 20} MB")

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG002
        if encoding and not self.codec.startswith("utf-16"):
            try:
                self.codec = codecs.lookup(encoding).name
            except LookupError:
                raise DataError(f"the XML names an unknown encoding, {encoding!r:.40}") from None

    def _entity(self, name: str, is_parameter: int, value: str | None, *_: object) -> None:
        # A reference to a character has been resolved here, unless it was written twice over, as for the ampersand.
        if value is not None and not is_parameter and re.search(r"&(?!#)", value):
            raise DataError(f"the XML is refused: its entity {name!r:.40} holds other entities")

    def _skipped(self, name: str, is_parameter: int) -> None:
        if not is_parameter:
            self._text(html.entities.html5.get(f"{name};", f"&{name};"))

    def _text(self, text: str) -> None:
        self._unfolded += len(text)
        if self._unfolded > _FREE + _LARGEST_GROWTH * self._fed:
            raise DataError("the XML is refused: its entities unfold to many times the size of the file")
        self._on_text(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DataError(f"the XML is refused: more than {_DEEPEST} elements stand within each other")
        self._on_start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name)


def local_name(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def prefix_of(name: str) -> str:
    """Return the prefix of a name with its colon, or nothing."""
    return name[: len(name) - len(local_name(name))]


def space_before(data: bytes, place: int, codec: str) -> str:
    """Return the white space that stands before a place, such as a line end and the spaces of an indented line."""
    start = max(0, place - _LOOK_BACK)
    if codec.startswith("utf-16"):
        start += (place - start) % 2
    text = data[start:place].decode(codec, "ignore")
    found = _SPACE_AT_END.search(text)
    return found.group() if found else ""


def start_tag(name: str, attributes: Mapping[str, str]) -> str:
    """Return the start tag of an element, as XML."""
    pairs = "".join(f" {key}={quoteattr(_NO_XML.sub('', value))}" for key, value in attributes.items())
    return f"<{name}{pairs}>"


def element(name: str, attributes: Mapping[str, str], content: str) -> str:
    """Return an element with text, as XML."""
    return f"{start_tag(name, attributes)}{escape(_NO_XML.sub('', content))}</{name}>"
