"""ONIX for Books 2.1, 3.0 and 3.1: one record per product."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bookgenre.book import Book
from bookgenre.catalogue.onix import details
from bookgenre.catalogue.onix.products import FEED, parse_product
from bookgenre.catalogue.onix.schemes import given_subjects
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.xml_records.feed import Feed, Piece
from bookgenre.catalogue.xml_records.prolog import first_element
from bookgenre.catalogue.xml_records.tree import BrokenRecordError

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "ONIX for Books 2.1, 3.0, 3.1"
SUFFIXES = (".onix", ".onx", ".xml")


def looks_like(head: bytes) -> bool:
    """Say whether a file that begins like this is ONIX: a message, or products without one."""
    first = first_element(head)
    return first.lower().startswith(FEED.root) or first in FEED.elements


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """Yield one record for each product.

    Products that only update or delete others, those without a description and those that are not well-formed are
    records with a problem, and so is the place where a file breaks off.

    Raises
    ------
    DataError
        If the file is not XML or not ONIX, is of an encoding that is not read, or if its entities grow beyond bounds.
    """
    del options
    with Feed(path, FEED) as feed:
        number = 0
        for piece in feed.pieces():
            if piece.kind != "other":
                number += 1
                yield _record(number, piece, feed.entities)


def _record(number: int, piece: Piece, entities: Mapping[str, str]) -> Record:
    if piece.kind == "broken":
        return Record(number, None, problem=piece.problem)
    try:
        product = parse_product(piece.text, entities)
    except BrokenRecordError as error:
        return Record(number, None, problem=str(error))
    name, text = details.identifier(product), details.description(product)
    problem = details.why_unusable(product, text)
    title, authors, language = details.title(product), details.authors(product), details.language(product)
    fields = {
        "identifier": name,
        "title": title,
        "authors": "; ".join(authors),
        "publisher": details.publisher(product),
        "language": language,
        "audience": " ".join(details.audiences(product)),
        "description": text,
    }
    return Record(
        number,
        None if problem else Book(text, title or None, authors=authors),
        identifier=name,
        subjects=tuple(one.as_subject() for one in given_subjects(product)),
        fields=fields,
        problem=problem,
    )
