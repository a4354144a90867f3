"""What a product says of its book: identifier, title, contributors, description."""

from collections.abc import Iterator

from bookgenre.catalogue.html_descriptions import best_description
from bookgenre.catalogue.onix.products import Product
from bookgenre.catalogue.xml_records.tree import Element

__all__ = ["audiences", "authors", "description", "identifier", "language", "publisher", "title", "why_unusable"]

_IDENTIFIERS = ("15", "03", "02")
"""Of list 5: ISBN-13, EAN-13 (GTIN-13), ISBN-10."""
_TEXTS_3 = ("03", "02", "05", "27", "30", "26", "10")
"""Of list 153: description, short description, cover copies, abstract, introduction, promotional headline."""
_TEXTS_2 = ("01", "03", "02", "12", "17", "18", "31", "32", "28", "25", "26", "35", "09")
"""Of list 33: main, long and short description; descriptions for others; copies of the cover; headlines."""
_TO_READERS = ("", "00", "03")
"""Of list 154: texts for anyone, for end customers."""
_DELETED = "05"
_UPDATES = {
    "04": "an update of some blocks",
    "08": "a notice of sale",
    "09": "a notice of acquisition",
    "12": "an update of the supply details",
    "13": "an update of the market representation",
    "14": "an update of supply details and market representation",
    "88": "a test of an update",
}
"""Of list 1: products that may do without a description."""


def why_unusable(product: Product, text: str) -> str:
    """Say why a product with this `description` cannot be classified; empty where it can."""
    kind = product.root.first("NotificationType")
    if kind == _DELETED:
        return "it is a notice that the product was deleted"
    if text:
        return ""
    return f"it is {_UPDATES[kind]}, without a description" if kind in _UPDATES else "it has no description"


def identifier(product: Product) -> str:
    """Return the ISBN-13 of a product; else its EAN, its ISBN-10, or the reference of its record."""
    root = product.root
    by_type: dict[str, str] = {}
    for one in root.all("ProductIdentifier"):
        by_type.setdefault(one.first("ProductIDType"), one.first("IDValue"))
    found = (by_type.get(kind, "") for kind in _IDENTIFIERS)
    return next(filter(None, found), "") or root.first("EAN13", "ISBN", "RecordReference")


def title(product: Product) -> str:
    """Return the distinctive title of a product, with its subtitle after a colon."""
    details = [one for name in ("TitleDetail", "Title") for one in product.details.all(name)]
    details.sort(key=lambda one: one.first("TitleType") != "01")
    for detail in details:
        elements = detail.all("TitleElement") or [detail]
        # Level 01 is the product's own; where there is none, it is part of a set, whose title comes first.
        own = [one for one in elements if one.first("TitleElementLevel") in ("01", "")]
        if found := ": ".join(filter(None, map(_title_of, own or elements))):
            return found
    return _title_of(product.details)


def _title_of(one: Element) -> str:
    text = one.first("TitleText", "DistinctiveTitle")
    if not text:
        text = " ".join(filter(None, (one.first("TitlePrefix"), one.first("TitleWithoutPrefix"))))
    subtitle = one.first("Subtitle")
    text = f"{text}: {subtitle}" if text and subtitle and not text.endswith(subtitle) else text or subtitle
    return " ".join(text.split())


def authors(product: Product) -> tuple[str, ...]:
    """Return the names of those who wrote or drew the book; of its editors and others where there are none."""
    names: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for one in product.details.all("Contributor"):
        if name := _name_of(one):
            names[one.first("ContributorRole").startswith("A")][name] = None
    return tuple(names[True] or names[False])


def _name_of(one: Element) -> str:
    parts = ("NamesBeforeKey", "PrefixToKey", "KeyNames", "NamesAfterKey", "SuffixToKey")
    name = one.first("PersonName") or (
        " ".join(filter(None, map(one.first, parts)))
        if one.first("NamesBeforeKey")
        else one.first("PersonNameInverted", "KeyNames", "CorporateName")
    )
    return " ".join(name.split())


def language(product: Product) -> str:
    """Return the code of the language of the book's text, as the product writes it."""
    languages = (one for one in product.details.all("Language") if one.first("LanguageRole") == "01")
    texts = (one.first("LanguageCode") for one in languages)
    return next(filter(None, texts), "") or product.details.first("LanguageOfText")


def audiences(product: Product) -> tuple[str, ...]:
    """Return the codes of list 28 that say for whom the book is."""
    block = product.details
    codes = [one.text for one in block.all("AudienceCode")]
    codes += [one.first("AudienceCodeValue") for one in block.all("Audience") if one.first("AudienceCodeType") == "01"]
    return tuple(dict.fromkeys(filter(None, codes)))


def publisher(product: Product) -> str:
    """Return the name of the publisher, or of the imprint."""
    for holder in (product.root, *product.root.all("PublishingDetail")):
        for name in ("Publisher", "Imprint"):
            if found := next(filter(None, (one.first(f"{name}Name") for one in holder.all(name))), ""):
                return found
        if found := holder.first("PublisherName", "ImprintName"):
            return found
    return ""


def description(product: Product) -> str:
    """Return the description as text: the main one, or the next best; empty where there is none.

    Of texts in several languages, English comes first. A text of fewer characters than a description needs is taken
    only where there is no other.
    """
    return best_description(_texts(product))


def _texts(product: Product) -> list[str]:
    """The texts that may describe the book, the best first."""
    found: list[tuple[tuple[int, ...], str]] = []
    for one, order, kind in _composites(product):
        audience = [audience.text for audience in one.all("ContentAudience")]
        for text in one.all("Text"):
            foreign = text.attributes.get("language", "eng") not in ("eng", "en")
            restricted = bool(audience) and set(_TO_READERS).isdisjoint(audience)
            if kind in order:
                found.append(((foreign, order.index(kind), restricted, len(found)), text.text))
    for name, rank in (("MainDescription", 0), ("Annotation", len(_TEXTS_2))):
        found += (((False, rank, False, len(found)), one.text) for one in product.root.all(name))
    return [text for _, text in sorted(found)]


def _composites(product: Product) -> Iterator[tuple[Element, tuple[str, ...], str]]:
    for detail in product.root.all("CollateralDetail"):
        for one in detail.all("TextContent"):
            yield one, _TEXTS_3, one.first("TextType")
    for one in product.root.all("OtherText"):
        yield one, _TEXTS_2, one.first("TextTypeCode")
