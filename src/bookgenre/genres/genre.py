"""One genre, and the facets that genres belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FACETS", "FACET_NAMES", "READERS", "Genre", "genre_of"]

FACET_NAMES = {
    "fiction": "Fiction",
    "nonfiction": "Nonfiction",
    "audience": "Audience",
    "form": "Form",
    "theme": "Theme",
    "culture": "Culture",
    "setting-place": "Place",
    "setting-time": "Time",
}
"""What a genre says of a book, in the order in which a reader asks, and what people call it."""

FACETS = tuple(FACET_NAMES)

READERS = {"adult": "adults", "young-adult": "young adults", "childrens": "children"}
"""Audiences, and what their readers are called."""


@dataclass(frozen=True, slots=True)
class Genre:
    """One genre.

    Attributes
    ----------
    id
        Lower-case slug, unique and stable.
    name
        What people call it.
    facet
        One of `FACETS`.
    parent
        Id of the genre that contains it, or None for a root.
    definition
        One sentence that says which books belong.
    aliases
        Labels of other vocabularies that mean the same.
    implied_by
        Narrower labels of other vocabularies: each of them proves this genre.
    thema
        Codes of the Thema scheme (EDItEUR, v1.2) that correspond.
    support
        Number of English rows of the gathered corpus that carry the genre.
    shelf
        True for a word of the shelf (Literature, Classics …), which says where a reader keeps a book and not what kind
        of book it is.
    side
        ``nonfiction`` where a book of this genre, and of those below it, is nonfiction unless it is called fiction.
        Genres below the roots Fiction and Nonfiction need none.
    since
        Edition of the taxonomy that brought the genre. A list of labels from an earlier edition says nothing of it.
    """

    id: str
    name: str
    facet: str
    parent: str | None = None
    definition: str = ""
    aliases: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()
    thema: tuple[str, ...] = ()
    support: int = 0
    shelf: bool = False
    side: str | None = None
    since: int = 1


def genre_of(record: Mapping[str, Any]) -> Genre:
    """Return the genre of a record of ``genres.json``; a `KeyError` names the field that it lacks."""
    values: dict[str, Any] = {name: record[name] for name in ("id", "name", "facet", "parent", "definition")}
    values |= {name: tuple(record[name]) for name in ("aliases", "implied_by", "thema")}
    return Genre(
        **values,
        support=int(record["support"]),
        shelf=bool(record.get("shelf", False)),
        side=record.get("side"),
        since=int(record.get("since", 1)),
    )
