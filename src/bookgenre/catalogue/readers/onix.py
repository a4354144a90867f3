"""ONIX for Books 2.1, 3.0 and 3.1: one record per product."""

from collections.abc import Iterator
from pathlib import Path

from bookgenre.book import Book
from bookgenre.catalogue.onix import product_details as details
from bookgenre.catalogue.onix.products import FEED, Product, given_subjects, parse_product
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record, book_record
from bookgenre.catalogue.xml_records.feed import read_feed
from bookgenre.catalogue.xml_records.prolog import first_element

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
    records with a problem, and so is the place where a file breaks off. Errors are those of
    `bookgenre.catalogue.xml_records.feed.read_feed`.
    """
    return read_feed(path, FEED, parse_product, _record, options.check)


def _record(number: int, product: Product) -> Record:
    text = details.description(product)
    return book_record(
        number,
        Book(text, details.title(product) or None, authors=details.authors(product)),
        details.identifier(product),
        publisher=details.publisher(product),
        language=details.language(product),
        audience=" ".join(details.audiences(product)),
        subjects=tuple(one.as_subject() for one in given_subjects(product)),
        problem=details.why_unusable(product, text),
    )
