"""A file of MARCXML, read record by record, each with its bytes and the places where fields can be put in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.marc.bibliographic import READ_TAGS, MarcField
from bookgenre.catalogue.marc.iso2709 import MAX_RECORD
from bookgenre.catalogue.safe_xml import SafeXmlParser, element, local_name, prefix_of, space_before, start_tag
from bookgenre.errors import DataError
from bookgenre.files.unpacked import open_unpacked, unpack_errors

__all__ = ["XmlPiece", "looks_like_marcxml", "read_xml_pieces"]

_BLOCK = 1 << 16
_MOST_FIELDS = 20_000
_LEADER = re.compile(r"<(?:[\w.-]+:)?leader\b")
_NAMESPACE = "http://www.loc.gov/MARC21/slim"


def looks_like_marcxml(head: bytes) -> bool:
    """Say whether a file begins like XML of MARC records."""
    text = head.replace(b"\0", b"").decode("ascii", "ignore").lstrip()
    return text.startswith("<") and (_NAMESPACE in text or bool(_LEADER.search(text)))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a record is laid out: its prefix, and the white space before its parts."""

    prefix: str = ""
    before_field: str = ""
    before_subfield: str = ""
    before_end: str = ""


@dataclass(frozen=True, slots=True)
class XmlPiece:
    """A piece of a file; the `data` of all of them is the file.

    Attributes
    ----------
    data
        A record up to its end tag, with what stands before it; or what stands after the last record.
    number
        Of the record, from 1; 0 for what is none.
    leader, fields
        Of the record; the fields of `READ_TAGS`.
    problem
        Why it cannot be read.
    places
        Tag of each field and the place in `data` where it begins.
    """

    data: bytes
    number: int = 0
    leader: str = ""
    fields: tuple[MarcField, ...] = ()
    problem: str = ""
    places: tuple[tuple[str, int], ...] = ()
    layout: _Layout = _Layout()
    codec: str = "utf-8"

    def with_fields(self, added: Iterable[MarcField]) -> bytes:
        """Return the data with fields put in before the first one with a higher tag; the rest keeps its bytes."""
        at: dict[int, list[MarcField]] = {}
        for field in added:
            place = next((place for tag, place in self.places if tag > field.tag), len(self.data))
            at.setdefault(place, []).append(field)
        parts, last = [], 0
        for place in sorted(at):
            parts += [self.data[last:place], self._encode(at[place], at_end=place == len(self.data))]
            last = place
        return b"".join([*parts, self.data[last:]])

    def _encode(self, fields: list[MarcField], *, at_end: bool) -> bytes:
        before = self.layout.before_field
        text = before.join(map(self._xml, fields))
        if at_end and before.startswith(self.layout.before_end):
            text = before[len(self.layout.before_end) :] + text + self.layout.before_end
        else:
            text += before
        return text.encode(self.codec, "xmlcharrefreplace")

    def _xml(self, field: MarcField) -> str:
        layout = self.layout
        name = f"{layout.prefix}datafield"
        inner = "".join(
            layout.before_subfield + element(f"{layout.prefix}subfield", {"code": code}, value)
            for code, value in field.subfields
        )
        end = layout.before_field if layout.before_subfield else ""
        attributes = {"tag": field.tag, "ind1": field.indicators[0], "ind2": field.indicators[1]}
        return f"{start_tag(name, attributes)}{inner}{end}</{name}>"


class _Open:
    """A record that is being read."""

    def __init__(self, name: str, depth: int) -> None:
        self.prefix, self.depth = prefix_of(name), depth
        self.leader = ""
        self.fields: list[MarcField] = []
        self.places: list[tuple[str, int]] = []
        self.subfield_place = -1


