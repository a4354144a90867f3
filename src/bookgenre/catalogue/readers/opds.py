"""OPDS 1 catalogues, which are feeds of Atom: of libraries, shops and calibre's content server."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from bookgenre.book import Book
from bookgenre.catalogue.html_descriptions import plain_texts
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record, Subject, book_record
from bookgenre.catalogue.xml_records.feed import read_feed
from bookgenre.catalogue.xml_records.prolog import first_element
from bookgenre.catalogue.xml_records.scanner import FeedKind
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary, parse_record

__all__ = ["AUDIENCES", "LABEL", "SUFFIXES", "looks_like", "read", "subject_of"]

LABEL = "OPDS 1 catalogue"
SUFFIXES = (".opds", ".atom")

AUDIENCES = ("http://schema.org/audience", "http://schema.org/Audience")
"""Schemes that say for whom a book is."""
_KIND = FeedKind("OPDS", ("entry",), "feed")
_VOCABULARY = Vocabulary(frozenset({"entry", "author"}), frozenset({"summary", "content"}))
# Parts of the addresses of schemes.
_SCHEMES: Mapping[str, str] = {
    "bisg": "bisac", "bisac": "bisac", "thema": "thema", "clil": "clil", "lcsh": "lcsh", "ddc": "ddc",
    "bic": "bic", "keyword": "keywords", "tag": "keywords",
}  # fmt: skip


def looks_like(head: bytes) -> bool:
    """Say whether a file that begins like this is a feed of Atom."""
    return first_element(head) == "feed" and b"http://www.w3.org/2005/Atom" in head.replace(b"\0", b"")


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Yield one record for each entry; errors as in `bookgenre.catalogue.xml_records.feed.read_feed`."""
    return read_feed(path, _KIND, partial(parse_record, vocabulary=_VOCABULARY), _record, options.check)


def _record(number: int, entry: Element) -> Record:
    texts = plain_texts(one.text for name in ("content", "summary") for one in entry.all(name))
    names = (author.first("name") for author in entry.all("author"))
    identifiers = [one.text for name in ("identifier", "id") for one in entry.all(name) if one.text]
    identifiers.sort(key=lambda one: "isbn" not in one.lower())
    categories = [(one.attributes.get("scheme", ""), one.attributes) for one in entry.all("category")]
    title = ": ".join(filter(None, (entry.first("title"), entry.first("subtitle", "alternativeHeadline"))))
    # Content may be a link, or no more than the summary.
    description = max(texts, key=len, default="")
    return book_record(
        number,
        Book(description, title or None, authors=tuple(dict.fromkeys(filter(None, names)))),
        next(iter(identifiers), ""),
        publisher=entry.first("publisher"),
        language=entry.first("language"),
        audience=" ".join(one.get("term", "") for scheme, one in categories if scheme in AUDIENCES),
        subjects=tuple(
            subject_of(scheme, one.get("term", ""), one.get("label", ""))
            for scheme, one in categories
            if scheme not in AUDIENCES and "typicalAgeRange" not in scheme
        ),
    )


def subject_of(scheme: str, code: str, heading: str) -> Subject:
    """Return a subject of a catalogue whose schemes are addresses; a code that repeats the heading is left out."""
    parts = scheme.casefold().replace("/", " ").replace("_", " ").replace(".", " ").replace("-", " ").split()
    name = next((_SCHEMES[part] for part in parts if part in _SCHEMES), scheme)
    return Subject(name, "" if code == heading and heading else code, heading)
