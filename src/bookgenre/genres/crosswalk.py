"""Labels of the reference project's model, expressed in this taxonomy."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from bookgenre.errors import GenreError
from bookgenre.genres.folding import fold
from bookgenre.genres.taxonomy import Taxonomy, load_taxonomy

__all__ = ["Crosswalk", "CrosswalkEntry", "Relation", "load_crosswalk"]

Relation = Literal["exact", "broader", "narrower", "none"]
_RELATIONS = ("exact", "broader", "narrower", "none")


@dataclass(frozen=True, slots=True)
class CrosswalkEntry:
    """One label of the other vocabulary.

    Attributes
    ----------
    label
        As the other vocabulary writes it.
    genres
        Ids of the corresponding genres; empty where `relation` is ``none``.
    relation
        Of our genres to the label: ``exact``; ``broader`` (ours contains it, so ours does not prove it);
        ``narrower`` (ours are parts of it, so any of them implies it); ``none``.
    """

    label: str
    genres: tuple[str, ...]
    relation: Relation


class Crosswalk:
    """Entries of another vocabulary, found by label: as written, else with case and punctuation folded."""

    def __init__(self, entries: list[CrosswalkEntry], taxonomy: Taxonomy) -> None:
        for entry in entries:
            for genre_id in entry.genres:
                if genre_id not in taxonomy:
                    raise GenreError(f"the crosswalk maps {entry.label!r} to the unknown genre {genre_id!r}")
        self._entries = tuple(entries)
        # The other vocabulary holds labels that differ in case alone, so the exact spelling goes first.
        self._by_label = {fold(entry.label): entry for entry in entries} | {e.label: e for e in entries}

    def __iter__(self) -> Iterator[CrosswalkEntry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, label: str) -> CrosswalkEntry:
        entry = self._by_label.get(label) or self._by_label.get(fold(label))
        if entry is None:
            raise GenreError(f"the crosswalk has no label {label!r}; iterate over it to see all")
        return entry


@lru_cache(maxsize=1)
def load_crosswalk() -> Crosswalk:
    """Load the packaged crosswalk from the 222 raw labels of the reference project."""
    text = (resources.files("bookgenre.genres") / "crosswalk_222.csv").read_text(encoding="utf-8")
    entries: list[CrosswalkEntry] = []
    for row in csv.DictReader(text.splitlines()):
        if row["relation"] not in _RELATIONS:
            raise GenreError(f"the crosswalk gives {row['old_label']!r} the unknown relation {row['relation']!r}")
        genres = tuple(genre_id for genre_id in row["genres"].split("|") if genre_id)
        entries.append(CrosswalkEntry(row["old_label"], genres, row["relation"]))  # type: ignore[arg-type]
    return Crosswalk(entries, load_taxonomy())