class _Records:
    """Takes what the parser finds and makes pieces of it."""

    def __init__(self) -> None:
        self.parser = SafeXmlParser(self._start, self._end, self._on_text)
        self.done: list[XmlPiece] = []
        self.number = 0
        self._held, self._base = b"", 0
        self._names: list[str] = []
        self._record: _Open | None = None
        self._field: tuple[str, str, list[tuple[str, str]]] | None = None
        self._code = ""
        self._text: list[str] | None = None

    def feed(self, data: bytes, *, final: bool = False) -> None:
        self._held += data
        self.parser.feed(data, final=final)
        if len(self._held) > MAX_RECORD and self._record is not None:
            raise DataError(f"record {self.number + 1} has more than {MAX_RECORD >> 20} MB")
        if len(self._held) > _BLOCK and self._record is None:
            # Between records, up to the tag that is not complete yet.
            self.done.append(XmlPiece(self._take(self.parser.offset - self._base)))

    def rest(self) -> bytes:
        """Return what belongs to no record."""
        return self._take(len(self._held))

    def _take(self, count: int) -> bytes:
        data, self._held = self._held[:count], self._held[count:]
        self._base += count
        return data

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind, record = local_name(name), self._record
        self._names.append(kind)
        if kind == "record":
            # One within another, as in answers of OAI-PMH: the inner one is MARC.
            self._record = _Open(name, len(self._names))
        elif record is not None and kind in ("controlfield", "datafield"):
            tag = attributes.get("tag", "")
            indicators = (attributes.get("ind1") or " ")[:1] + (attributes.get("ind2") or " ")[:1]
            self._field = (tag, indicators, [])
            record.places.append((tag, self.parser.offset - self._base))
            if len(record.places) > _MOST_FIELDS:
                raise DataError(f"record {self.number + 1} has more than {_MOST_FIELDS:,} fields")
        elif record is not None and kind == "subfield":
            self._code = attributes.get("code", "")
            if record.subfield_place < 0:
                record.subfield_place = self.parser.offset - self._base
        if record is not None and kind in ("leader", "controlfield", "subfield"):
            self._text = []

    def _on_text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        kind, record = local_name(name), self._record
        depth = len(self._names)
        self._names.pop()
        if record is None:
            return
        text, self._text = "".join(self._text or ()), None
        if kind == "leader":
            record.leader = text
        elif kind == "subfield" and self._field is not None:
            self._field[2].append((self._code, text))
        elif kind in ("controlfield", "datafield") and self._field is not None:
            tag, indicators, subfields = self._field
            self._field = None
            if tag in READ_TAGS:
                record.fields.append(MarcField(tag, indicators, tuple(subfields), text))
        elif kind == "record" and depth == record.depth:
            self._record = None
            if record.leader or record.places or self._names[-1:] == ["collection"]:
                self._finish(record)

    def _finish(self, record: _Open) -> None:
        self.number += 1
        data = self._take(self.parser.offset - self._base)
        codec = self.parser.codec
        fields = [place for tag, place in record.places if tag >= "010"] or [place for _, place in record.places]
        layout = _Layout(
            record.prefix,
            space_before(data, fields[-1], codec) if fields else "",
            space_before(data, record.subfield_place, codec) if record.subfield_place >= 0 else "",
            space_before(data, len(data), codec),
        )
        problem = "" if record.places else "the record has no fields"
        places = tuple(record.places)
        self.done.append(
            XmlPiece(data, self.number, record.leader, tuple(record.fields), problem, places, layout, codec)
        )


def read_xml_pieces(path: Path) -> Iterator[XmlPiece]:
    """Read a file, packed or not, with at most a record of it in memory.

    Where the XML breaks off, a record with a problem says so, and the rest follows as it is.

    Raises
    ------
    DataError
        If the file cannot be opened, is refused, or holds no record.
    """
    records = _Records()
    with open_unpacked(path) as stream:
        try:
            for block in _blocks(stream):
                records.feed(block)
                yield from _drained(records)
            records.feed(b"", final=True)
            yield from _drained(records)
            yield XmlPiece(records.rest())
        except DataError as error:
            yield from _drained(records)
            if not records.number:
                raise DataError(f"{path} holds no MARCXML record: {error}") from error
            yield XmlPiece(records.rest(), records.number + 1, problem=f"the file cannot be read further: {error}")
            yield from _copied(stream)
            return
    if not records.number:
        raise DataError(f"{path} holds no MARCXML record; it may be of another format")


def _drained(records: _Records) -> Iterator[XmlPiece]:
    done, records.done = records.done, []
    yield from done


def _copied(stream: BinaryIO) -> Iterator[XmlPiece]:
    try:
        for block in _blocks(stream):
            yield XmlPiece(block)
    except DataError:
        return


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    # What a packed file gives before the place where it is damaged comes from `read1` only.
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    try:
        while block := read(_BLOCK):
            yield block
    except unpack_errors() as error:
        raise DataError(f"it is damaged: {error}") from error
