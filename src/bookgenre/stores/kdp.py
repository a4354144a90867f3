"""Amazon's Kindle Direct Publishing: three paths that are three shelves, for print and for Kindle."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.store_tables import SOURCES, Shelf, kdp_shelves, rules_of, section_of

__all__ = ["FORMATS", "advise_kdp"]

FORMATS = {"print": "Amazon KDP, paperback and hardcover", "kindle": "Amazon KDP, Kindle ebook"}


def advise_kdp(book: BookFacts, book_format: str, keywords: tuple[str, ...] | None = None) -> StoreAdvice:
    """Suggest KDP categories.

    At most three, of one kind (fiction, nonfiction or comics) and one audience, each another shelf: many paths share
    one. The main genre keeps a shelf; of the others, those that name a genre come before wider and narrower ones.

    Parameters
    ----------
    book
        Its genres, side and audience.
    book_format
        ``print`` or ``kindle``: their trees differ.
    keywords
        Phrases for the seven fields; None where there is no description to find them in.
    """
    rules = rules_of("kdp")
    most = rules["categories"].number or 3
    suggestions: list[Suggestion] = []
    notes: list[str] = []
    taken: dict[str, str] = {}
    kinds: set[str] = set()
    for shelf in _in_order(book, book_format):
        shown = shelf.code or shelf.path
        if shown in taken:
            if taken[shown] != shelf.path:
                notes.append(f"{shelf.path} is the same shelf as {taken[shown]}")
            continue
        kind = {section_of(shelf.path).kind} - {"any"}
        # A book of which nothing says the side gets that of its first shelf.
        if (kinds and kind - kinds) or any(_within(one.text, shelf.path) for one in suggestions):
            continue
        # A shelf takes the place of the node above it, which only leads to it.
        suggestions = [one for one in suggestions if not _within(shelf.path, one.text)]
        if len(suggestions) == most:
            break
        kinds |= kind
        taken[shown] = shelf.path
        note = "" if shelf.selectable else f'choose further below "{shelf.path}"'
        suggestions.append(
            Suggestion(
                shelf.path, shelf.genre, book.name(shelf.genre), shelf.relation, shelf.code, shelf.selectable, note
            )
        )
    main = _of_main_genre(book, book_format)
    for_main = {
        one.text
        for one in suggestions
        if one.genre == book.genres[0] or any(_within(one.text, node.path) for node in main)
    }
    suggestions.sort(key=lambda one: (one.text not in for_main, book.genres.index(one.genre)))
    if book.genres and not any(one.selectable for one in suggestions if one.text in for_main):
        below = "".join(f' below "{node.path}"' for node in main)
        notes.append(
            f"the categories to copy lack the main genre, {book.name(book.genres[0])}: look for it in KDP's menu{below}"
        )
    notes.append(f"{most} categories per title and format; print and Kindle have different lists")
    fields = rules["keywords"].number or 7
    if keywords is not None and len(keywords) < fields:
        notes.append(
            f"the description gives {len(keywords) or 'none'} of {fields} keywords: add your own for "
            f"{rules['keywords useful'].value}"
        )
    if book.audience == "childrens":
        notes.append(rules["children age range"].words)
    if "erotica" in book.closed:
        notes.append(f"{rules['adult content'].value} ({rules['adult content'].remark})")
    if _is_partly_recorded(book, book_format):
        notes.append("below the first level, the Kindle list of adult fiction is not recorded: look further there")
    return StoreAdvice(
        id=f"kdp-{book_format}",
        name=FORMATS[book_format],
        scheme="store categories",
        suggestions=tuple(suggestions),
        keywords=keywords or (),
        unshelved=tuple(_unshelved(book, book_format)),
        refused=book.refused(rules["do not mix"], rules["do not mix audience"]),
        notes=tuple(notes),
        source=SOURCES[f"kdp-{book_format}"],
    )


def _fitting(book: BookFacts, genre: str, book_format: str) -> list[Shelf]:
    """Shelves of a genre, or of the nearest above it, that a book of this kind and audience may stand on."""
    for one in book.upwards(genre):
        found = _own(book, one, book_format)
        if found and one == genre:
            return found
        # What names a genre above this one is wider than it; a node that only leads to such shelves is none.
        wider = [replace(shelf, genre=genre, relation="broader") for shelf in found if shelf.selectable]
        if wider:
            return wider
    return []


def _own(book: BookFacts, genre: str, book_format: str) -> list[Shelf]:
    # Comics for young readers stand in the sections of their age.
    kind = "comics" if book.comics and book.audience == "adult" else book.side
    found = []
    for shelf in kdp_shelves(book_format).get(genre, ()):
        section = section_of(shelf.path)
        right = section.audience == book.audience and (section.kind in ("any", kind) or kind is None)
        if kind is None and section.kind == "comics":
            right = False
        # A narrower or wider shelf lies in a part of the store to which the book has to belong.
        if right and (shelf.relation == "exact" or not section.needs or section.needs & book.closed):
            found.append(shelf)
    return found


def _in_order(book: BookFacts, book_format: str) -> list[Shelf]:
    """Return the main genre's shelf, one for each other genre, second ones, then nodes that only lead to some.

    Within each group, exact ones come before narrower and broader ones. Where the main genre has only a node that leads
    to shelves, one of those comes next, to take its place.
    """
    found = [_fitting(book, genre, book_format) for genre in book.genres]
    firsts, rest = [shelves[0] for shelves in found if shelves], [one for shelves in found for one in shelves[1:]]
    main = _of_main_genre(book, book_format)
    below = [one for one in (*firsts, *rest) if one.selectable and any(_within(one.path, node.path) for node in main)]
    vague = [shelf for shelf in firsts if shelf.relation == "broader" and not shelf.selectable]
    others = [shelf for shelf in firsts if shelf not in vague]
    return [*main, *_by_relation(below)[:1], *_by_relation(others), *_by_relation(rest), *_by_relation(vague)]


def _of_main_genre(book: BookFacts, book_format: str) -> list[Shelf]:
    """Return the first shelf of the main genre, if there is one."""
    return [shelf for genre in book.genres[:1] for shelf in _fitting(book, genre, book_format)[:1]]


def _by_relation(shelves: Iterable[Shelf]) -> list[Shelf]:
    return sorted(shelves, key=lambda shelf: ("exact", "narrower", "broader").index(shelf.relation))


def _is_partly_recorded(book: BookFacts, book_format: str) -> bool:
    """Whether the part of the tree that the book belongs to is recorded at its first level only."""
    return book_format == "kindle" and book.side == "fiction" and book.audience == "adult"


def _unshelved(book: BookFacts, book_format: str) -> Iterator[Unshelved]:
    # What is not recorded may exist.
    missing = "no such shelf is recorded" if _is_partly_recorded(book, book_format) else "no such shelf"
    for genre in book.genres:
        shelves = _fitting(book, genre, book_format)
        if not shelves:
            yield Unshelved(genre, book.name(genre), f"{missing} for a book of this kind and audience")
        elif all(shelf.relation == "broader" for shelf in shelves):
            yield Unshelved(genre, book.name(genre), f"{missing}; the nearest is {shelves[0].path}")


def _within(path: str, above: str) -> bool:
    return path.startswith(f"{above} > ")
