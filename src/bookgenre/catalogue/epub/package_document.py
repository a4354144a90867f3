"""A package document (OPF) of EPUB 2, EPUB 3, OEB or calibre: its metadata, and where subjects can be put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bookgenre.catalogue.xml_records.document import XmlDocument, blank_before, element, prefix_at
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary
from bookgenre.errors import DataError

__all__ = ["MAX_PACKAGE", "Entry", "PackageDocument", "parse_package"]

MAX_PACKAGE = 8 << 20
"""Bytes of a package document at most; one with a thousand chapters has some 200,000."""

_DUBLIN_CORE = "http://purl.org/dc/elements/1."
# Documents of OEB hold Dublin Core one level deeper.
_VOCABULARY = Vocabulary(
    frozenset({"package", "metadata", "dc-metadata"}), marked_up=frozenset({"description", "Description"})
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of the metadata; its text is the source where a description holds XHTML.

    Its name is ``dc:title`` and so on, whatever the prefix in the document, or ``meta``; attributes have local names.
    """

    name: str
    attributes: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """An element after which subjects can be put in: the prefix of its name, and the namespace that it declares."""

    prefix: str
    declared: Mapping[str, str]
    element: Element


@dataclass(slots=True)
class PackageDocument:
    """A package document: its metadata, in order, and the ``id`` of the identifier that names the book."""

    entries: list[Entry] = field(default_factory=list)
    unique: str = ""
    _xml: XmlDocument | None = None
    _places: dict[str, _Place] = field(default_factory=dict)

    def all(self, name: str) -> list[Entry]:
        """Return the entries with a name, in order."""
        return [entry for entry in self.entries if entry.name == name]

    def refined(self, entry: Entry, name: str) -> str:
        """Return what EPUB 3 or EPUB 2 adds to an entry: a ``meta`` that refines it, or an attribute."""
        target = "#" + entry.attributes.get("id", "")
        for meta in self.all("meta"):
            if target != "#" and meta.attributes.get("refines") == target and meta.attributes.get("property") == name:
                return meta.text
        return entry.attributes.get(name, "").strip()

    def property(self, name: str) -> str:
        """Return the text of the first ``meta`` with a property, whatever it refines."""
        return next((meta.text for meta in self.all("meta") if meta.attributes.get("property") == name), "")

    def with_subjects(self, subjects: Iterable[str]) -> bytes:
        """Return the document with a ``dc:subject`` for each; every other byte is as it was.

        They follow the last subject; where there is none, the description; else the last element of Dublin Core. A
        document without any is a `ValueError`, as it is not known where they belong.
        """
        place = self._places.get("dc:subject") or self._places.get("dc:description") or self._places.get("")
        if place is None or self._xml is None:
            raise ValueError("its package document has no metadata")
        before = blank_before(self._xml.source, place.element.start)
        added = (before + element(f"{place.prefix}subject", subject, place.declared) for subject in subjects)
        return self._xml.with_markup(place.element.end, "".join(added))


def parse_package(data: bytes) -> PackageDocument:
    """Read a package document; one that is none, is broken or is refused as hostile is a `DataError`."""
    xml = XmlDocument(data, _VOCABULARY)
    if xml.root.name != "package":
        raise DataError("it is not a package document: its first element is not <package>")
    package = PackageDocument(unique=xml.root.attributes.get("unique-identifier", ""), _xml=xml)
    for metadata in xml.root.all("metadata"):
        _add_entries(package, xml, metadata, _declared(xml.root))
    return package


def _add_entries(package: PackageDocument, xml: XmlDocument, holder: Element, known: Mapping[str, str]) -> None:
    known = {**known, **_declared(holder)}
    for child in holder.children:
        if child.name == "dc-metadata":
            _add_entries(package, xml, child, known)
            continue
        prefix = prefix_at(xml.source, child.start)
        key = f"xmlns:{prefix}".rstrip(":")
        declared = _declared(child)
        space = {**known, **declared}.get(key, "")
        local = child.name.lower()
        core = space.startswith(_DUBLIN_CORE) or (not space and key == "xmlns:dc")
        if core or local == "meta":
            name = f"dc:{local}" if core else local
            attributes = {one: value for one, value in child.attributes.items() if one not in declared}
            package.entries.append(Entry(name, attributes, child.text))
            if core:
                own = {key: declared[key]} if key in declared else {}
                place = _Place(prefix, own, child)
                package._places[name] = package._places[""] = place


def _declared(element: Element) -> dict[str, str]:
    """Namespaces that an element declares."""
    return {key: value for key, value in element.attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
