"""One product of an ONIX file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bookgenre.catalogue.onix.tags import REFERENCE
from bookgenre.catalogue.xml_records.scanner import FeedKind
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary, has_lost_bytes, parse_record

__all__ = ["FEED", "Product", "parse_product"]

FEED = FeedKind("ONIX", ("Product", "product"), "onix")

_VOCABULARY = Vocabulary(
    opened=frozenset(
        """
        Product DescriptiveDetail CollateralDetail PublishingDetail ProductIdentifier Title TitleDetail TitleElement
        Contributor Language MainSubject Subject Audience OtherText TextContent Publisher Imprint
        """.split()
    ),
    marked_up=frozenset({"Text", "Annotation", "MainDescription"}),
    names=REFERENCE,
)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Product:
    """A product.

    Attributes
    ----------
    root
        Its own element.
    block
        The element that holds subjects: DescriptiveDetail in 3.0 and 3.1, the product itself in 2.1. None where a
        product of 3.0 or 3.1 has no such block: an update of other blocks.
    source
        Its text as UTF-8; bytes that did not fit the file's encoding are lone surrogates.
    prefix
        Of the names of its elements, with the colon; mostly empty.
    short
        Whether it has short tags.
    decoded
        Whether all its bytes fit the file's encoding.
    """

    root: Element
    block: Element | None
    source: bytes
    prefix: str
    short: bool
    decoded: bool


_BLOCKS = frozenset(
    """
    CollateralDetail PublishingDetail ContentDetail RelatedMaterial ProductSupply PromotionDetail ProductionDetail
    """.split()
)
"""Those of 3.0 and 3.1 beside DescriptiveDetail."""


def parse_product(text: str, entities: Mapping[str, str]) -> Product:
    """Read the text of one product; parameters and errors are those of `parse_record`."""
    root = parse_record(text, entities, _VOCABULARY)
    block = next(iter(root.all("DescriptiveDetail")), None)
    if block is None and not any(child.name in _BLOCKS for child in root.children):
        block = root
    before, colon, local = re.split(r"[\s/>]", text[1:_LONGEST_NAME], maxsplit=1)[0].rpartition(":")
    source = text.encode("utf-8", "surrogatepass")
    return Product(root, block, source, before + colon, local == "product", decoded=not has_lost_bytes(text))
