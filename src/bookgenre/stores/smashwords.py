"""Smashwords: the names of its shelves, which new authors cannot choose."""

from dataclasses import replace

from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.store_tables import SOURCES, Shelf, rules_of, smashwords_shelves

__all__ = ["advise_smashwords"]

# Parts of the store to which a book has to belong where a shelf does not name its genre.
_NEEDS = {"Nonfiction > History": "history", "Fiction > Historical": "historical-fiction"}
_OTHER_SIDE = {"fiction": "Nonfiction", "nonfiction": "Fiction"}


def advise_smashwords(book: BookFacts) -> StoreAdvice:
    """Suggest up to two Smashwords shelves: that of the main genre, and the best of the others, exact ones first."""
    rules = rules_of("smashwords")
    suggestions: list[Suggestion] = []
    unshelved: list[Unshelved] = []
    for genre in book.genres:
        shelves = _shelves(book, genre)
        if not shelves or all(shelf.relation == "broader" for shelf in shelves):
            nearest = f"; the nearest is {shelves[0].path}" if shelves else " for a book of this kind"
            unshelved.append(Unshelved(genre, book.name(genre), f"no such shelf{nearest}"))
        suggestions += (
            Suggestion(shelf.path, genre, book.name(genre), shelf.relation, shelf.code) for shelf in shelves[:1]
        )
    order = ("exact", "narrower", "broader")
    main = book.genres[:1]
    suggestions.sort(key=lambda one: (not _for_the_young(one.text), one.genre not in main, order.index(one.relation)))
    kept: list[Suggestion] = []
    for one in suggestions:
        if not any(other.text == one.text or other.text.startswith(f"{one.text} > ") for other in kept):
            kept.append(one)
    notes = [
        f"a new author cannot choose these shelves: {rules['publishing'].value}",
        f"{rules['categories'].value} ({rules['categories'].remark})",
    ]
    if "erotica" in book.closed:
        notes += (rules["erotica questionnaire"].value, rules["erotica filter"].value)
    return StoreAdvice(
        id="smashwords",
        name="Smashwords",
        scheme="shelf names",
        suggestions=tuple(kept[: rules["categories"].number]),
        unshelved=(*unshelved, *book.left_out()),
        notes=tuple(notes),
        source=SOURCES["smashwords"],
    )


def _shelves(book: BookFacts, genre: str) -> list[Shelf]:
    """Shelves of a genre, or of the nearest above it."""
    for one in book.upwards(genre):
        found = [shelf for shelf in smashwords_shelves().get(one, ()) if _fits(shelf, book)]
        if found:
            return found if one == genre else [replace(shelf, relation="broader") for shelf in found]
    return []


def _fits(shelf: Shelf, book: BookFacts) -> bool:
    top = shelf.path.partition(" > ")[0]
    if top == _OTHER_SIDE.get(book.side or "") or (_for_the_young(shelf.path) and book.audience == "adult"):
        return False
    need = next((need for start, need in _NEEDS.items() if shelf.path.startswith(start)), None)
    return shelf.relation == "exact" or need is None or need in book.closed


def _for_the_young(path: str) -> bool:
    return "Children" in path or "Young adult" in path
