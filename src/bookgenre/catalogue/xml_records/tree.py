"""One record of an XML file as a tree of its elements, with their places in the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from bookgenre.catalogue.xml_records.prolog import entity_text, for_parser
from bookgenre.errors import DataError

__all__ = ["BrokenRecordError", "Element", "Vocabulary", "has_lost_bytes", "parse_record"]

_MOST_ELEMENTS = 100_000
_MOST_EXPANDED = 1_000_000
"""Characters that the entities of one record stand for."""
_LOST = re.compile("[\ud800-\udfff]")
_LOST_BYTES = re.compile("[\uf780-\uf7ff]+")
_NO_ATTRIBUTES: Mapping[str, str] = {}


class BrokenRecordError(Exception):
    """A record that is not well-formed; the message says why."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The elements of a format: those whose elements are read, and those whose elements are XHTML.

    What stands in others is skipped; the text of the latter is the source of the XHTML. `names` are what elements are
    called in the tree, by their names in the file; others keep theirs.
    """

    opened: frozenset[str]
    marked_up: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


class Element:
    """An element: its name as its `Vocabulary` has it, its place in the UTF-8 of the record, and what it holds.

    Attributes have no prefixes but for those of namespaces (``xmlns:dc``); children are those that are read, and none
    of XHTML; `parts` are those of its text.
    """

    __slots__ = ("attributes", "children", "end", "name", "parts", "start")

    def __init__(self, name: str, start: int) -> None:
        self.name = name
        self.start = start
        self.end = 0
        self.attributes: Mapping[str, str] = _NO_ATTRIBUTES
        self.children: list[Element] = []
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        """Its text, with white space around it taken off; that of a description may hold tags of HTML."""
        return "".join(self.parts).strip()

    def all(self, name: str) -> "list[Element]":
        """Return its children of this name."""
        return [child for child in self.children if child.name == name]

    def first(self, *names: str) -> str:
        """Text of the first child that has one of these names and a text; earlier names first."""
        for name in names:
            for child in self.children:
                if child.name == name and (text := child.text):
                    return text
        return ""


def has_lost_bytes(text: str) -> bool:
    """Say whether a text holds bytes that did not fit the encoding of its file."""
    return not text.isascii() and _LOST.search(text) is not None


def parse_record(text: str, entities: Mapping[str, str], vocabulary: Vocabulary) -> Element:
    """Read the text of one record.

    Controls and bytes that do not fit the encoding, which XML does not allow but real files hold, are read as spaces
    and as characters of Windows-1252. `entities` are texts of those that the file declares.

    Raises
    ------
    BrokenRecordError
        If it is not well-formed.
    DataError
        If its entities grow beyond bounds.
    """
    return _Builder(entities, vocabulary, lost=has_lost_bytes(text)).build(for_parser(text))


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, entities: Mapping[str, str], vocabulary: Vocabulary, *, lost: bool) -> None:
        self._entities = entities
        self._opened, self._marked_up, self._names = vocabulary.opened, vocabulary.marked_up, vocabulary.names
        self._lost = lost
        self._expanded = 0
        self._count = 0
        self._open: list[Element] = []
        # How many elements are open that are not read.
        self._skipped = 0
        # Names of the elements of XHTML that are open.
        self._markup: list[str] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        # Otherwise the parser refuses entities that a DTD declares which it does not see.
        self._parser.UseForeignDTD(True)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.SkippedEntityHandler = self._entity

    def build(self, data: bytes) -> Element:
        self._source = data
        self._root = Element("", 0)
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise BrokenRecordError(
                f"it is not well-formed: {expat.ErrorString(error.code)} in line {error.lineno} of the record"
            ) from None
        return self._root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
            return
        local = tag.rpartition(":")[2] if ":" in tag else tag
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.name not in self._opened:
            # Its parent is not empty.
            parent.parts.append("")
            if parent.name in self._marked_up:
                self._markup.append(local)
                parent.parts.append(f"<{local}>")
            else:
                self._skipped = 1
                self._parser.CharacterDataHandler = None
            return
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise BrokenRecordError(f"it has more than {_MOST_ELEMENTS:,} elements")
        element = Element(self._names.get(local, local), self._parser.CurrentByteIndex)
        if attributes:
            element.attributes = {
                name if name.startswith("xmlns:") else name.rpartition(":")[2]: value
                for name, value in attributes.items()
            }
        if parent is not None:
            parent.children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
            if not self._skipped:
                self._parser.CharacterDataHandler = self._data
            return
        if self._markup:
            local = self._markup.pop()
            if local != "br":
                self._open[-1].parts.append(f"</{local}>")
            return
        place = self._parser.CurrentByteIndex
        element = self._open.pop()
        # Of an empty element the parser gives the end; of others, where the end tag begins.
        empty = not element.children and not element.parts and self._source.endswith(b"/>", element.start, place)
        element.end = place if empty else self._source.index(b">", place) + 1

    def _data(self, data: str) -> None:
        if self._open:
            if self._lost:
                data = _LOST_BYTES.sub(_as_windows, data)
            self._open[-1].parts.append(data)

    def _entity(self, name: str, parameter: bool) -> None:
        if parameter or self._skipped or not self._open:
            return
        text = entity_text(name, self._entities)
        self._expanded += len(text)
        if self._expanded > _MOST_EXPANDED:
            raise DataError(
                f"the entities of a record stand for more than {_MOST_EXPANDED:,} characters; such files are made to "
                "fill a machine's memory: take the entities out"
            )
        self._open[-1].parts.append(text)


def _as_windows(run: re.Match[str]) -> str:
    data = bytes(ord(character) - 0xF700 for character in run[0])
    # Five bytes have no character in Windows-1252; Latin-1 has one for each.
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)
