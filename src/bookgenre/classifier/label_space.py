"""The genres of a model: their tree, calibration and thresholds, and the decisions that follow from them."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bookgenre.arguments import check_text_type
from bookgenre.classifier.genres_file import ModelGenre, read_genres, write_genres
from bookgenre.errors import GenreError, ModelError
from bookgenre.genres import load_taxonomy

__all__ = ["SIDES", "LabelSpace", "ModelGenre", "bend", "sigmoid"]

Floats = npt.NDArray[np.floating]

_DEEPEST = 32
"""Genres above a genre; parents in a circle never end."""

SIDES = ("fiction", "nonfiction")
"""The two roots of which a book has one."""


def sigmoid(x: Floats) -> Floats:
    """Return ``1 / (1 + exp(-x))``."""
    # Beyond 60 it is 0 or 1 to the last bit, and exp would overflow.
    result: Floats = 1 / (1 + np.exp(-np.clip(x, -60, 60)))
    return result


def bend(logits: Floats, scales: Floats, scales_above: Floats) -> Floats:
    """Scale logits, far below 0 by the first scale, far above by the second, and between by something between.

    ``scale_above * log(1 + exp(x)) - scale * log(1 + exp(-x))``, which is ``scale * x`` where both are the same: beta
    calibration (Kull, Silva Filho and Flach 2017), for a model that is too sure of a yes and not sure enough of a no,
    or the reverse.
    """
    bent: Floats = scales_above * np.logaddexp(0, logits) - scales * np.logaddexp(0, -logits)
    return bent


class LabelSpace:
    """The model's genres in the order of its outputs.

    Raises
    ------
    ModelError
        If a parent is missing, the parents form a cycle, or more than 32 stand above each other.
    """

    def __init__(self, genres: Sequence[ModelGenre]) -> None:
        self.genres = tuple(genres)
        index = {genre.id: i for i, genre in enumerate(self.genres)}
        if len(index) != len(self.genres):
            raise ModelError("genres.json names a genre twice; export the model again")
        self.paths: list[tuple[int, ...]] = []
        for genre in self.genres:
            path: list[int] = []
            parent = genre.parent
            while parent is not None:
                if parent not in index or len(path) >= _DEEPEST:
                    raise ModelError(f"genres.json: the parents of {genre.id!r} form no tree; export the model again")
                path.insert(0, index[parent])
                parent = self.genres[index[parent]].parent
            self.paths.append(tuple(path))
        self.path_ids = [tuple(self.genres[ancestor].id for ancestor in path) for path in self.paths]
        self.path_names = [tuple(self.genres[ancestor].name for ancestor in path) for path in self.paths]
        self.index = index
        # Row: a genre; column: itself, and those above it.
        self._kin = np.eye(len(self.genres), dtype=np.float32)
        for child, ancestors in enumerate(self.paths):
            self._kin[child, list(ancestors)] = 1
        self.base_rates = np.array([genre.base_rate for genre in self.genres])
        self.thresholds = np.array([genre.threshold for genre in self.genres])
        self._levels = self._by_level()
        self._scales = np.array([genre.scale for genre in self.genres])
        self._scales_above = np.array([g.scale if g.scale_above is None else g.scale_above for g in self.genres])
        self._offsets = np.array([genre.offset for genre in self.genres])
        self._settled = _Settled(self) if any(genre.evidence for genre in self.genres) else None

    def _by_level(self) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        """Parents of a depth, their children one parent after another, and where each parent's begin; deepest first."""
        children: dict[int, list[int]] = {}
        for child, path in enumerate(self.paths):
            if path:
                children.setdefault(path[-1], []).append(child)
        levels = []
        for depth in sorted({len(self.paths[parent]) for parent in children}, reverse=True):
            parents = [parent for parent in children if len(self.paths[parent]) == depth]
            counts = [len(children[parent]) for parent in parents]
            below = [child for parent in parents for child in children[parent]]
            starts = np.cumsum([0, *counts[:-1]])
            levels.append((np.array(parents), np.array(below), starts))
        return levels

    def __len__(self) -> int:
        return len(self.genres)

    def get(self, genre_id: str) -> ModelGenre | None:
        """Return the genre with this id; None where the model does not know it."""
        return self.genres[self.index[genre_id]] if genre_id in self.index else None

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """The facet of each genre; ``theme`` for one that the taxonomy does not hold, as a model of one's own may."""
        taxonomy = load_taxonomy()
        return tuple(taxonomy[genre.id].facet if genre.id in taxonomy else "theme" for genre in self.genres)

    def find(self, label: str) -> int:
        """Position of the genre that `label` names: an id or a name of this model, or another name of the taxonomy's.

        Raises
        ------
        GenreError
            If the model does not know it; the message names the nearest genres.
        InputError
            If `label` is not text.
        """
        check_text_type("a genre", label)
        if label in self.index:
            return self.index[label]
        for position, genre in enumerate(self.genres):
            if genre.name.casefold() == label.strip().casefold():
                return position
        genre_id = load_taxonomy().find(label).id
        if genre_id not in self.index:
            raise GenreError(f"this model does not know the genre {genre_id!r}; choose one of its {len(self)} genres")
        return self.index[genre_id]

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probabilities of logits, both of shape (…, genres); no genre's is above its parent's."""
        return self.coherent(sigmoid(bend(logits, self._scales, self._scales_above) + self._offsets))

    def coherent(self, probabilities: Floats) -> Floats:
        """Raise each genre's probability, of shape (…, genres), to the highest of those below it in the tree.

        The max constraint module of Giunchiglia and Lukasiewicz (2020, "Coherent hierarchical multi-label
        classification networks"): a book of a genre is a book of its parent, so the parent is at least as probable.

        A settled genre (*Fiction*, *Nonfiction*, the audiences …) comes from the evidence of all genres instead, and no
        genre below it is more probable.
        """
        raised = np.array(probabilities)
        if self._settled is not None:
            self._settled.settle(raised)
        for parents, children, starts in self._levels:
            below = np.maximum.reduceat(raised[..., children], starts, axis=-1)
            raised[..., parents] = np.maximum(raised[..., parents], below)
        return raised

    def decide(self, probabilities: Floats) -> npt.NDArray[np.bool_]:
        """Decided sets of shape (…, genres): what passes its threshold, as do all genres above it.

        Genres are decided from the roots down, so that a set holds the parents of all that is in it, whatever the
        thresholds are.
        """
        return self.decide_at(probabilities, self.thresholds)

    def decide_at(self, probabilities: Floats, thresholds: Floats | float) -> npt.NDArray[np.bool_]:
        """Like `decide`, at other thresholds: of shape (genres,), or one for all."""
        fails = np.asarray(probabilities < thresholds)
        if self._settled is not None:
            self._settled.drop_weaker(probabilities, fails)
        # As a product of matrices: a loop over the genres takes longer than reading a short description.
        failed = fails.astype(np.float32) @ self._kin.T
        chosen: npt.NDArray[np.bool_] = failed == 0
        return chosen

    def specificity(self, probabilities: Floats) -> Floats:
        """How much each genre says about a book: ``p * log(p / base rate)``.

        The term of one genre in the Kullback-Leibler divergence between the answer and what is known of any book. A
        genre that nearly all books share scores near 0, however probable; so does a rare one that is only a little
        less improbable than usual.
        """
        specificity: Floats = probabilities * np.log((probabilities + 1e-6) / (self.base_rates + 1e-6))
        return specificity

    @classmethod
    def read(cls, path: Path) -> "LabelSpace":
        """Read ``genres.json`` of a model folder.

        Raises
        ------
        ModelError
            If it is not a list of genres, or one of more than 4,096.
        """
        return cls(read_genres(path))

    def write(self, path: Path) -> None:
        """Write ``genres.json``, one genre per line."""
        write_genres(path, self.genres)


class _Settled:
    """Genres whose probability follows from the evidence of all genres."""

    def __init__(self, labels: LabelSpace) -> None:
        columns = [column for column, genre in enumerate(labels.genres) if genre.evidence is not None]
        # Those nearer to the root first.
        self._columns = sorted(columns, key=lambda column: len(labels.paths[column]))
        genres = [labels.genres[column] for column in self._columns]
        for genre in genres:
            if len(genre.evidence or ()) != len(labels):
                raise ModelError(
                    f"genres.json: the evidence of {genre.id!r} has {len(genre.evidence or ())} numbers, and the model "
                    f"{len(labels)} genres; export the model again"
                )
        # Shapes (genres, settled), (settled,), and which genres stand below each: (settled, genres).
        self._evidence = np.array([genre.evidence for genre in genres]).T
        self._offsets = np.array([genre.evidence_offset for genre in genres])
        self._below = np.array([[column in path for path in labels.paths] for column in self._columns])
        self._sides = [labels.index[side] for side in SIDES if labels.index.get(side) in columns]

    def settle(self, probabilities: Floats) -> None:
        """Set the settled ones of probabilities of shape (…, genres), and let no genre below exceed one, in place."""
        probabilities[..., self._columns] = sigmoid(probabilities @ self._evidence + self._offsets)
        for column, below in zip(self._columns, self._below, strict=True):
            most = probabilities[..., column, None]
            probabilities[..., below] = np.minimum(probabilities[..., below], most)

    def drop_weaker(self, probabilities: Floats, fails: npt.NDArray[np.bool_]) -> None:
        """Mark the less probable of the two sides as failed: a book stands on one."""
        if len(self._sides) == 2:
            fiction, nonfiction = self._sides
            weaker = probabilities[..., fiction] < probabilities[..., nonfiction]
            fails[..., fiction] |= weaker
            fails[..., nonfiction] |= ~weaker
