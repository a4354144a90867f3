"""A MARC record as XML: its fields, and the places where others can be put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bookgenre.catalogue.marc.bibliographic import READ_TAGS, MarcField
from bookgenre.catalogue.xml_records.document import blank_before, element, prefix_at
from bookgenre.catalogue.xml_records.scanner import FeedKind
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary, parse_record

__all__ = ["MARCXML", "XmlRecord", "parse_xml_record"]

_FIELDS = ("controlfield", "datafield")
MARCXML = FeedKind("MARCXML", ("record",), "collection", content=("leader", *_FIELDS))
_VOCABULARY = Vocabulary(frozenset({"record", "datafield"}))


@dataclass(frozen=True, slots=True)
class XmlRecord:
    """A record: its element, its text as UTF-8, its leader, and its fields of `READ_TAGS`."""

    root: Element
    source: bytes
    leader: str
    fields: tuple[MarcField, ...]

    @property
    def problem(self) -> str:
        """Why it cannot be used; empty where it can."""
        return "" if any(one.name in _FIELDS for one in self.root.children) else "the record has no fields"

    def with_fields(self, added: Iterable[MarcField]) -> list[tuple[int, str]]:
        """Return what is put in, as `Feed.encode_with` takes it: fields before the first one with a higher tag.

        They have the prefix and the layout of the record.
        """
        fields = [one for one in self.root.children if one.name in _FIELDS]
        end = self.source.rindex(b"</")
        prefix = prefix_at(self.source, 0)
        subfields = [inner for one in fields for inner in one.children]
        before = blank_before(self.source, fields[-1].start)
        inner_before = blank_before(self.source, subfields[0].start) if subfields else ""
        before_end = blank_before(self.source, end)
        at: dict[int, list[str]] = {}
        for field in added:
            place = next((one.start for one in fields if _tag(one) > field.tag), end)
            at.setdefault(place, []).append(_as_xml(field, prefix, before if inner_before else "", inner_before))
        return [(place, _laid_out(at[place], before, before_end if place == end else None)) for place in sorted(at)]


def parse_xml_record(text: str, entities: Mapping[str, str]) -> XmlRecord:
    """Read the text of one record; parameters and errors are those of `parse_record`."""
    root = parse_record(text, entities, _VOCABULARY)
    leader = next((_text(one) for one in root.children if one.name == "leader"), "")
    fields = tuple(_field(one) for one in root.children if one.name in _FIELDS and _tag(one) in READ_TAGS)
    return XmlRecord(root, text.encode("utf-8", "surrogatepass"), leader, fields)


def _field(one: Element) -> MarcField:
    indicators = "".join((one.attributes.get(name) or " ")[:1] for name in ("ind1", "ind2"))
    subfields = tuple((inner.attributes.get("code", ""), _text(inner)) for inner in one.all("subfield"))
    return MarcField(_tag(one), indicators, subfields, _text(one) if one.name == "controlfield" else "")


def _tag(one: Element) -> str:
    return one.attributes.get("tag", "")


def _text(one: Element) -> str:
    """Its text with the blanks around it: in a leader and in control fields, the position says what a character is."""
    return "".join(one.parts)


def _as_xml(field: MarcField, prefix: str, before_end: str, before: str) -> str:
    inner = (before + element(f"{prefix}subfield", value, {"code": code}) for code, value in field.subfields)
    attributes = {"tag": field.tag, "ind1": field.indicators[0], "ind2": field.indicators[1]}
    return element(f"{prefix}datafield", "".join(inner) + before_end, attributes, markup=True)


def _laid_out(fields: list[str], before: str, before_end: str | None) -> str:
    """Fields between two others, or with `before_end` before the end tag of the record."""
    text = before.join(fields)
    if before_end is not None and before.startswith(before_end):
        return before[len(before_end) :] + text + before_end
    return text + before
