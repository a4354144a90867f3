"""ONIX for Books: the same file with Subject composites added to its products, and not a byte changed beside them."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.onix.products import FEED, parse_product
from bookgenre.catalogue.onix.subject_composites import find_insertion
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding
from bookgenre.catalogue.xml_records.feed import Feed
from bookgenre.catalogue.xml_records.tree import BrokenRecordError
from bookgenre.errors import DataError

__all__ = ["LABEL", "SOURCE", "SUFFIXES", "annotate"]

LABEL = "ONIX for Books, the input with subjects added"
SUFFIXES = (".onix", ".onx", ".xml")
SOURCE = "onix"


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write a file of ONIX with what was found as Subject composites.

    Added are codes of Thema (scheme 93, qualifiers 94 to 99) and of the user's BISAC table (10), the shortlist as
    subjects of our own scheme (24, ``bookgenre``), and keywords (20): those that the product lacks, in the flavour of
    its tags and the layout of its subjects.

    Raises
    ------
    DataError
        As in `bookgenre.catalogue.readers.onix.read`, or if there are too few findings.
    """
    given = iter(findings)
    without_place = 0
    with Feed(source, FEED) as feed:
        for piece in feed.pieces():
            if piece.kind == "other":
                out.write(feed.encode(piece.text))
                continue
            finding = next(given, None)
            if finding is None:
                raise DataError(f"{source} has more products than were classified; has it changed? Start anew")
            if piece.kind == "broken" or finding.problem:
                out.write(feed.encode(piece.text))
                continue
            try:
                product = parse_product(piece.text, feed.entities)
            except BrokenRecordError:
                out.write(feed.encode(piece.text))
                continue
            insertion = find_insertion(product, finding)
            if insertion is None:
                without_place += product.block is None
                out.write(feed.encode(piece.text))
                continue
            before = product.source[: insertion.place].decode("utf-8", "surrogatepass")
            out.write(feed.encode(before))
            # A file whose bytes do not fit its encoding may be of another one: ASCII is right in both.
            out.write(feed.encode_added(insertion.markup, ascii_only=not product.decoded))
            out.write(feed.encode(piece.text[len(before) :]))
        out.write(feed.rest)
    if without_place:
        options.note(
            f"{without_place:,} products of {source} have no <DescriptiveDetail>, which holds subjects: nothing added"
        )
