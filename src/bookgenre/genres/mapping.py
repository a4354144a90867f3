"""From the labels that stores and readers give a book to genres of the taxonomy."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookgenre.genres.folding import fold
from bookgenre.genres.taxonomy import Taxonomy, load_taxonomy

__all__ = ["LabelMapper", "Mapping"]

# Labels by which a source says outright that a book is fiction. Department names such as "Literature & Fiction"
# are given to essays and biographies too, so they prove the genre but do not settle the conflict.
_SAYS_FICTION = frozenset({"fiction", "adult fiction"})
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
        The labels that the taxonomy does not know, as given.
    dropped
        Ids that the conflict rule took away again.
    """

    genres: frozenset[str]
    unmapped: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()


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

    def genres_of(self, label: str) -> frozenset[str]:
        """Ids of the genres that one label proves, without their parents; empty if it is unknown."""
        folded = fold(label)
        known = self._proves.get(folded)
        if known is not None:
            return frozenset(known)
        return frozenset(
            genre_id for ending, genre_id in _AUDIENCES.items() if folded.endswith(ending) and genre_id in self.taxonomy
        )

    def map(self, labels: Iterable[str]) -> Mapping:
        """Map all labels of one book."""
        proven: set[str] = set()
        unmapped: list[str] = []
        says_fiction = says_nonfiction = False
        for label in labels:
            genre_ids = self.genres_of(label)
            if not genre_ids:
                unmapped.append(label)
            proven |= genre_ids
            says_fiction |= fold(label) in _SAYS_FICTION
            named = self.taxonomy.by_label(label)
            says_nonfiction |= named is not None and named.id == "nonfiction"
        closed = self.taxonomy.close(proven)
        dropped: frozenset[str] = frozenset()
        if says_fiction != says_nonfiction:
            dropped = frozenset(g for g in closed if self._root(g) == ("nonfiction" if says_fiction else "fiction"))
        return Mapping(closed - dropped, tuple(unmapped), dropped)

    def _root(self, genre_id: str) -> str:
        return (*self.taxonomy.ancestors(genre_id), genre_id)[0]
