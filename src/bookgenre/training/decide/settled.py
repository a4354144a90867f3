"""Genres that all genres settle together: a logistic regression on their calibrated probabilities."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bookgenre.classifier.label_space import SIDES, sigmoid

__all__ = ["SETTLED", "fit_evidence", "mixture_weights"]

SETTLED = (*SIDES, "childrens-and-ya", "childrens", "humor")
"""What a lively voice suggests by itself, and what the subject of a book often contradicts.

*Young Adult* is not among them: on validation rows its own logit knows more (docs/research/experiments.md).
"""

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

_SHRINKAGE = 5.0
"""In units of examples, as in `fit_calibrations`: each weight is drawn to 0."""


def fit_evidence(probabilities: Floats, targets: Cells, weights: Floats) -> tuple[Floats, Floats]:
    """Fit the log-odds of some genres as weighted sums of the calibrated probabilities, shape (books, genres), of all.

    `targets` and `weights`, of shape (books, settled), say whether a book has each genre, and how much each answer
    counts. Returns the evidence, of shape (genres, settled), and the offsets, of shape (settled,).
    """
    columns = zip(targets.T.astype(float), weights.T, strict=True)
    fitted = np.stack([_fit(probabilities, answers, counts) for answers, counts in columns], axis=1)
    return fitted[:-1], fitted[-1]


def _fit(features: Floats, targets: Floats, weights: Floats) -> Floats:
    def loss(parameters: Floats) -> tuple[float, Floats]:
        scores = features @ parameters[:-1] + parameters[-1]
        errors = weights * (sigmoid(scores) - targets)
        drawn = np.append(parameters[:-1], 0.0)
        value = float(weights @ (np.logaddexp(0, scores) - targets * scores)) + _SHRINKAGE / 2 * float(drawn @ drawn)
        return value, np.append(errors @ features, errors.sum()) + _SHRINKAGE * drawn

    result: Floats = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return result


def mixture_weights(sides: Cells, known: Cells | Floats, *, nonfiction_share: float, gap_weight: float) -> Floats:
    """Weights of cells of shape (books, genres), so that a declared share of the books is nonfiction.

    `sides`, of shape (books, 2), says whether a book is fiction, and nonfiction. Cells that are `known` count in full,
    others by `gap_weight`, as absences. `nonfiction_share` is of the weight of the books on one side; the weights of
    all books have a mean of 1.
    """
    fiction, nonfiction = sides[:, 0] > sides[:, 1], sides[:, 0] < sides[:, 1]
    books = np.ones(len(sides))
    if nonfiction.any() and fiction.any():
        one_sided = nonfiction.sum() + fiction.sum()
        books[nonfiction] = nonfiction_share * one_sided / nonfiction.sum()
        books[fiction] = (1 - nonfiction_share) * one_sided / fiction.sum()
    weights: Floats = books[:, None] * np.where(known, 1.0, gap_weight)
    return weights
