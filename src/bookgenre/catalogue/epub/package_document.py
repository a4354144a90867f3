"""A package document (OPF) of EPUB 2, EPUB 3, OEB or calibre: its metadata, and where subjects can be put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bookgenre.catalogue.safe_xml import SafeXmlParser, element, local_name, prefix_of, space_before
from bookgenre.errors import DataError

__all__ = ["MAX_PACKAGE", "Entry", "PackageDocument", "parse_package"]

MAX_PACKAGE = 8 << 20
"""Bytes of a package document at most; one with a thousand chapters has some 200,000."""

_DUBLIN_CORE = "http://purl.org/dc/elements/1."
_HOLDERS = (["package", "metadata"], ["package", "metadata", "dc-metadata"])


@dataclass(slots=True)
class Entry:
    """An element of the metadata.

    Attributes
    ----------
    name
        ``dc:title`` and so on, whatever the prefix in the document, or ``meta``.
    attributes
        By local name; names with another prefix that have the same local name do not occur.
    text
        Its text, that of elements within it included.
    """

    name: str
    attributes: Mapping[str, str]
    text: str = ""


@dataclass(slots=True)
class _Place:
    """An element after which subjects can be put in."""

    name: str
    declarations: Mapping[str, str]
    start: int
    end: int


@dataclass(slots=True)
class PackageDocument:
    """A package document.

    Attributes
    ----------
    data
        Its bytes.
    codec
        Of its encoding.
    entries
        Its metadata, in order.
    unique
        The ``id`` of the identifier that names the book.
    """

    data: bytes
    codec: str = "utf-8"
    entries: list[Entry] = field(default_factory=list)
    unique: str = ""
    _places: dict[str, _Place] = field(default_factory=dict)

    def all(self, name: str) -> list[Entry]:
        """Return the entries with a name, in order."""
        return [entry for entry in self.entries if entry.name == name]

    def refined(self, entry: Entry, name: str) -> str:
        """Return what EPUB 3 or EPUB 2 adds to an entry: a ``meta`` that refines it, or an attribute."""
        target = "#" + entry.attributes.get("id", "")
        for meta in self.all("meta"):
            if target != "#" and meta.attributes.get("refines") == target and meta.attributes.get("property") == name:
                return meta.text.strip()
        return entry.attributes.get(name, "").strip()

    def property(self, name: str) -> str:
        """Return the text of the first ``meta`` with a property, whatever it refines."""
        return next((meta.text for meta in self.all("meta") if meta.attributes.get("property") == name), "")

    def with_subjects(self, subjects: Iterable[str]) -> bytes:
        """Return the document with a ``dc:subject`` for each; every other byte is as it was.

        They follow the last subject; where there is none, the description; else the last element of Dublin Core.

        Raises
        ------
        ValueError
            If it has no element of Dublin Core, so that it is not known where they belong.
        """
        place = self._places.get("dc:subject") or self._places.get("dc:description") or self._places.get("")
        if place is None:
            raise ValueError("its package document has no metadata")
        space = space_before(self.data, place.start, self.codec)
        name = f"{prefix_of(place.name)}subject"
        text = "".join(space + element(name, place.declarations, subject) for subject in subjects)
        return self.data[: place.end] + text.encode(self.codec, "xmlcharrefreplace") + self.data[place.end :]


def parse_package(data: bytes) -> PackageDocument:
    """Read a package document.

    Raises
    ------
    DataError
        If it is no well-formed XML, is refused as hostile, or is no package document; the message has no name of a
        file.
    """
    reading = _Reading(PackageDocument(data))
    reading.parser.feed(data, final=True)
    if not reading.is_package:
        raise DataError("it is not a package document: its first element is not <package>")
    reading.document.codec = reading.parser.codec
    return reading.document


class _Reading:
    """Takes what the parser finds."""

    def __init__(self, document: PackageDocument) -> None:
        self.document = document
        self.parser = SafeXmlParser(self._start, self._end, self._on_text)
        self.is_package = False
        self._path: list[str] = []
        self._namespaces: list[Mapping[str, str]] = [{}]
        self._entry: Entry | None = None
        self._place: _Place | None = None
        self._text: list[str] = []

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        declared = {key: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
        known = self._namespaces[-1]
        self._namespaces.append({**known, **declared} if declared else known)
        local = local_name(name).lower()
        if not self._path and local == "package":
            self.is_package = True
            self.document.unique = attributes.get("unique-identifier", "")
        elif self._entry is None and self._path in _HOLDERS:
            key = f"xmlns:{prefix_of(name)[:-1]}" if ":" in name else "xmlns"
            space = self._namespaces[-1].get(key, "")
            core = space.startswith(_DUBLIN_CORE) or (not space and key == "xmlns:dc")
            if core or local == "meta":
                plain = {local_name(one): value for one, value in attributes.items() if one not in declared}
                self._entry = Entry(f"dc:{local}" if core else local, plain)
                self._text = []
            if core:
                own = {key: declared[key]} if key in declared else {}
                self._place = _Place(name, own, self.parser.offset, 0)
        self._path.append(local)

    def _on_text(self, text: str) -> None:
        if self._entry is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        self._path.pop()
        self._namespaces.pop()
        if self._entry is None or self._path not in _HOLDERS:
            return
        self._entry.text = "".join(self._text).strip()
        self.document.entries.append(self._entry)
        if self._place is not None:
            self._place.end = self._after(name)
            self.document._places[self._entry.name] = self.document._places[""] = self._place
        self._entry = self._place = None

    def _after(self, name: str) -> int:
        """Where the element ends: after its end tag, or where the parser is, after a tag that stands for both."""
        at, data, codec = self.parser.offset, self.document.data, self.parser.codec
        if not data.startswith(f"</{name}".encode(codec), at):
            return at
        mark = ">".encode(codec)
        return data.index(mark, at) + len(mark)
