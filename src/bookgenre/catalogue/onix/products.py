"""One product of an ONIX file, and its subjects by the schemes of code lists 26 and 27."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bookgenre.catalogue.onix.tags import REFERENCE
from bookgenre.catalogue.record import Subject
from bookgenre.catalogue.xml_records.document import prefix_at
from bookgenre.catalogue.xml_records.scanner import FeedKind
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary, parse_record

__all__ = [
    "BISAC",
    "FEED",
    "KEYWORDS",
    "PROPRIETARY",
    "THEMA",
    "GivenSubject",
    "Product",
    "given_subjects",
    "parse_product",
]

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

BISAC, KEYWORDS, PROPRIETARY, THEMA = "10", "20", "24", "93"

_NAMES = (
    {"04": "lcsh", KEYWORDS: "keywords", "29": "clil"}
    | dict.fromkeys(("01", "02"), "ddc")
    | dict.fromkeys((BISAC, "11", "22"), "bisac")
    | dict.fromkeys(("12", "13", "14", "15", "16", "17"), "bic")
    | dict.fromkeys((THEMA, "94", "95", "96", "97", "98", "99"), "thema")
)
"""Schemes as `bookgenre.catalogue.record.Subject` names them. The publisher's own are 23 and 24."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product: its element, its text as UTF-8, the prefix of its elements' names, and whether it has short tags.

    `block` is the element that holds subjects: DescriptiveDetail in 3.0 and 3.1, the product itself in 2.1, and None
    where a product of 3.0 or 3.1 only updates other blocks.
    """

    root: Element
    block: Element | None
    source: bytes
    prefix: str
    short: bool

    @property
    def details(self) -> Element:
        """The `block`, or an empty element."""
        return self.block or Element("", 0)


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
    source = text.encode("utf-8", "surrogatepass")
    prefix = prefix_at(source, 0)
    return Product(root, block, source, prefix, short=text.startswith(f"<{prefix}product"))


@dataclass(frozen=True, slots=True)
class GivenSubject:
    """A subject of a product: `scheme` is a code of list 27, `name` is that of a scheme of the publisher's own."""

    scheme: str
    name: str = ""
    code: str = ""
    heading: str = ""
    main: bool = False

    def as_subject(self) -> Subject:
        """Return it as records have it."""
        own = self.name if self.scheme in ("23", PROPRIETARY) else ""
        return Subject(_NAMES.get(self.scheme, own), self.code, self.heading)


def given_subjects(product: Product) -> Iterator[GivenSubject]:
    """Yield the subjects of a product, those that are marked as main ones first in 2.1."""
    block = product.details
    for element, scheme in (("BASICMainSubject", BISAC), ("BICMainSubject", "12")):
        for one in block.all(element):
            if one.text:
                yield GivenSubject(scheme, code=one.text, main=True)
    # In 3.0 and 3.1 MainSubject is an empty element within Subject.
    for one in (*block.all("MainSubject"), *block.all("Subject")):
        main = one.name == "MainSubject" or bool(one.all("MainSubject"))
        scheme = one.first("SubjectSchemeIdentifier", "MainSubjectSchemeIdentifier")
        # More than one heading is the same in other languages.
        code, heading = one.first("SubjectCode"), one.first("SubjectHeadingText")
        if code or heading:
            yield GivenSubject(scheme, one.first("SubjectSchemeName"), code, heading, main)
