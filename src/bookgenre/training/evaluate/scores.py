"""Scores of multi-label predictions, on known cells only.

Every function takes arrays of shape (books, genres): `probabilities` or a boolean `chosen`, 0/1 `targets`, and 0/1
`known`. Cells that are not known are left out of counts, rankings and averages.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score

from bookgenre.training.evaluate.curves import bin_numbers

__all__ = [
    "F1Scores",
    "average_precisions",
    "calibration_error",
    "exact_match",
    "f1_scores",
    "hamming_accuracy",
    "micro_f1_at_best_threshold",
    "ndcg_at",
    "precision_at",
    "ranking_scores",
    "recall_at",
]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class F1Scores:
    """F1 averaged four ways, and by genre.

    `micro` is of all cells pooled, `macro` the mean of the genres that occur, and `weighted` the same by support.
    `samples` is the mean of the books, of which one with neither a true nor a chosen genre counts 0. The others have
    the shape (genres,); a ratio without denominator is 0.
    """

    micro: float
    macro: float
    weighted: float
    samples: float
    by_genre: Floats
    precision: Floats
    recall: Floats
    support: npt.NDArray[np.int64]


def _ratio(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Floats:
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    ratio: Floats = np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)
    return ratio


def f1_scores(chosen: Cells, targets: Cells, known: Cells) -> F1Scores:
    """F1 of decided sets."""
    yes, true, seen = chosen.astype(bool), targets.astype(bool), known.astype(bool)
    hits, picked, support = yes & true & seen, yes & seen, true & seen
    tp, pp, ap = hits.sum(0), picked.sum(0), support.sum(0)
    by_genre = _ratio(2 * tp, pp + ap)
    occurs = ap > 0
    by_book = _ratio(2 * hits.sum(1), picked.sum(1) + support.sum(1))
    return F1Scores(
        micro=float(_ratio(2 * tp.sum(), (pp + ap).sum())),
        macro=float(by_genre[occurs].mean()) if occurs.any() else 0.0,
        weighted=float(_ratio((by_genre * ap).sum(), ap.sum())),
        samples=float(by_book.mean()),
        by_genre=by_genre,
        precision=_ratio(tp, pp),
        recall=_ratio(tp, ap),
        support=ap,
    )


def micro_f1_at_best_threshold(probabilities: Floats, targets: Cells, known: Cells) -> tuple[float, float]:
    """Best micro-F1 over one threshold for all genres, and that threshold (exact, by one sort of all cells)."""
    seen = known.astype(bool)
    scores, truths = probabilities[seen], targets[seen].astype(np.int64)
    order = np.argsort(-scores, kind="stable")
    scores, hits = scores[order], np.cumsum(truths[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    # Equal scores fall on one side of any threshold together.
    last = np.append(scores[1:] != scores[:-1], True)
    best = int(np.argmax(np.where(last, f1, -1.0)))
    below = scores[best + 1] if best + 1 < len(scores) else 0.0
    return float(f1[best]), float((scores[best] + below) / 2)


def average_precisions(probabilities: Floats, targets: Cells, known: Cells) -> Floats:
    """Average precision of each genre, NaN where it never occurs; their mean is mAP."""
    result = np.full(targets.shape[1], np.nan)
    for genre in range(targets.shape[1]):
        rows = known[:, genre].astype(bool)
        if targets[rows, genre].any():
            result[genre] = average_precision_score(targets[rows, genre], probabilities[rows, genre])
    return result


def _ranked_hits(probabilities: Floats, targets: Cells, known: Cells, k: int) -> tuple[Floats, Floats]:
    """0/1 hits at ranks 1 to `k` (or to the number of genres), a row a book, and each book's number of true genres."""
    scores = np.where(known.astype(bool), probabilities, -np.inf)
    top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    true = targets.astype(bool) & known.astype(bool)
    return np.take_along_axis(true, top, axis=1).astype(float), true.sum(1).astype(float)


def precision_at(probabilities: Floats, targets: Cells, known: Cells, k: int) -> float:
    """Mean share of true genres among the `k` most probable."""
    hits, _ = _ranked_hits(probabilities, targets, known, k)
    return float(hits.sum() / (k * len(hits)))


def recall_at(probabilities: Floats, targets: Cells, known: Cells, k: int) -> float:
    """Mean share of a book's true genres that are among its `k` most probable; books without genres are left out."""
    hits, true = _ranked_hits(probabilities, targets, known, k)
    return float((hits.sum(1) / np.maximum(true, 1))[true > 0].mean())


def ndcg_at(probabilities: Floats, targets: Cells, known: Cells, k: int) -> float:
    """Mean normalised discounted cumulative gain at `k`, binary gains (Järvelin and Kekäläinen 2002)."""
    hits, true = _ranked_hits(probabilities, targets, known, k)
    discount = 1 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(true, hits.shape[1]).astype(int)]
    return float(((hits @ discount) / np.maximum(ideal, 1e-12))[true > 0].mean())


def ranking_scores(probabilities: Floats, targets: Cells, known: Cells) -> dict[str, float]:
    """Return ``map``, ``ndcg`` (at 10) and ``micro_f1`` (at its own best threshold), by which models are compared."""
    return {
        "map": float(np.nanmean(average_precisions(probabilities, targets, known))),
        "ndcg": ndcg_at(probabilities, targets, known, 10),
        "micro_f1": micro_f1_at_best_threshold(probabilities, targets, known)[0],
    }


def exact_match(chosen: Cells, targets: Cells, known: Cells) -> float:
    """Share of books whose decided set is the true set."""
    wrong = (chosen.astype(bool) != targets.astype(bool)) & known.astype(bool)
    return float((~wrong.any(axis=1)).mean())


def hamming_accuracy(chosen: Cells, targets: Cells, known: Cells) -> float:
    """Share of cells decided right; with 256 genres and 7 true ones a book, a blank answer scores 0.97."""
    right = chosen.astype(bool) == targets.astype(bool)
    return float(right[known.astype(bool)].mean())


def calibration_error(
    probabilities: Floats, targets: Cells, weights: Cells | Floats, *, above: float = 0.0, bins: int = 15
) -> float:
    """Expected calibration error with `bins` bins of equal width (Naeini et al. 2015), over all cells pooled.

    `weights` say how much a cell counts: 1 and 0 where it is known or not. `above` leaves out cells of lower
    probability: with 256 genres nearly all cells lie near 0 and hide the rest.
    """
    cells = (weights > 0) & (probabilities > above)
    scores, counted = probabilities[cells].astype(float), weights[cells].astype(float)
    missing = np.bincount(bin_numbers(scores, bins), counted * (targets[cells] - scores))
    return float(np.abs(missing).sum() / counted.sum()) if counted.size else 0.0
