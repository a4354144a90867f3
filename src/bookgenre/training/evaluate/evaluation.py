"""A model measured against a labelled corpus: the figures that go into the documentation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.figures import GenreFigures
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.plain import plain
from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.evaluate import scores as metrics
from bookgenre.training.evaluate.confusions import SiblingConfusion, sibling_confusions
from bookgenre.training.evaluate.curves import (
    PrecisionRecallCurve,
    ReliabilityBin,
    precision_recall_curves,
    reliability_bins,
)

__all__ = ["Evaluation", "answer_in_chunks", "evaluate", "evaluate_probabilities"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

_CHUNK = 256
_MEANS = ("micro", "macro", "weighted", "samples")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one model on one corpus.

    Attributes
    ----------
    rows, skipped
        Books measured, and those left out because their lists are incomplete.
    masked_cells
        Cells (book, genre) left out because the absence of the genre says nothing.
    scores
        Name to value; `bookgenre.training.evaluate.markdown.score_table` explains them.
    genres
        One result per genre, in the model's order.
    """

    rows: int
    skipped: int
    masked_cells: int
    scores: dict[str, float]
    genres: list[GenreFigures]
    reliability: list[ReliabilityBin]
    curves: list[PrecisionRecallCurve]
    siblings: list[SiblingConfusion]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON, rounded to 5 places."""
        table: dict[str, Any] = plain(self, 5)
        return table


def evaluate(
    classifier: GenreClassifier,
    records: Sequence[LabelledBook],
    *,
    titles: bool = True,
    progress: Callable[[int], object] = lambda _: None,
    on_probabilities: Callable[[Floats, Sequence[LabelledBook]], object] = lambda *_: None,
) -> Evaluation:
    """Measure `classifier` on the complete rows of `records`; with `titles` the model is shown their titles.

    `progress` is called with the number of books measured since the last call, and `on_probabilities` once, with the
    probabilities of shape (books, genres) and the complete records they belong to. Raises `DataError` if no row is
    complete, or a row has a genre that the model does not know.
    """
    complete = [record for record in records if record.complete]
    if not complete:
        raise DataError("no row has a complete list of genres; give rows with complete: true")
    if not any(record.labels for record in complete):
        raise DataError("no row has any genre; give labelled rows")
    probabilities = answer_in_chunks(classifier.probabilities, complete, titles=titles, progress=progress)
    on_probabilities(probabilities, complete)
    return evaluate_probabilities(
        probabilities,
        complete,
        classifier.labels,
        classifier.config.common_threshold,
        skipped=len(records) - len(complete),
    )


def answer_in_chunks(
    answer: Callable[[Sequence[Book]], Floats],
    records: Sequence[LabelledBook],
    *,
    titles: bool = True,
    progress: Callable[[int], object] = lambda _: None,
) -> Floats:
    """Answer all records by `GenreClassifier.probabilities` or `logits`, a few hundred at a time.

    Parameters are those of `evaluate`; returns an array of shape (books, genres).
    """
    books = [record.book if titles else Book(record.book.description) for record in records]
    parts = []
    for start in range(0, len(books), _CHUNK):
        parts.append(answer(books[start : start + _CHUNK]))
        progress(len(parts[-1]))
    return np.concatenate(parts)


def evaluate_probabilities(
    probabilities: Floats,
    records: Sequence[LabelledBook],
    labels: LabelSpace,
    common_threshold: float,
    *,
    skipped: int = 0,
) -> Evaluation:
    """Measure probabilities of shape (books, genres), in the order of `records` and `labels`.

    `common_threshold` comes with the model: the best one on the rows at hand would be tuned to them.
    """
    targets, known = label_arrays(records, [genre.id for genre in labels.genres], later=False)
    chosen = labels.decide(probabilities)
    own = metrics.f1_scores(chosen, targets, known)
    at_common = metrics.f1_scores(labels.decide_at(probabilities, common_threshold), targets, known)
    precisions = metrics.average_precisions(probabilities, targets, known)
    scores = {
        **{f"{mean}_f1": getattr(own, mean) for mean in _MEANS},
        "common_threshold": common_threshold,
        **{f"{mean}_f1_common": getattr(at_common, mean) for mean in _MEANS},
        "map": float(np.nanmean(precisions)),
        **{f"precision_at_{k}": metrics.precision_at(probabilities, targets, known, k) for k in (1, 3, 5, 10)},
        "recall_at_10": metrics.recall_at(probabilities, targets, known, 10),
        "ndcg_at_10": metrics.ndcg_at(probabilities, targets, known, 10),
        "exact_match": metrics.exact_match(chosen, targets, known),
        "hamming_accuracy": metrics.hamming_accuracy(chosen, targets, known),
        "hamming_accuracy_of_nothing": metrics.hamming_accuracy(np.zeros_like(chosen), targets, known),
        "calibration_error": metrics.calibration_error(probabilities, targets, known),
        "calibration_error_above_0.1": metrics.calibration_error(probabilities, targets, known, above=0.1),
        "chosen_per_book": float(chosen.sum(axis=1).mean()),
        "true_per_book": float((targets & known).sum(axis=1).mean()),
    }
    genres = [
        GenreFigures(
            id=genre.id,
            support=int(own.support[i]),
            precision=float(own.precision[i]),
            recall=float(own.recall[i]),
            f1=float(own.by_genre[i]),
            average_precision=None if np.isnan(precisions[i]) else float(precisions[i]),
            threshold=genre.threshold,
        )
        for i, genre in enumerate(labels.genres)
    ]
    return Evaluation(
        rows=len(records),
        skipped=skipped,
        masked_cells=int((1 - known).sum()),
        scores=scores,
        genres=genres,
        reliability=reliability_bins(probabilities, targets, known),
        curves=precision_recall_curves(probabilities, targets, known, labels),
        siblings=sibling_confusions(chosen, targets, known, labels),
    )
