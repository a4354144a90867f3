"""From the labels that stores and readers give a book to genres of the taxonomy."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bookgenre.errors import InputError
from bookgenre.genres.codes import CodeReader
from bookgenre.genres.folding import fold, label_key, list_key
from bookgenre.genres.labels import GENERAL, clean_label, has_arrows, path_steps, several, without_code
from bookgenre.genres.lookup import longest_names
from bookgenre.genres.taxonomy import Taxonomy, load_taxonomy

__all__ = ["LabelMapper", "Mapping"]

# Labels by which a source says outright that a book is fiction. Department names such as "Literature & Fiction"
# are given to essays and biographies too, so they prove the genre but do not settle the conflict.
_SAYS_FICTION = frozenset({"fiction", "adult fiction"})
_SAYS_NONFICTION = frozenset({"nonfiction", "non fiction", "adult nonfiction", "juvenile nonfiction"})
# Audible's leaf categories end in the audience; hundreds of them are too rare to be listed as aliases.
_AUDIENCES = {" for children": "childrens", " for teens": "young-adult"}
# Headings and subjects that say who reads the book, and what kind it is.
_TWO = {
    "juvenile fiction": ("childrens", "fiction"),
    "juvenile nonfiction": ("childrens", "nonfiction"),
    "young adult fiction": ("young-adult", "fiction"),
    "young adult nonfiction": ("young-adult", "nonfiction"),
}
# "Paris, Ann" is an author and no place: only of these facets may a list hold words that nobody knows.
_SURE_FACETS = frozenset({"fiction", "nonfiction", "form", "audience"})


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

    genres: frozenset[str] = frozenset()
    known: bool = False
    says_fiction: bool = False
    says_nonfiction: bool = False


def _checked(label: object) -> str:
    if not isinstance(label, str):
        raise InputError(f"a label must be text (str), not {type(label).__name__}; leave out what is missing")
    return label


class LabelMapper:
    """Map raw labels to genres, parents included.

    A label proves the genre that it names (see `Taxonomy.by_label`) and every genre that lists it under ``implied_by``.
    Then the conflict rule: a book that is called fiction and not nonfiction takes no genre under ``nonfiction``, and
    the reverse, because store departments are often wrong about the other half.
    """

    def __init__(self, taxonomy: Taxonomy | None = None) -> None:
        self.taxonomy = taxonomy or load_taxonomy()
        self._proves: dict[str, set[str]] = {}
        self._implies: dict[str, set[str]] = {}
        for genre in self.taxonomy:
            for label in (genre.id, genre.name, *genre.aliases, *genre.implied_by):
                self._proves.setdefault(fold(label), set()).add(genre.id)
            for label in genre.implied_by:
                self._implies.setdefault(list_key(label), set()).add(genre.id)
        self._codes = CodeReader(self.taxonomy)
        # Millions of records share some thousand labels.
        self._read = lru_cache(maxsize=1 << 16)(self._read_label)

    def genres_of(self, label: str) -> frozenset[str]:
        """Ids of the genres that one label proves, without their parents; empty if it is unknown.

        A label may be a path, "Fiction » Romance » Historical": each part is read beside those above it, nearest first,
        so that this one proves historical romance and not all that is historical. It may be a list, "Mystery, Thriller
        & Suspense, Poetry": the longest names count.
        """
        return self._read(_checked(label)).genres

    def map(self, labels: Iterable[str]) -> Mapping:
        """Map all labels of one book.

        Raises
        ------
        InputError
            If `labels` is one text, whose letters would be read as labels, or holds something that is no text.
        """
        if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
            raise InputError(f"labels must be a list of labels (str), not {type(labels).__name__}")
        readings = {_checked(label): self._read(label) for label in labels}
        proven = frozenset().union(*(reading.genres for reading in readings.values()))
        closed = self.taxonomy.close(proven)
        says_fiction = any(reading.says_fiction for reading in readings.values())
        says_nonfiction = any(reading.says_nonfiction for reading in readings.values())
        dropped: frozenset[str] = frozenset()
        if says_fiction != says_nonfiction:
            other = "nonfiction" if says_fiction else "fiction"
            dropped = frozenset(g for g in closed if other in (g, *self.taxonomy.ancestors(g)))
        unmapped = tuple(label for label, reading in readings.items() if not reading.known)
        return Mapping(closed - dropped, unmapped, dropped)

    def _read_label(self, label: str) -> _Reading:
        text = clean_label(label)
        if has_arrows(text):
            ways = path_steps(text)
            return self._read_path(ways[0][1]) if ways else _Reading()
        if genres := self._prove(text):
            return _Reading(genres, True, fold(text) in _SAYS_FICTION, fold(text) in _SAYS_NONFICTION)
        code, rest = without_code(text)
        # Capitals in front may be a word ("YA Romance").
        if code and not self._prove(code) and (reading := self._read(rest)).known:
            return reading
        if genres := self._codes.genres_of(text):
            # A heading of the trade says outright what kind of book it is.
            return _Reading(genres, True, "fiction" in genres, "nonfiction" in genres)
        for sure, steps in path_steps(text):
            if sure or self._prove(steps[0]):
                return self._read_path(steps)
        return self._read_list(text)

    def _read_path(self, steps: list[str]) -> _Reading:
        readings = [self._prove_step(steps[: end + 1]) for end in range(len(steps))]
        above = self._read(steps[0])
        # "General" adds nothing to what stands above it, and is nothing to look into.
        meant = [genres for step, genres in zip(steps, readings, strict=True) if fold(step) not in GENERAL]
        known = bool(meant) and bool(meant[-1])
        return _Reading(frozenset().union(*readings), known, above.says_fiction, above.says_nonfiction)

    def _read_list(self, text: str) -> _Reading:
        named = self.taxonomy.names.find(text)
        if named:
            return _Reading(frozenset({named}), True)
        read: dict[str, frozenset[str]] = {}
        for separator in (",", "/", "&"):
            for piece, genres in longest_names(text, lambda piece: self._prove(piece) or None, separator):
                read[piece] = genres or frozenset()
            if len(read) > 1:
                break
            read.clear()
        if not read:
            return _Reading()
        known = all(read.values())
        first = next(iter(read.values()))
        if not known and not (first and all(self.taxonomy[genre].facet in _SURE_FACETS for genre in first)):
            return _Reading()
        folded = {fold(piece) for piece in read}
        genres = frozenset().union(*read.values())
        return _Reading(genres, known, bool(folded & _SAYS_FICTION), bool(folded & _SAYS_NONFICTION))

    def _prove_step(self, path: list[str]) -> frozenset[str]:
        """Genres that the last step of a path proves, read beside each step above it before it is read by itself."""
        *above, step = path
        if fold(step) in GENERAL:
            return frozenset()
        for other in reversed(above):
            if genres := self._known(f"{step} {other}"):
                return genres
        if genres := self._known(step):
            named = self.taxonomy.names.beside(step, above)
            return genres | {named} if named and named not in genres and above else genres
        named = self.taxonomy.names.beside(step, above)
        pieces = [self._prove(piece) for piece in several(step)]
        return frozenset().union(self._prove(step) if named is None else {named}, *pieces)

    def _known(self, label: str) -> frozenset[str]:
        """Genres that a label proves as it stands, by its exact words or by the key of their spelling."""
        return frozenset(self._proves.get(fold(label), ()))

    def _prove(self, label: str) -> frozenset[str]:
        """Genres that a label proves that is neither path nor list."""
        folded = fold(label)
        if known := self._known(label):
            return known
        if folded in _TWO and (two := frozenset(genre for genre in _TWO[folded] if genre in self.taxonomy)):
            return two
        named = self.taxonomy.names.plain(label)
        implied = self._implies.get(list_key(label)) or self._implies.get(label_key(label)) or set()
        readers = {genre for ending, genre in _AUDIENCES.items() if folded.endswith(ending) and genre in self.taxonomy}
        return frozenset({*implied, *readers, *([named] if named else [])})
