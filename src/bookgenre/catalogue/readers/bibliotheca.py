"""Lists of items of Bibliotheca's cloudLibrary, from which libraries lend electronic books."""

from collections.abc import Iterator
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

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "Bibliotheca cloudLibrary items"
SUFFIXES: tuple[str, ...] = ()
"""Known by its content."""

_KIND = FeedKind("a list of cloudLibrary items", ("Item",), "arrayofitem")
_VOCABULARY = Vocabulary(frozenset({"Item"}))


def looks_like(head: bytes) -> bool:
    """Say whether a file that begins like this is a list of items."""
    return first_element(head) == "ArrayOfItem"


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Yield one record for each item; errors as in `bookgenre.catalogue.xml_records.feed.read_feed`."""
    return read_feed(path, _KIND, partial(parse_record, vocabulary=_VOCABULARY), _record, options.check)


def _record(number: int, item: Element) -> Record:
    title = ": ".join(filter(None, (item.first("Title"), item.first("SubTitle"))))
    description, genres = plain_texts((item.first("Description"), item.first("Genre")))
    book = Book(description, title or None, authors=_split(item.first("Authors"), ";"))
    return book_record(
        number,
        book,
        item.first("ISBN13", "PhysicalISBN", "ItemId"),
        publisher=item.first("Publisher"),
        language=item.first("Language"),
        audience="",
        # Headings of BISAC without the sections that they stand in; they are escaped twice.
        subjects=tuple(Subject("", "", one) for one in _split(genres, ",")),
    )


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(sign))))
