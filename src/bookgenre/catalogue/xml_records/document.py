"""Small XML documents of e-books, read as a whole; and the markup that is put into XML."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from bookgenre.catalogue.xml_records.prolog import find_codec, read_prolog, text_errors
from bookgenre.catalogue.xml_records.tree import BrokenRecordError, Vocabulary, parse_record
from bookgenre.errors import DataError

__all__ = ["XmlDocument", "blank_before", "element", "prefix_at"]

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAST_BREAK = re.compile(rb"(?:\r\n|\n|\r)[ \t]*\Z")
_PREFIX = re.compile(rb"<((?:[^\s/>:]+:)?)")
_LOOK_BACK = 200


class XmlDocument:
    """A document in memory: its first element, and its bytes, into which markup can be put.

    `source` is its text as UTF-8 from the first element on; places of elements are places in it. A document that is not
    well-formed, or whose entities grow beyond bounds, is a `DataError`, whose message has no name of a file.
    """

    def __init__(self, data: bytes, vocabulary: Vocabulary) -> None:
        self._data = data
        self._codec = find_codec(data, "the document")
        try:
            text = data.decode(self._codec, text_errors(self._codec))
            prolog = read_prolog(text, "the document")
            if prolog is None:
                raise DataError("the XML is broken: it has no element")
            self.root = parse_record(text[prolog.end :], prolog.entities, vocabulary)
        except (BrokenRecordError, UnicodeDecodeError) as error:
            raise DataError(f"the XML is broken: {error}") from None
        self._before = text[: prolog.end]
        self.source = text[prolog.end :].encode("utf-8", "surrogatepass")

    def with_markup(self, place: int, markup: str) -> bytes:
        """Return the bytes with `markup` put in at a place in `source`; a character that is lacking is a reference."""
        before = self._before + self.source[:place].decode("utf-8", "surrogatepass")
        length = len(before.encode(self._codec, text_errors(self._codec)))
        return self._data[:length] + markup.encode(self._codec, "xmlcharrefreplace") + self._data[length:]


def blank_before(source: bytes, place: int) -> str:
    """Return the line break and the indentation that stand before an element; nothing where it begins no line."""
    found = _LAST_BREAK.search(source, max(0, place - _LOOK_BACK), place)
    return found[0].decode("ascii") if found else ""


def prefix_at(source: bytes, place: int) -> str:
    """Return the prefix of the element at a place, with its colon; mostly nothing."""
    found = _PREFIX.match(source, place)
    return found[1].decode("utf-8", "surrogatepass") if found else ""


def element(name: str, content: str, attributes: Mapping[str, str] | None = None, *, markup: bool = False) -> str:
    """Return an element as XML; its content is text, or `markup`."""
    pairs = "".join(f" {key}={quoteattr(_FORBIDDEN.sub('', value))}" for key, value in (attributes or {}).items())
    return f"<{name}{pairs}>{content if markup else escape(_FORBIDDEN.sub('', content))}</{name}>"
