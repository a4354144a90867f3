"""What is added to a product: the subjects that it lacks, as composites, in the place where subjects stand."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from bookgenre.catalogue.onix.products import (
    BISAC,
    KEYWORDS,
    PROPRIETARY,
    THEMA,
    GivenSubject,
    Product,
    given_subjects,
)
from bookgenre.catalogue.onix.tags import AFTER_SUBJECTS, SHORT
from bookgenre.catalogue.record import Finding
from bookgenre.catalogue.xml_records.document import blank_before, element
from bookgenre.catalogue.xml_records.tree import Element
from bookgenre.stores.bisac import BisacCode

__all__ = ["find_insertion", "subjects_to_add"]

_SCHEME_NAME = "bookgenre"
"""Of the scheme of our genres (list 27, code 24: proprietary)."""

_THEMA_VERSION = "1.6"
_SUBJECTS = frozenset({"Subject", "MainSubject", "BASICMainSubject", "BASICVersion", "BICMainSubject", "BICVersion"})
_EROTIC, _EROTIC_ROMANCE = "FP", "FRX"
_KEYWORD_ENDS = re.compile(r"[;,]")


def find_insertion(product: Product, finding: Finding) -> tuple[int, str] | None:
    """Return the place in the product's `source` and the composites to add there; None for no place or no subjects."""
    block = product.block
    added = subjects_to_add(product, finding)
    neighbour = _neighbour(product, block) if block else None
    if block is None or neighbour is None or not added:
        return None
    return neighbour.end, _composites(product, block, neighbour, added)


def _neighbour(product: Product, block: Element) -> Element | None:
    """The element after which subjects are added: the last subject, or the last of those that come before subjects."""
    subjects = [child for child in block.children if child.name in _SUBJECTS]
    if subjects:
        return subjects[-1]
    # In 3.0, measures come before the subjects.
    after = AFTER_SUBJECTS if block is product.root else AFTER_SUBJECTS - {"Measure"}
    before = list(takewhile(lambda child: child.name not in after, block.children))
    return before[-1] if before else None


def subjects_to_add(product: Product, finding: Finding) -> list[GivenSubject]:
    """Return the subjects of a finding that a product lacks and that do not contradict its own.

    The first code of Thema and of BISAC are marked as the main ones in 3.0 and 3.1, unless the product marks a main
    subject, or has subjects of that scheme.
    """
    given = list(given_subjects(product))
    own = {scheme: [one.code for one in given if one.scheme == scheme] for scheme in (THEMA, BISAC)}
    marks = product.block is not product.root and not any(one.main for one in given)
    thema, bisac = list(_thema(own[THEMA], finding)), list(_bisac(own[BISAC], finding))
    genres = {one.code for one in given if one.scheme == PROPRIETARY and one.name == _SCHEME_NAME}
    added = [
        *_marked(THEMA, thema, main=marks and not own[THEMA]),
        *_qualifiers(given, [*own[THEMA], *thema], finding),
        *_marked(BISAC, bisac, main=marks and not own[BISAC]),
        *(
            GivenSubject(PROPRIETARY, _SCHEME_NAME, genre.id, genre.name)
            for genre in finding.shortlist
            if genre.id not in genres
        ),
    ]
    known = {
        keyword.strip().casefold()
        for one in given
        if one.scheme == KEYWORDS
        for keyword in _KEYWORD_ENDS.split(one.heading)
    }
    keywords = [keyword for keyword in finding.keywords if keyword.casefold() not in known]
    if keywords:
        added.append(GivenSubject(KEYWORDS, heading="; ".join(keywords)))
    return added


def _marked(scheme: str, codes: list[str], *, main: bool) -> Iterator[GivenSubject]:
    return (GivenSubject(scheme, code=code, main=main and place == 0) for place, code in enumerate(codes))


def _thema(own: list[str], finding: Finding) -> Iterator[str]:
    """Yield the codes that fit beside those of the product, by the notes of Thema."""
    for code in finding.thema:
        narrower = any(one.startswith(code) for one in own)
        # Y codes are of books for young readers; X codes, of comics, are for all.
        other_readers = bool(own) and code[0] != "X" and any(one.startswith("Y") for one in own) != (code[0] == "Y")
        clash = {_EROTIC: _EROTIC_ROMANCE, _EROTIC_ROMANCE: _EROTIC}.get(code) in own
        if not (narrower or other_readers or clash):
            yield code


def _qualifiers(given: list[GivenSubject], subjects: list[str], finding: Finding) -> Iterator[GivenSubject]:
    """Yield the qualifiers to add: none without a subject, and one interest age for a young reader's book only."""
    if not subjects:
        return
    young = any(code[0] in "XY" for code in subjects if code)
    for code in finding.thema_qualifiers:
        scheme = str(int(THEMA) + int(code[0]))
        own = [one.code for one in given if one.scheme == scheme]
        is_age = code.startswith("5A")
        if any(one.startswith(code) or (is_age and one.startswith("5A")) for one in own) or (is_age and not young):
            continue
        yield GivenSubject(scheme, code=code)


def _bisac(own: Iterable[str], finding: Finding) -> Iterator[str]:
    """Yield the codes that stores take beside those of the product: of the same readers, fiction or not."""
    theirs = [BisacCode(code.strip().upper()) for code in own]
    kinds, readers = {code.kind for code in theirs}, {code.audience for code in theirs}
    for text in finding.bisac:
        code = BisacCode(text)
        fits = not theirs or (code.audience in readers and (code.kind in kinds or "any" in (code.kind, *kinds)))
        if fits and text not in {one.code for one in theirs}:
            yield text


def _composites(product: Product, block: Element, neighbour: Element, added: Iterable[GivenSubject]) -> str:
    """Composites as those beside them are written: tags, prefix, line breaks and indentation."""
    before = blank_before(product.source, neighbour.start)
    composites = [one for one in block.children if one.children]
    model = next((one for one in reversed(composites) if one.name == "Subject"), None) or next(iter(composites), None)
    within = f"{before}  " if before else ""
    if model and before:
        within = blank_before(product.source, model.children[0].start)

    def name(reference: str) -> str:
        return product.prefix + (SHORT[reference] if product.short else reference)

    texts = []
    for subject in added:
        values = {
            "SubjectSchemeIdentifier": subject.scheme,
            "SubjectSchemeName": subject.name,
            "SubjectSchemeVersion": _THEMA_VERSION if subject.scheme >= THEMA else "",
            "SubjectCode": subject.code,
            "SubjectHeadingText": subject.heading,
        }
        parts = [f"<{name('MainSubject')}/>"] if subject.main else []
        parts += (element(name(reference), value) for reference, value in values.items() if value)
        inner = "".join(within + part for part in parts) + (before if within else "")
        texts.append(before + element(name("Subject"), inner, markup=True))
    return "".join(texts)
