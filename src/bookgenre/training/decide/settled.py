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
    """Fit the log-odds of some genres as weighted sums of the probabilities of all genres.

    Parameters
    ----------
    probabilities
        Calibrated, shape (books, genres).
    targets, weights
        Shape (books, settled): whether a book has each genre, and how much each answer counts.

    Returns
    -------
    evidence, offsets
        Shapes (genres, settled) and (settled,).
    """
    columns = zip(targets.T.astype(float), weights.T, strict=True)
    fitted = [_fit(probabilities, answers, counts) for answers, counts in columns]
    return np.stack([part[:-1] for part in fitted], axis=1), np.array([part[-1] for part in fitted])


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

    Parameters
    ----------
    sides
        Shape (books, 2): whether a book is fiction, and nonfiction.
    known
        Shape (books, genres): cells whose answer is known count in full, others by `gap_weight`, as absences.
    nonfiction_share
        Of the weight of the books on one side; the weights of all books have a mean of 1.
    """
    nonfiction = (sides[:, 1] == 1) & (sides[:, 0] == 0)
    fiction = (sides[:, 0] == 1) & (sides[:, 1] == 0)
    books = np.ones(len(sides))
    if nonfiction.any() and fiction.any():
        one_sided = nonfiction.sum() + fiction.sum()
        books[nonfiction] = nonfiction_share * one_sided / nonfiction.sum()
        books[fiction] = (1 - nonfiction_share) * one_sided / fiction.sum()
    weights: Floats = books[:, None] * np.where(known, 1.0, gap_weight)
    return weights
