"""Vocabularies: Thema v1.6 of the trade, by the rules in its own notes, and the Genre/Form Terms of libraries."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.store_tables import SOURCES, ThemaCodes, lcgft_terms, rules_of, thema_codes

__all__ = ["advise_lcgft", "advise_thema"]

_MOST_SUBJECTS = 3
_ANY_FICTION, _ANY_YOUNG_FICTION = "FB", "YFB"
_AFTER = frozenset({"FX", "FY", "VX"})
"""Beginnings of the codes of narrative themes, of special features, and of what a story may be about."""
_EROTIC, _EROTIC_ROMANCE = "FP", "FRX"


def advise_thema(book: BookFacts) -> StoreAdvice:
    """Suggest up to three subjects and their qualifiers.

    The first code of each genre comes before a second one of any. Kept are the rules of the scheme's notes: adult
    fiction begins with an F code and children's books with a Y code; FX codes (themes) are never the main subject; a Y
    code goes with exactly one interest age; FP never stands beside FRX; qualifiers never stand alone; a code is left
    out where a narrower one of its own is there.
    """
    subjects: list[list[Suggestion]] = []
    qualifiers: list[Suggestion] = []
    unshelved: list[Unshelved] = []
    for genre in book.genres:
        codes = _codes(book, genre)
        if codes is None:
            unshelved.append(Unshelved(genre, book.name(genre), "Thema has no code for it in a book of this kind"))
            continue
        subjects.append([Suggestion(code, genre, book.name(genre), codes.relation) for code in codes.subjects])
        qualifiers += (Suggestion(code, genre, book.name(genre), codes.relation) for code in codes.qualifiers)
    chosen = _ordered(book, (one for turn in zip_longest(*subjects) for one in turn if one))
    kept = _one_age(qualifiers, any(one.text.startswith("Y") for one in chosen), book)
    notes = ["the first subject is the main one; qualifiers follow the subjects and never stand alone"]
    if not chosen and kept:
        notes.append(f"withheld, as no subject code goes with them: {' '.join(one.text for one in kept)}")
        kept = []
    if any(one.text == _EROTIC_ROMANCE for one in chosen):
        notes.append(f"{_EROTIC_ROMANCE} in place of {_EROTIC}: {rules_of('thema')['erotica'].value}")
    return StoreAdvice(
        id="thema",
        name="Thema v1.6 (ONIX, IngramSpark, Kobo, European stores)",
        scheme="Thema",
        suggestions=tuple(chosen),
        qualifiers=tuple(kept),
        unshelved=(*unshelved, *book.left_out()),
        notes=tuple(notes),
        source=SOURCES["thema"],
    )


def _codes(book: BookFacts, genre: str) -> ThemaCodes | None:
    """The entry of a genre, or of the nearest above it, for the kind of book."""
    for one in book.upwards(genre):
        found = _own(book, one)
        if found is not None:
            return found if one == genre else replace(found, relation="broader")
    return None


def _own(book: BookFacts, genre: str) -> ThemaCodes | None:
    side = book.side or "any"
    if book.audience == "adult":
        kinds = [side, "any"] if side != "any" else ["any", "nonfiction", "fiction"]
    else:
        kinds = [book.audience if side != "nonfiction" else f"{book.audience}-nonfiction", "any"]
    if book.comics:
        kinds = ["comics", *kinds]
    entries = {codes.kind: codes for codes in thema_codes().get(genre, ())}
    found = next((entries[kind] for kind in kinds if kind in entries), None)
    if found is None and book.audience != "adult" and side in entries and not entries[side].subjects:
        # Qualifiers hold for every audience.
        found = entries[side]
    if found is not None and book.audience != "adult" and any(code[0] not in "XY" for code in found.subjects):
        # Of adult subjects, those of every kind of book (puzzles) alone, and not first; see `_ordered`.
        return found if found.kind == "any" else None
    return found


def _ordered(book: BookFacts, subjects: Iterable[Suggestion]) -> list[Suggestion]:
    """The subjects to send, main first."""
    found = _once(subjects)
    if "romance" in book.closed:
        found = [replace(one, text=_EROTIC_ROMANCE) if one.text == _EROTIC else one for one in found]
    found = [
        one for one in found if not any(other.text != one.text and other.text.startswith(one.text) for other in found)
    ]
    fiction = book.side == "fiction" and not book.comics
    adult = "X" if book.comics else "F"
    first = adult if book.audience == "adult" else "YF" if fiction else "Y"

    def place(one: Suggestion) -> tuple[bool, bool, bool]:
        """What a book of this kind has to begin with; in fiction, themes, features and other subjects come after it."""
        after = book.side != "nonfiction" and one.text[:2] in _AFTER
        return not one.text.startswith(first), not one.text.startswith("Y"), after

    main = sorted(found, key=place)[:1]
    found = [*main, *(one for one in found if one not in main)][:_MOST_SUBJECTS]
    found.sort(key=place)
    if fiction and (not found or not found[0].text.startswith(first) or found[0].text[:2] in _AFTER):
        code = _ANY_FICTION if book.audience == "adult" else _ANY_YOUNG_FICTION
        if not found or found[0].text[0] in "FVY":
            found.insert(0, Suggestion(code, "fiction", book.name("fiction"), "broader"))
    return found[:_MOST_SUBJECTS]


def _once(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Each code where it first comes."""
    found: dict[str, Suggestion] = {}
    for one in suggestions:
        found.setdefault(one.text, one)
    return list(found.values())


def _one_age(qualifiers: list[Suggestion], young: bool, book: BookFacts) -> list[Suggestion]:
    """Exactly one interest age for a young reader's book, that of the genre that says for whom it is; else none."""
    ages = [one for one in qualifiers if one.text.startswith("5A")]
    others = _once(one for one in qualifiers if not one.text.startswith("5A"))
    if not young and not (book.comics and book.audience != "adult"):
        return others
    said = [one for one in ages if book.taxonomy.audience_of(one.genre)]
    if not ages:
        codes = thema_codes()[book.audience][0]
        ages = [Suggestion(codes.qualifiers[0], codes.genre, book.name(codes.genre), codes.relation)]
    return [*(said or ages)[:1], *others]


def advise_lcgft(book: BookFacts) -> StoreAdvice:
    """Suggest the Library of Congress terms of all genres that have one, each once, for the record of a library."""
    found: dict[str, Suggestion] = {}
    unshelved = []
    for genre in book.genres:
        terms = lcgft_terms().get(genre, ())
        if not terms:
            unshelved.append(Unshelved(genre, book.name(genre), "no term is recorded"))
        for term in terms:
            found.setdefault(term.path, Suggestion(term.path, genre, book.name(genre), term.relation, term.code))
    notes = ["terms for MARC field 655 (source code lcgft); 43 of them are recorded, look further at id.loc.gov"]
    if {"erotica", "romance"} & book.closed:
        notes.append(rules_of("libraries")["forbidden subjects"].value)
    return StoreAdvice(
        id="lcgft",
        name="Libraries (LCGFT)",
        scheme="LCGFT",
        suggestions=tuple(found.values()),
        unshelved=(*unshelved, *book.left_out()),
        notes=tuple(notes),
        source=SOURCES["lcgft"],
    )
