"""From the labels that stores and readers give a book to genres of the taxonomy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bookgenre.genres.folding import fold
from bookgenre.genres.synonyms import SYNONYMS
from bookgenre.genres.taxonomy import Taxonomy, load_taxonomy

__all__ = ["LabelMapper", "Mapping"]

# Labels by which a source says outright that a book is fiction. Department names such as "Literature & Fiction"
# are given to essays and biographies too, so they prove the genre but do not settle the conflict.
_SAYS_FICTION = frozenset({"fiction", "adult fiction"})
# What parts the steps of a category from each other. A slash does not: "Humor/Comedy" is one label.
_PATH = re.compile(r"\s*[»›]\s*|\s+>\s+")
# … unless it follows one of BISAC's headings: "FICTION / Thrillers / Espionage".
_BISAC = re.compile(r"\s+/\s+")
_BISAC_HEADINGS = re.compile(r"(?:(?:juvenile|young adult) )?(?:non-?)?fiction|[A-Z][A-Z &,'-]+", re.ASCII)
_SAYS_NOTHING = frozenset({"general", "other", "all", "miscellaneous"})
# Within a path a step may be several things: "Baking, bread, pastry", "Autobiographies & Memoirs".
_SEVERAL = re.compile(r"\s*(?:[,/&]|\band\b)\s*")
# Audible's leaf categories end in the audience; hundreds of them are too rare to be listed as aliases.
_AUDIENCES = {" for children": "childrens", " for teens": "young-adult"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What became of a book's labels.

    Attributes
    ----------
    genres
        Ids of the genres proven, closed under parents.
    unmapped
        The labels that the taxonomy does not know, as given, and the paths whose last step it does not know.
    dropped
        Ids that the conflict rule took away again.
    """

    genres: frozenset[str]
    unmapped: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one label says."""

    genres: frozenset[str]
    known: bool
    says_fiction: bool
    says_nonfiction: bool


class LabelMapper:
    """Map raw labels to genres, parents included.

    A label proves the genre that it names and every genre that lists it under ``implied_by``. Then the conflict
    rule: a book that is called fiction and not nonfiction takes no genre under ``nonfiction``, and the reverse,
    because store departments are often wrong about the other half.
    """

    def __init__(self, taxonomy: Taxonomy | None = None) -> None:
        self.taxonomy = taxonomy or load_taxonomy()
        self._proves: dict[str, set[str]] = {}
        for genre in self.taxonomy:
            for label in (genre.id, genre.name, *genre.aliases, *genre.implied_by):
                self._proves.setdefault(fold(label), set()).add(genre.id)
        for label, genre_id in SYNONYMS.items():
            if genre_id in self.taxonomy:
                self._proves.setdefault(label, {genre_id})
        # Millions of records share some thousand labels.
        self._read = lru_cache(maxsize=1 << 16)(self._read_label)

    def genres_of(self, label: str) -> frozenset[str]:
        """Ids of the genres that one label proves, without their parents; empty if it is unknown.

        A label may be a path, "Fiction » Romance » Historical": each part is read beside those above it, nearest first,
        so that this one proves historical romance and not all that is historical.
        """
        return self._read(label).genres

    def map(self, labels: Iterable[str]) -> Mapping:
        """Map all labels of one book."""
        readings = {label: self._read(label) for label in labels}
        proven = frozenset().union(*(reading.genres for reading in readings.values()))
        closed = self.taxonomy.close(proven)
        says_fiction = any(reading.says_fiction for reading in readings.values())
        says_nonfiction = any(reading.says_nonfiction for reading in readings.values())
        dropped: frozenset[str] = frozenset()
        if says_fiction != says_nonfiction:
            dropped = frozenset(g for g in closed if self._root(g) == ("nonfiction" if says_fiction else "fiction"))
        unmapped = tuple(label for label, reading in readings.items() if not reading.known)
        return Mapping(closed - dropped, unmapped, dropped)

    def _read_label(self, label: str) -> "_Reading":
        parts = _steps(label)
        if len(parts) < 2:
            genres = self._prove(fold(label))
            named = self.taxonomy.by_label(label)
            says_nonfiction = (named.id if named else SYNONYMS.get(fold(label))) == "nonfiction"
            return _Reading(genres, bool(genres), fold(label) in _SAYS_FICTION, says_nonfiction)
        readings = [self._prove_part(parts[: end + 1]) for end in range(len(parts))]
        above = self._read(parts[0])
        # "General" adds nothing to what stands above it, and is nothing to look into.
        told = [genres for part, genres in zip(parts, readings, strict=True) if fold(part) not in _SAYS_NOTHING]
        return _Reading(
            frozenset().union(*readings), bool(told) and bool(told[-1]), above.says_fiction, above.says_nonfiction
        )

    def _prove_part(self, path: list[str]) -> frozenset[str]:
        """Genres that the last part of a path proves, read as "part above" with each part above it before alone."""
        *above, part = path
        for other in reversed(above):
            if genres := self._prove(fold(f"{part} {other}")):
                return genres
        if genres := self._prove(fold(part)):
            return genres
        pieces = [fold(piece) for piece in _SEVERAL.split(part) if piece]
        return frozenset().union(*(self._prove(piece) or self._prove(_singular(piece)) for piece in pieces))

    def _prove(self, folded: str) -> frozenset[str]:
        known = self._proves.get(folded)
        if known is not None:
            return frozenset(known)
        return frozenset(
            genre_id for ending, genre_id in _AUDIENCES.items() if folded.endswith(ending) and genre_id in self.taxonomy
        )

    def _root(self, genre_id: str) -> str:
        return (*self.taxonomy.ancestors(genre_id), genre_id)[0]


def _steps(label: str) -> list[str]:
    """Return the steps of a path; a label that is none is its only step."""
    parts = _BISAC.split(label)
    if len(parts) == 1 or not _BISAC_HEADINGS.fullmatch(parts[0] if parts[0].isupper() else parts[0].lower()):
        parts = _PATH.split(label)
    return [part for part in parts if part.strip()]


def _singular(folded: str) -> str:
    return folded[:-3] + "y" if folded.endswith("ies") else folded.removesuffix("s")
