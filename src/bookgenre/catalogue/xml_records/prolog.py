"""What stands before the first element of an XML file: its encoding, its entities, its root. Nothing is fetched."""

import codecs
import html.entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from bookgenre.errors import DataError

__all__ = ["Prolog", "entity_text", "find_codec", "first_element", "for_parser", "read_prolog", "text_errors"]

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    # First bytes without a mark.
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]*)[\"']")
_LONGEST_ENTITY = 10_000
_DEEPEST = 10
_REFERENCE = re.compile(r"&([^\W\d][\w.-]*);")
# What XML does not allow: controls, half characters (a byte that does not fit the encoding is one), two code points.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"&#(x[0-9A-Fa-f]+|[0-9]+);")
_STANDS_FOR = dict.fromkeys(range(0x20), " ") | dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
# A byte that does not fit the encoding; characters of a private area carry it through the parser.
_STANDS_FOR |= {0xDC00 + byte: chr(0xF700 + byte) for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Prolog:
    """Where the first element begins in the text, its name, and the texts of the entities that the file declares.

    External entities are empty.
    """

    end: int
    root: str
    entities: Mapping[str, str]


def find_codec(head: bytes, name: str = "the file") -> str:
    """Return the name of Python's codec for an XML file by its first bytes: a mark, zeros, the declaration, or UTF-8.

    An encoding that has characters of several bytes and is none of Unicode's is a `DataError`.
    """
    marked = next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), None)
    if marked:
        return marked
    declared = _DECLARED.match(head)
    label = declared[1].decode("ascii") if declared else "utf-8"
    try:
        codec = codecs.lookup(label).name
        length = len(bytes(range(256)).decode(codec, "surrogateescape"))
    except (LookupError, UnicodeError, ValueError):
        # No encoding has this name; what is not UTF-8 will be read as Windows-1252.
        return "utf-8"
    if codec.startswith(("utf-8", "utf_8", "utf-16", "utf-32")):
        # Files that declare UTF-16 and begin with single bytes were saved as UTF-8 by another program.
        return "utf-8"
    if length != 256:
        raise DataError(f"{name} declares the encoding {label:.40}, which is not read; save it as UTF-8")
    return codec


def text_errors(codec: str) -> str:
    """Return the handler of errors that turns bytes which do not fit the encoding into text, and back into bytes."""
    return "surrogatepass" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"


def for_parser(text: str) -> bytes:
    """Return `text` as UTF-8, of the same length as it has as UTF-8, with what XML does not allow replaced.

    So the parser's offsets hold for the text itself.
    """
    if _FORBIDDEN.search(text):
        text = text.translate(_STANDS_FOR)
    if "&#" in text:
        text = _NUMBER.sub(_allowed, text)
    return text.encode("utf-8")


def _allowed(reference: re.Match[str]) -> str:
    digits = reference[1]
    if len(digits) <= 8:
        code = int(digits[1:], 16) if digits[0] == "x" else int(digits)
        if code < 0x110000 and (code in (9, 10, 13) or (code >= 0x20 and not _FORBIDDEN.match(chr(code)))):
            return reference[0]
    return " " * len(reference[0])


class _FirstElement(Exception):  # noqa: N818
    """Ends the parsing of a prolog."""


def read_prolog(text: str, name: str) -> Prolog | None:
    """Read the start of the file `name` up to its first element; None if `text` ends before that.

    White space may stand before the declaration. What is not XML, or has entities that would grow beyond bounds, is a
    `DataError`.
    """
    lead = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    data = for_parser(text[lead:])
    entities: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    parser = expat.ParserCreate("utf-8")

    def declare(entity: str, parameter: bool, value: str | None, *_: object) -> None:
        if not parameter:
            entities.setdefault(entity, value or "")

    def start(root: str, _: object) -> None:
        found.append((parser.CurrentByteIndex, root))
        raise _FirstElement

    # Otherwise an entity of the DTD in the root's attributes is an error.
    parser.UseForeignDTD(True)
    parser.EntityDeclHandler = declare
    parser.StartElementHandler = start
    try:
        parser.Parse(data, False)
    except _FirstElement:
        offset, root = found[0]
        return Prolog(lead + len(data[:offset].decode("utf-8")), root, _expanded(entities, name))
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise DataError(
            f"{name} is not XML that can be read: {reason} in line {error.lineno}; fetch or write it again"
        ) from None
    return None


def first_element(head: bytes) -> str:
    """Return the name of the first element of a file that begins like this, without a prefix; empty if none is found.

    It never raises an error: to know a format by its first bytes.
    """
    try:
        prolog = read_prolog(head.decode(find_codec(head), "replace"), "")
    except DataError:
        return ""
    return prolog.root.rpartition(":")[2] if prolog else ""


def _expanded(declared: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the text of each entity; entities within it that the file does not declare stay as they are."""
    texts: dict[str, str] = {}

    def text_of(entity: str, depth: int) -> str:
        if entity not in texts:
            value = declared[entity]
            within = [one for one in _REFERENCE.findall(value) if one in declared]
            inner = {one: text_of(one, depth + 1) for one in within} if depth < _DEEPEST else {}
            if len(value) + sum(len(inner[one]) for one in within if inner) > _LONGEST_ENTITY or (within and not inner):
                raise DataError(
                    f"{name} declares the entity {entity:.40}, which stands for more than {_LONGEST_ENTITY:,} "
                    "characters or for itself; such files are made to fill a machine's memory: take it out"
                )
            texts[entity] = _REFERENCE.sub(lambda one: inner.get(one[1], one[0]), value)
        return texts[entity]

    return {entity: text_of(entity, 1) for entity in declared}


def entity_text(entity: str, entities: Mapping[str, str]) -> str:
    """Return what an entity stands for: as the file declares it, else as in HTML; else the reference itself.

    The DTD of ONIX 2.1 has the names of HTML.
    """
    found = entities.get(entity)
    return html.entities.html5.get(f"{entity};", f"&{entity};") if found is None else found
