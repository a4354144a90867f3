"""Curves of probabilities against the truth: how often cells of a probability are true, and precision by recall."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, precision_recall_curve

from bookgenre.classifier.label_space import LabelSpace

__all__ = [
    "LEAST",
    "PrecisionRecallCurve",
    "ReliabilityBin",
    "bin_numbers",
    "precision_recall_curves",
    "reliability_bins",
]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8] | npt.NDArray[np.bool_]

LEAST = 10
"""Books that a genre must have for its precision-recall curve to be drawn."""

_GENRES = 5
_LEVELS = 101


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """One column of a reliability diagram: the `cells` (book, genre) whose probabilities lie from `lower` to `upper`.

    `mean_probability` and `true_share` (the share of them that are true) are None where there are no cells.
    """

    lower: float
    upper: float
    cells: int
    mean_probability: float | None
    true_share: float | None


def reliability_bins(probabilities: Floats, targets: Cells, known: Cells, *, bins: int = 15) -> list[ReliabilityBin]:
    """Sort all known cells into `bins` bins of equal width (DeGroot and Fienberg 1983; Naeini et al. 2015)."""
    cells = known.astype(bool)
    scores, truths = probabilities[cells].astype(float), targets[cells].astype(float)
    index = bin_numbers(scores, bins)
    counts = np.bincount(index, minlength=bins)
    scored, true = np.bincount(index, scores, bins), np.bincount(index, truths, bins)
    return [
        ReliabilityBin(
            lower=number / bins,
            upper=(number + 1) / bins,
            cells=int(count),
            mean_probability=float(scored[number] / count) if count else None,
            true_share=float(true[number] / count) if count else None,
        )
        for number, count in enumerate(counts)
    ]


def bin_numbers(scores: Floats, bins: int) -> npt.NDArray[np.intp]:
    """Number, from 0, of the bin of equal width that each score lies in; 1 lies in the last."""
    numbers: npt.NDArray[np.intp] = np.minimum((scores * bins).astype(np.intp), bins - 1)
    return numbers


@dataclass(frozen=True, slots=True)
class PrecisionRecallCurve:
    """How precision falls as recall rises, from the first cell that is found to the last.

    `genre` is an id, or None for all cells pooled (micro-averaged), and `support` the number of true cells.
    `average_precision` is the area under the whole curve, by steps. `recall` and `precision` are the points at which
    recall first reaches each whole per cent, in that order.
    """

    genre: str | None
    support: int
    average_precision: float
    recall: tuple[float, ...]
    precision: tuple[float, ...]


def precision_recall_curves(
    probabilities: Floats, targets: Cells, known: Cells, labels: LabelSpace
) -> list[PrecisionRecallCurve]:
    """Return the curve of all known cells, then those of five genres from the most frequent to the rarest.

    The five stand at equal distances in the list of genres with 10 books or more, ordered by the number of their books:
    the first, the last, and those a quarter, a half and three quarters down the list. Fewer where there are fewer.
    Arrays have the shape (books, genres), in the order of `labels`.
    """
    seen = known.astype(bool)
    if not targets[seen].any():
        return []
    curves = [_curve(None, probabilities[seen], targets[seen])]
    support = (targets.astype(bool) & seen).sum(axis=0)
    frequent = sorted(
        (column for column in range(len(labels)) if support[column] >= LEAST),
        key=lambda column: (-support[column], labels.genres[column].id),
    )
    places = np.linspace(0, max(len(frequent) - 1, 0), _GENRES).round().astype(int)
    for column in dict.fromkeys(frequent[place] for place in places if frequent):
        rows = seen[:, column]
        curves.append(_curve(labels.genres[column].id, probabilities[rows, column], targets[rows, column]))
    return curves


def _curve(genre: str | None, scores: Floats, truths: Cells) -> PrecisionRecallCurve:
    precision, recall, _ = precision_recall_curve(truths, scores)
    # From scikit-learn recall falls, and ends with a point for a threshold that nothing passes.
    precision, recall = precision[-2::-1], recall[-2::-1]
    first = np.unique(np.searchsorted(recall, np.linspace(0, 1, _LEVELS)[1:], side="left"))
    return PrecisionRecallCurve(
        genre=genre,
        support=int(truths.sum()),
        average_precision=float(average_precision_score(truths, scores)),
        recall=tuple(float(value) for value in recall[first]),
        precision=tuple(float(value) for value in precision[first]),
    )
