"""The one look-up of genre names, for every place where somebody names a genre."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar

from bookgenre.genres.folding import fold, label_key, list_key
from bookgenre.genres.labels import GENERAL, clean_label, has_arrows, path_steps, pieces, several, without_code

__all__ = ["GenreNames", "longest_names"]

Found = TypeVar("Found")

_MAX_LABEL = 300
_MOST_COMMAS = 6
# Words that add nothing to the name of a genre …
_OF_ANY = ("book", "books", "ebook", "ebooks", "title", "titles", "general", "genre", "genres")
# … and those that add nothing to the name of a genre of fiction, while "medical fiction" is not medicine.
_OF_FICTION = ("fiction", "novel", "novels", "story", "stories", "tale", "tales", "literature", "lit")
_OF_NONFICTION = ("nonfiction", "non fiction")
_IN_FRONT = ("general ", "books on ", "books about ", "genre ", "popular ")
_FOR_READERS = {
    " for children": "childrens",
    " for kids": "childrens",
    " for teens": "young adult",
    " for young adults": "young adult",
}
_BROAD = frozenset({"fiction", "nonfiction"})


class GenreNames:
    """Finds the genre that a name means, as people, stores, libraries and spreadsheets write it.

    `names` holds for each id the id, the name, and what means the same; `synonyms` leads from other words to ids.
    """

    def __init__(
        self, names: Mapping[str, Sequence[str]], facets: Mapping[str, str], synonyms: Mapping[str, str]
    ) -> None:
        self._names = names
        self._facets = facets
        self._synonyms = synonyms
        self._exact = {fold(label): genre for genre, labels in names.items() for label in labels}
        self._own = {label_key(label) for labels in names.values() for label in labels[:2]}
        self.find = lru_cache(maxsize=1 << 14)(self._find)

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Keys of all names; where two genres claim one, the name counts before the alias, and that before the rest."""
        keys: dict[str, str] = {}
        ranks = (
            [(label, genre) for genre, labels in self._names.items() for label in labels[:2]],
            [(label, genre) for genre, labels in self._names.items() for label in labels[2:]],
            list(self._synonyms.items()),
        )
        for pairs in ranks:
            claims: dict[str, set[str]] = {}
            for label, genre in pairs:
                for key in {label_key(label), list_key(label)}:
                    claims.setdefault(key, set()).add(genre)
            # Two genres with one key of the same rank: a name that is ambiguous names nothing.
            keys = {key: next(iter(genres)) for key, genres in claims.items() if len(genres) == 1} | keys
        keys.pop("", None)
        return keys

    def _find(self, label: str) -> str | None:
        """Id of the genre that `label` names; None where it names none, or may mean several."""
        text = clean_label(label)
        if not text or len(text) > _MAX_LABEL:
            return self._exact.get(fold(label))
        if has_arrows(text):
            return self._of_path(text)
        found = self.plain(text)
        if found is None:
            code, rest = without_code(text)
            # "YA Romance" is no romance with a code in front.
            if code and self.plain(code) is None:
                found = self.find(rest)
        return found or self._of_path(text) or self._turned(text)

    def plain(self, label: str) -> str | None:
        """Id of the genre that a label names that is neither path nor heading nor list."""
        found = self._exact.get(fold(label)) or self._keys.get(list_key(label))
        # A comma parts: "romance, fantasy" is not "romance fantasy".
        if found is None and "," not in label:
            found = self._keys.get(label_key(label)) or self._without_needless(fold(label))
        return found

    def _without_needless(self, folded: str) -> str | None:
        for start in _IN_FRONT:
            if folded.startswith(start) and (found := self.plain(folded.removeprefix(start))):
                return found
        for ending, reader in _FOR_READERS.items():
            if folded.endswith(ending):
                return self._keys.get(label_key(f"{reader} {folded.removesuffix(ending)}"))
        for words, unfit in ((_OF_ANY, ""), (_OF_FICTION, "nonfiction"), (_OF_NONFICTION, "fiction")):
            for word in words:
                if folded.endswith(f" {word}") and (found := self.plain(folded.removesuffix(f" {word}"))):
                    return None if self._facets[found] == unfit else found
        return None

    def _of_path(self, label: str) -> str | None:
        for sure, steps in path_steps(label):
            if not sure and self.find(steps[0]) is None:
                continue
            steps = [step for step in steps if fold(step) not in GENERAL]
            # Where the last step is not known, the nearest above it holds, unless that says next to nothing.
            for end in range(len(steps), 0, -1):
                found = self.beside(steps[end - 1], steps[: end - 1])
                if found and not (end < len(steps) and found in _BROAD):
                    return found
        return None

    def beside(self, step: str, above: Sequence[str]) -> str | None:
        """Id of the genre that a step of a path names, read as "step above" before it is read by itself."""
        for other in reversed(above):
            for part in dict.fromkeys((other, *several(other))):
                found = self._exact.get(fold(f"{step} {part}")) or self._keys.get(label_key(f"{step} {part}"))
                if found and found != self.plain(part):
                    return found
        return self.plain(step) or self._turned(step)

    def _turned(self, label: str) -> str | None:
        """Id of the genre of an inverted heading: "Romance, Contemporary"."""
        parts = pieces(label)
        # "Romance, Fantasy" is a list of two, and no fantasy romance.
        if len(parts) != 2 or label_key(parts[1]) in self._own:
            return None
        turned = f"{parts[1]} {parts[0]}"
        return self._exact.get(fold(turned)) or self._keys.get(label_key(turned))


def longest_names(
    text: str, find: Callable[[str], Found | None], separator: str = ","
) -> list[tuple[str, Found | None]]:
    """Cut a list at `separator`, where names may hold it themselves: of several readings the longest known name counts.

    ``"Mystery, Thriller & Suspense, Poetry"`` is two names. Each piece comes as written, with what `find` returned.
    """
    parts = pieces(text, separator)
    joint = f"{separator.strip() or separator} "
    found: list[tuple[str, Found | None]] = []
    while parts:
        most = min(len(parts), _MOST_COMMAS + 1)
        runs = (joint.join(parts[:end]) for end in range(most, 0, -1))
        known = ((run, find(run)) for run in runs)
        run, what = next((pair for pair in known if pair[1] is not None), (parts[0], None))
        found.append((run, what))
        parts = parts[run.count(joint) + 1 :] if what is not None else parts[1:]
    return found
