"""The advice of all stores for one book."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from bookgenre.arguments import check_no_text
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy
from bookgenre.stores.advice import BookFacts, StoreAdvice
from bookgenre.stores.bisac import BISAC_STORES, BisacTable, advise_bisac
from bookgenre.stores.kdp import FORMATS, advise_kdp
from bookgenre.stores.keywords import find_keywords
from bookgenre.stores.smashwords import advise_smashwords
from bookgenre.stores.store_tables import rules_of
from bookgenre.stores.vocabularies import advise_lcgft, advise_thema
from bookgenre.text.cleaning import clean_text

__all__ = ["STORES", "STORE_NAMES", "StoreReport", "find_stores", "suggest_stores"]

STORES = (*(f"kdp-{book_format}" for book_format in FORMATS), *BISAC_STORES, "smashwords", "thema", "lcgft")
"""Ids of all stores and schemes, in the order in which they are shown."""

_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kdp": tuple(store for store in STORES if store.startswith("kdp-")),
        "amazon": tuple(store for store in STORES if store.startswith("kdp-")),
        "d2d": ("draft2digital",),
        "ingram": ("ingramspark",),
        "libraries": ("lcgft",),
        "all": STORES,
    }
)

STORE_NAMES = (*STORES, *_GROUPS)
"""All that `find_stores` understands."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What to choose at each store.

    Attributes
    ----------
    genres
        Ids of the genres that the advice is for.
    side, audience
        Of the book: ``fiction`` or ``nonfiction``, or None; ``adult``, ``young-adult`` or ``childrens``.
    keywords
        Phrases of the description that set the book apart from its genre.
    stores
        The advice of each.
    """

    genres: tuple[str, ...]
    side: str | None
    audience: str
    keywords: tuple[str, ...]
    stores: tuple[StoreAdvice, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "genres": list(self.genres),
            "side": self.side,
            "audience": self.audience,
            "keywords": list(self.keywords),
            "stores": [advice.to_dict() for advice in self.stores],
        }


def find_stores(names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the stores that names stand for, in the order of `STORES`; of no names, all.

    ``kdp`` stands for both of its formats.

    Raises
    ------
    InputError
        If a name is none; the message gives those there are. One text in place of a list is refused, too.
    """
    check_no_text("stores", names)
    wanted: set[str] = set()
    for name in names:
        key = name.strip().casefold()
        found = _GROUPS.get(key, (key,) if key in STORES else ())
        if not found:
            raise InputError(f"there is no store {name!r}; use one of kdp, {', '.join(STORES)}")
        wanted.update(found)
    return tuple(store for store in STORES if not wanted or store in wanted)


def suggest_stores(
    genres: Sequence[str],
    description: str | None = None,
    title: str | None = None,
    *,
    side: str | None = None,
    audience: str | None = None,
    stores: Iterable[str] = (),
    mapping: BisacTable | None = None,
) -> StoreReport:
    """Suggest what to choose at each store for a book of these genres.

    Parameters
    ----------
    genres
        Ids or names, the main one first, such as the genres of a shortlist.
    description, title
        Of the book, for keywords; without a description there are none.
    side, audience
        ``fiction`` or ``nonfiction``; ``adult``, ``young-adult`` or ``childrens``. None: what the first genre says that
        says anything. Genres of another side or audience are refused, in the words of each store's rule.
    stores
        Names of stores (`find_stores`); none for all.
    mapping
        BISAC codes of the user's own (`bookgenre.stores.read_mapping`).

    Raises
    ------
    GenreError
        If a genre is not known.
    InputError
        If there is no genre, a store is not known, or one text is given in place of a list.
    """
    taxonomy = load_taxonomy()
    wanted = find_stores(stores)
    check_no_text("genres", genres)
    ids = tuple(dict.fromkeys(taxonomy.find(genre).id for genre in genres))
    if not ids:
        raise InputError("there is no genre to find a shelf for; give a longer description, or name a genre")
    book = BookFacts.of(ids, taxonomy, side, audience)
    print_advice = advise_kdp(book, "print")
    rules = rules_of("kdp")
    keywords: tuple[str, ...] = ()
    if description:
        keywords = find_keywords(
            clean_text(description),
            book.genres,
            taxonomy,
            title=title,
            avoid=[one.text for one in print_advice.suggestions],
            most=rules["keywords"].number or 7,
        )
    advisers: dict[str, Callable[[], StoreAdvice]] = {
        **{f"kdp-{one}": partial(advise_kdp, book, one, keywords if description else None) for one in FORMATS},
        # A store has a field for keywords where a rule of it is known.
        **{
            one: partial(advise_bisac, book, one, mapping, keywords if "keywords" in rules_of(one) else ())
            for one in BISAC_STORES
        },
        "smashwords": partial(advise_smashwords, book),
        "thema": partial(advise_thema, book),
        "lcgft": partial(advise_lcgft, book),
    }
    return StoreReport(ids, book.side, book.audience, keywords, tuple(advisers[store]() for store in wanted))
