"""Stores that take BISAC subject codes: Draft2Digital, IngramSpark, Kobo, Apple Books, Google Play, B&N Press."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.mapping import VARIABLE, BisacCode, BisacTable
from bookgenre.stores.store_tables import Relation, rules_of

__all__ = ["BISAC_STORES", "NO_TABLE", "advise_bisac"]

_OFFERED = 3
"""Codes that are offered where the store's own limit is not known."""

NO_TABLE = (
    "BISAC codes come from your own table, because the list is BISG's and may not be shipped: give --mapping FILE, or "
    f"set {VARIABLE}; single headings can be looked up free of charge at bisg.org"
)


@dataclass(frozen=True, slots=True)
class _Store:
    """How a store takes BISAC codes.

    Attributes
    ----------
    most
        The rule that limits their number.
    notes
        Names of the rules that its users should know.
    specific
        Whether the most specific comes first, and general codes are avoided.
    """

    name: str
    most: str = ""
    notes: tuple[str, ...] = ()
    specific: bool = False


BISAC_STORES: Mapping[str, _Store] = MappingProxyType(
    {
        "draft2digital": _Store("Draft2Digital", notes=("order", "do not mix", "series", "maximum")),
        "ingramspark": _Store("IngramSpark", "categories", ("categories", "keywords", "thema"), specific=True),
        "kobo": _Store("Kobo", "categories", ("categories", "scheme (Writing Life)")),
        "apple": _Store("Apple Books", notes=("scheme",)),
        "google": _Store("Google Play Books", notes=("required", "maximum")),
        "bn": _Store("Barnes & Noble Press", notes=("scheme",)),
    }
)


def advise_bisac(book: BookFacts, store: str, table: BisacTable | None, keywords: tuple[str, ...] = ()) -> StoreAdvice:
    """Suggest BISAC codes for one of `BISAC_STORES`.

    Fiction is never mixed with nonfiction, nor adult codes with those for children or teenagers; NON000000
    (Non-Classifiable) is never given.

    Parameters
    ----------
    book
        Its genres, side and audience.
    table
        The user's own codes; None: the advice says where to get them.
    keywords
        Phrases for the store's keyword field.
    """
    facts, rules = BISAC_STORES[store], rules_of(store)
    suggestions, unshelved = ([], []) if table is None else _codes(book, table, specific=facts.specific)
    most = rules[facts.most].number or _OFFERED if facts.most else _OFFERED
    mixing = rules.get("do not mix") or rules_of("draft2digital")["do not mix"]
    notes = [*([NO_TABLE] if table is None else []), *(rules[name].words for name in facts.notes)]
    if "erotica" in book.closed and "erotica" in rules:
        notes.append(f"erotica: {rules['erotica'].words}")
    return StoreAdvice(
        id=store,
        name=facts.name,
        scheme="BISAC",
        suggestions=tuple(suggestions[:most]),
        keywords=keywords,
        unshelved=tuple(unshelved),
        refused=book.refused(mixing, mixing),
        notes=tuple(notes),
        source="your own table" if table is not None else "",
    )


def _codes(book: BookFacts, table: BisacTable, *, specific: bool) -> tuple[list[Suggestion], list[Unshelved]]:
    suggestions: dict[str, Suggestion] = {}
    unshelved = []
    genres = list(book.genres)
    if specific:
        genres.sort(key=lambda genre: -len(book.taxonomy.ancestors(genre)))
    kinds: set[str] = {book.side} if book.side else set()
    for genre in genres:
        source, codes = _nearest(book, table, genre, kinds)
        name = book.name(genre)
        if not codes:
            unshelved.append(Unshelved(genre, name, "no such code in your table for a book of this kind"))
            continue
        if source != genre:
            unshelved.append(Unshelved(genre, name, f"no such code; the nearest is for {book.name(source)}"))
        best = min(codes, key=lambda code: code.general) if specific else codes[0]
        # A book of which nothing says the side gets that of its first code.
        kinds |= {best.kind} - {"any"} if not kinds else set()
        text = f"{best.code} {best.heading}".strip()
        relation: Relation = "exact" if source == genre else "broader"
        suggestions.setdefault(best.code, Suggestion(text, genre, name, relation, best.code))
    found = list(suggestions.values())
    if specific:
        # A general code only where there is no other.
        general = {code.code for codes in table.values() for code in codes if code.general}
        found = [one for one in found if one.code not in general] or found
    return found, unshelved


def _nearest(book: BookFacts, table: BisacTable, genre: str, kinds: set[str]) -> tuple[str, list[BisacCode]]:
    """The genre, or the nearest above it, for which the table has fitting codes; these codes."""
    for one in book.upwards(genre):
        codes = [code for code in table.get(one, ()) if _fits(code, book, kinds)]
        if codes:
            return one, codes
    return genre, []


def _fits(code: BisacCode, book: BookFacts, kinds: set[str]) -> bool:
    kinds = {"any", "comics"} if book.comics else {"any", *(kinds or {code.kind})}
    # Comics have one section for readers of every age.
    return code.kind in kinds and (code.kind == "comics" or code.audience == book.audience)
