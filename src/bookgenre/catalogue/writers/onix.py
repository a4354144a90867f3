"""ONIX for Books: the same file with Subject composites added to its products, and not a byte changed beside them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.onix.products import FEED, parse_product
from bookgenre.catalogue.onix.subject_composites import find_insertion
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding
from bookgenre.catalogue.xml_records.feed import annotate_feed

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "ONIX for Books, the input with subjects added"
SUFFIXES = (".onix", ".onx", ".xml")


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write a file of ONIX with what was found as Subject composites.

    Added are codes of Thema (scheme 93, qualifiers 94 to 99) and of the user's BISAC table (10), the shortlist as
    subjects of our own scheme (24, ``bookgenre``), and keywords (20): those that the product lacks, in the flavour of
    its tags and the layout of its subjects. Errors are those of `bookgenre.catalogue.xml_records.feed.annotate_feed`.
    """
    without_place = 0

    def additions(text: str, entities: Mapping[str, str], finding: Finding) -> list[tuple[int, str]]:
        nonlocal without_place
        product = parse_product(text, entities)
        without_place += product.block is None
        insertion = find_insertion(product, finding)
        return [] if insertion is None else [insertion]

    annotate_feed(source, FEED, findings, out, additions)
    if without_place:
        options.note(
            f"{without_place:,} products of {source} have no <DescriptiveDetail>, which holds subjects: nothing added"
        )
