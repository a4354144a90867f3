"""The genres and the forest that their parents form."""

import difflib
import json
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from bookgenre.errors import GenreError, InputError
from bookgenre.genres.folding import fold
from bookgenre.genres.genre import FACETS, Genre, genre_of
from bookgenre.genres.labels import several, typed_list
from bookgenre.genres.lookup import GenreNames, longest_names

__all__ = ["Taxonomy", "load_taxonomy"]

_ADULT = ("erotica", "new-adult")
_MOST_SEARCHED = 100
_COMMON = frozenset("a an and books book fiction for general in of on or other stories the to".split())


class Taxonomy:
    """A validated forest of genres.

    Iterating yields the genres in file order; ``taxonomy["noir"]`` returns one by id.

    Parameters
    ----------
    genres
        The genres in any order.

    Raises
    ------
    GenreError
        If two genres share an id, a name or an alias, a parent is unknown, the parents form a cycle, or a
        facet is not one of `FACETS`.
    """

    def __init__(self, genres: Iterable[Genre]) -> None:
        self._genres: dict[str, Genre] = {}
        for genre in genres:
            if genre.id in self._genres:
                raise GenreError(f"two genres have the id {genre.id!r}; ids must be unique")
            if genre.facet not in FACETS:
                raise GenreError(f"genre {genre.id!r} has the unknown facet {genre.facet!r}; use one of {FACETS}")
            self._genres[genre.id] = genre
        self._ancestors = {genre_id: self._climb(genre_id) for genre_id in self._genres}
        self._by_alias = self._claim_aliases()

    @cached_property
    def names(self) -> GenreNames:
        """The look-up of names; made when a name is first looked up, as most answers need none."""
        names = {genre.id: (genre.id, genre.name, *genre.aliases) for genre in self}
        return GenreNames(names, {genre.id: genre.facet for genre in self}, self._synonyms())

    def _synonyms(self) -> dict[str, str]:
        """Return other words for genres, each with the id of the first genre of its line that this taxonomy has."""
        text = (resources.files("bookgenre.genres") / "synonyms.txt").read_text(encoding="utf-8")
        found: dict[str, str] = {}
        for line in text.splitlines():
            ids, _, labels = line.partition(":")
            genre_id = next((genre_id for genre_id in ids.split() if genre_id in self), None)
            if genre_id is not None and not line.startswith("#"):
                found.update(dict.fromkeys(map(str.strip, labels.split(";")), genre_id))
        return found

    def _climb(self, genre_id: str) -> tuple[str, ...]:
        path: list[str] = []
        seen = {genre_id}
        parent = self._genres[genre_id].parent
        while parent is not None:
            if parent not in self._genres:
                raise GenreError(f"the parent {parent!r} above genre {genre_id!r} does not exist")
            if parent in seen:
                raise GenreError(f"the parents of genre {genre_id!r} form a cycle through {parent!r}")
            seen.add(parent)
            path.append(parent)
            parent = self._genres[parent].parent
        return tuple(reversed(path))

    def _claim_aliases(self) -> dict[str, str]:
        claims: dict[str, str] = {}
        for genre in self:
            for label in (genre.name, genre.id, *genre.aliases):
                owner = claims.setdefault(fold(label), genre.id)
                if owner != genre.id:
                    raise GenreError(f"the label {label!r} is claimed by both {owner!r} and {genre.id!r}")
        return claims

    def __iter__(self) -> Iterator[Genre]:
        return iter(self._genres.values())

    def __len__(self) -> int:
        return len(self._genres)

    def __contains__(self, genre_id: object) -> bool:
        return genre_id in self._genres

    def __getitem__(self, genre_id: str) -> Genre:
        try:
            return self._genres[genre_id]
        except KeyError:
            raise self._unknown(genre_id) from None

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All ids, in file order."""
        return tuple(self._genres)

    @cached_property
    def _children(self) -> dict[str, tuple[Genre, ...]]:
        below: dict[str, list[Genre]] = {genre_id: [] for genre_id in self._genres}
        for genre in self:
            if genre.parent is not None:
                below[genre.parent].append(genre)
        return {genre_id: tuple(genres) for genre_id, genres in below.items()}

    def ancestors(self, genre_id: str) -> tuple[str, ...]:
        """Ids of all genres above `genre_id`, root first; empty for a root."""
        self[genre_id]
        return self._ancestors[genre_id]

    def children(self, genre_id: str) -> tuple[Genre, ...]:
        """Return the genres whose parent is `genre_id`."""
        self[genre_id]
        return self._children[genre_id]

    def side_of(self, genre_id: str) -> str | None:
        """Return ``fiction`` or ``nonfiction`` where the genre settles which of the two a book is, else None."""
        path = (*self.ancestors(genre_id), genre_id)
        if path[0] in ("fiction", "nonfiction"):
            return path[0]
        return next((side for step in reversed(path) if (side := self._genres[step].side)), None)

    def audience_of(self, genre_id: str) -> str | None:
        """Return ``adult``, ``young-adult`` or ``childrens`` where the genre settles for whom a book is, else None."""
        path = (*self.ancestors(genre_id), genre_id)
        if genre_id in _ADULT:
            return "adult"
        return next((audience for audience in ("young-adult", "childrens") if audience in path), None)

    def close(self, genre_ids: Iterable[str]) -> frozenset[str]:
        """Return `genre_ids` together with all their ancestors."""
        return frozenset(a for genre_id in genre_ids for a in (genre_id, *self.ancestors(genre_id)))

    def by_label(self, label: str) -> Genre | None:
        """Return the genre that `label` names, or None where it names none or may mean several.

        A name is understood as people write it: an id, a name or an alias, however spelt ("Cosy Mysteries", "Sci-Fi",
        "#cozymystery"), a word of stores and libraries ("Spy Fiction"), a path ("Fiction > Science Fiction > General"),
        a heading with or without its code ("FIC027020 FICTION / Romance / Contemporary") or turned round ("Romance,
        Contemporary").

        Raises
        ------
        InputError
            If `label` is no text.
        """
        if not isinstance(label, str):
            raise InputError(f"a genre must be text (str), not {type(label).__name__}; decode or convert it first")
        genre_id = self.names.find(label)
        return None if genre_id is None else self._genres[genre_id]

    def find(self, label: str) -> Genre:
        """Like `by_label`, but raise where there is none.

        Raises
        ------
        GenreError
            The message names the genres that may be meant.
        """
        genre = self.by_label(label)
        if genre is None:
            raise self._unknown(label)
        return genre

    def read_list(self, text: str) -> list[tuple[str, Genre | None]]:
        """Return the pieces of a list as people type it or as programs print it, and their genres.

        Commas, semicolons, bars, tabs, lines and hash signs part the pieces. A name may hold commas itself ("Mystery,
        Thriller & Suspense"): the longest run that names a genre is a piece.
        The genre of a piece that names none is None.
        """
        return [pair for part in typed_list(text) for pair in longest_names(part, self.by_label)]

    def find_all(self, text: str) -> tuple[Genre, ...]:
        """Return the genres of a list as `read_list` reads it, each once.

        Raises
        ------
        GenreError
            If a piece names no genre; the message names those that may be meant.
        """
        found = [genre or self.find(name) for name, genre in self.read_list(text)]
        return tuple({genre.id: genre for genre in found}.values())

    def search(self, query: str) -> list[Genre]:
        """Return the genres that match every word of `query`, the best first; the one that it names before all others.

        A match in the id or the name ranks before one in an alias, that before one in a narrower label, and
        that before one in the definition; ties keep the order of support.
        """
        words = fold(query).split()
        ranks: dict[str, int] = {}
        for genre in self if words else ():
            text = ""
            names = (genre.id, genre.name)
            for rank, part in enumerate((names, genre.aliases, genre.implied_by, (genre.definition,))):
                text = f"{text} {fold(' '.join(part))}"
                if all(word in text for word in words):
                    ranks[genre.id] = rank
                    break
        found = sorted(map(self.__getitem__, ranks), key=lambda genre: (ranks[genre.id], -genre.support))
        named = self.by_label(query)
        return [named, *(genre for genre in found if genre != named)] if named else found

    def nearest(self, label: str, n: int = 3) -> list[str]:
        """Ids of the genres that `label` may mean, at most `n`: those found by its words, then those spelt like it."""
        text = label[:_MOST_SEARCHED]
        words = [word for word in fold(text).split() if word not in _COMMON]
        # Found by all words, then by the pieces of a list, then by spelling, then by single words.
        found = dict.fromkeys(genre.id for genre in self._searched(words))
        found |= dict.fromkeys(genre.id for piece in several(text) if (genre := self.by_label(piece)))
        for alias in difflib.get_close_matches(fold(text), self._by_alias, n=3 * n, cutoff=0.6):
            found.setdefault(self._by_alias[alias])
        for word in words if len(found) < n and len(words) > 1 else ():
            found |= dict.fromkeys(genre.id for genre in self._searched([word])[:n])
        return list(found)[:n]

    def _searched(self, words: list[str]) -> list[Genre]:
        """Genres with all of these words in their names, not counting their definitions, the best first."""
        if not words:
            return []
        labels = {genre.id: fold(" ".join((genre.id, genre.name, *genre.aliases, *genre.implied_by))) for genre in self}
        return [genre for genre in self.search(" ".join(words)) if all(word in labels[genre.id] for word in words)]

    def _unknown(self, label: str) -> GenreError:
        fault = f"there is no genre {label[:_MOST_SEARCHED]!r}"
        if near := self.nearest(label):
            return GenreError(f"{fault}; did you mean {' or '.join(near)}?")
        return GenreError(fault, "bookgenre genres")


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Load a taxonomy from a JSON file, or the packaged one of 256 genres.

    Raises
    ------
    GenreError
        If the file cannot be read, is not a list of genres, or breaks a rule of `Taxonomy`.
    """
    return _packaged() if path is None else _read(path.name, path)


@lru_cache(maxsize=1)
def _packaged() -> Taxonomy:
    return _read("the packaged taxonomy", resources.files("bookgenre.genres") / "genres.json")


def _read(name: str, file: Any) -> Taxonomy:
    try:
        records = json.loads(file.read_text(encoding="utf-8"))
        return Taxonomy([genre_of(record) for record in records])
    except (OSError, ValueError, TypeError) as error:
        raise GenreError(f"{name} is not a readable taxonomy: {error}") from error
    except KeyError as error:
        raise GenreError(f"a genre in {name} lacks the field {error}") from error
