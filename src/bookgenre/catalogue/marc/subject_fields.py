"""The fields that a library's record gets for what was found: 655, 653 and 084.

A genre gets the term that the Library of Congress has for it (655 with ``$2 lcgft``). A genre without such a term gets
our own name of it with ``$2 local``. The second indicator 7 asks for a code from the Library's list of term sources;
``local`` is the one for terms that are assigned locally, and a code of our own would have to be registered there.
"""

from collections.abc import Iterable

from bookgenre.catalogue.marc.bibliographic import MarcField
from bookgenre.catalogue.record import Finding
from bookgenre.stores.store_tables import lcgft_terms

__all__ = ["fields_to_add"]


def fields_to_add(finding: Finding, present: Iterable[MarcField]) -> list[MarcField]:
    """Return the fields to add to a record, in the order of their tags, without those that it has.

    Of its fields, those with the tags 072, 084, 653 and 655 have to be `present`.
    """
    if finding.problem:
        return []
    wanted = [
        *(_field("084", "  ", code, "thema") for code in (*finding.thema, *finding.thema_qualifiers)),
        *(_field("653", "  ", phrase) for phrase in finding.keywords),
        *(_field("655", " 7", _with_stop(term), "lcgft") for term in finding.lcgft),
        *(
            _field("655", " 7", _with_stop(genre.name), "local")
            for genre in finding.shortlist
            if genre.id not in lcgft_terms()
        ),
    ]
    taken = {key for field in present for key in _keys(field)}
    added = []
    for field in wanted:
        keys = set(_keys(field))
        if not keys & taken:
            added.append(field)
            taken |= keys
    return added


def _field(tag: str, indicators: str, value: str, source: str = "") -> MarcField:
    subfields = (("a", value), ("2", source)) if source else (("a", value),)
    return MarcField(tag, indicators, subfields)


def _keys(field: MarcField) -> list[tuple[str, str, str]]:
    """What a field says, so that none is added that says the same."""
    source = field.first("2").strip(" .").lower()
    if field.tag in ("072", "084"):
        return [("code", source, code) for code in field.all("a")]
    if field.tag == "653":
        return [("keyword", "", _key(value)) for value in field.all("a")]
    if field.tag == "655":
        # A term with a subdivision is another one.
        return [] if field.all("v", "x", "y", "z") else [("genre", source, _key(field.first("a")))]
    return []


def _key(text: str) -> str:
    return " ".join(text.casefold().strip(" .,").split())


def _with_stop(term: str) -> str:
    """A heading ends with a mark of punctuation."""
    return term if term.endswith((".", ")", "!", "?")) else f"{term}."
