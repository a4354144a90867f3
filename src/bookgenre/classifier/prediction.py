"""The genres of one book, ranked."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.plain import plain

__all__ = ["GenreScore", "Prediction", "Rank", "ranked_scores"]

Rank = Literal["probability", "specific"]


@dataclass(frozen=True, slots=True)
class GenreScore:
    """One genre of an answer.

    Attributes
    ----------
    id, name
        Of the genre.
    path, path_names
        Ids and names of its ancestors, root first; empty for a root.
    facet
        What the genre says of a book, such as ``fiction``, ``audience`` or ``setting-time``.
    probability
        Calibrated probability that the book has the genre, between 0 and 1; never above that of its parent.
    threshold
        Probability from which the genre is chosen, if the genres above it are.
    specificity
        What the genre says about this book beyond what holds for any book: `LabelSpace.specificity`, in nats.
    chosen
        Whether the genre, and every genre above it, passes its threshold.
    """

    id: str
    name: str
    path: tuple[str, ...]
    path_names: tuple[str, ...]
    facet: str
    probability: float
    threshold: float
    specificity: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """The genres of one book.

    Attributes
    ----------
    genres
        The best genres in the order of `rank`; as many as were requested.
    chosen
        Every genre that passes its threshold, also where it is not among `genres`; a child's parents are in it.
    rank
        ``probability``: the most probable first; ``specific``: the highest specificity first.
    model_version
        Of the model that answered.
    windows
        Number of windows into which the text was split; 1 for a text that the model reads at once, 16 at most.
    warnings
        What the user should know about this answer.
    """

    genres: list[GenreScore]
    chosen: list[GenreScore]
    rank: Rank
    model_version: str
    windows: int
    warnings: tuple[str, ...] = ()

    def ranked(self, rank: Rank, top_k: int | None = None) -> "Prediction":
        """Return the genres that this prediction holds in another order, the first `top_k` of them."""

        def key(score: GenreScore) -> float:
            return -(score.probability if rank == "probability" else score.specificity)

        return replace(
            self, genres=sorted(self.genres, key=key)[:top_k], chosen=sorted(self.chosen, key=key), rank=rank
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the prediction as plain values for JSON; numbers are rounded to 4 places, `chosen` holds ids."""
        return {**plain(self), "chosen": [score.id for score in self.chosen]}


def ranked_scores(
    labels: LabelSpace,
    probabilities: npt.NDArray[np.floating],
    chosen: npt.NDArray[np.bool_],
    rank: Rank,
    top_k: int | None,
) -> tuple[list[GenreScore], list[GenreScore]]:
    """Return the best genres of one book, and all chosen ones, both in the order of `rank`.

    `probabilities` and `chosen` have shape (genres,).
    """
    specificity = labels.specificity(probabilities)
    order = np.argsort(-(probabilities if rank == "probability" else specificity), kind="stable")

    def score(i: int) -> GenreScore:
        genre = labels.genres[i]
        return GenreScore(
            id=genre.id,
            name=genre.name,
            path=labels.path_ids[i],
            path_names=labels.path_names[i],
            facet=labels.facets[i],
            probability=float(probabilities[i]),
            threshold=genre.threshold,
            specificity=float(specificity[i]),
            chosen=bool(chosen[i]),
        )

    return [score(i) for i in order[:top_k]], [score(i) for i in order if chosen[i]]
