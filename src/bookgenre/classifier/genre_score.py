"""The genres of one book with their probabilities."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace

__all__ = ["GenreScore", "Rank", "rank_scores", "score_genres"]

Rank = Literal["probability", "specific"]


@dataclass(frozen=True, slots=True)
class GenreScore:
    """One genre of an answer.

    Attributes
    ----------
    id, name
        Id and name of the genre.
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


def score_genres(
    labels: LabelSpace, probabilities: npt.NDArray[np.floating], chosen: npt.NDArray[np.bool_]
) -> list[GenreScore]:
    """Return all genres of one book, in the order of ``labels.genres``.

    `probabilities` and `chosen` have shape (genres,).
    """
    columns = zip(
        labels.genres,
        labels.path_ids,
        labels.path_names,
        labels.facets,
        probabilities.tolist(),
        labels.specificity(probabilities).tolist(),
        chosen.tolist(),
        strict=True,
    )
    return [
        GenreScore(genre.id, genre.name, ids, names, facet, probability, genre.threshold, specificity, passes)
        for genre, ids, names, facet, probability, specificity, passes in columns
    ]


def rank_scores(scores: Iterable[GenreScore], rank: Rank, top_k: int | None = None) -> list[GenreScore]:
    """Return the best genres in the order of `rank`; of two equal ones, the first stays first."""
    key = attrgetter("probability" if rank == "probability" else "specificity")
    return sorted(scores, key=key, reverse=True)[:top_k]
