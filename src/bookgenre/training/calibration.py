"""Per-genre calibration that leans on all genres where one has too few examples."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bookgenre.classifier.label_space import sigmoid

__all__ = ["Calibration", "fit_calibration", "fit_common"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling, one scale and one offset a genre: ``probability = sigmoid(scale * logit + offset)``.

    Attributes
    ----------
    scales, offsets
        Arrays of shape (genres,).
    """

    scales: Floats
    offsets: Floats

    def probabilities(self, logits: Floats) -> Floats:
        """Probabilities of logits, both of shape (books, genres)."""
        return sigmoid(logits * self.scales + self.offsets)


def fit_calibration(logits: Floats, targets: Cells, known: Cells, *, shrinkage: float) -> Calibration:
    """Fit scales and offsets by penalised maximum likelihood (Platt 1999).

    First one scale and one offset are fitted for all genres together; then each genre's own, with the penalty
    ``shrinkage / 2`` times the squared distance from the common ones. `shrinkage` is in units of examples: at 10 a
    genre with a handful of positives keeps close to the common fit, one with hundreds follows its own data.

    Parameters
    ----------
    logits, targets, known
        Arrays of shape (books, genres).
    """
    cells = known.astype(bool)
    common = np.array(fit_common(logits, targets, known))
    fitted = np.array(
        [
            _fit(logits[rows, genre], targets[rows, genre].astype(float), common, shrinkage)
            for genre, rows in enumerate(cells.T)
        ]
    )
    return Calibration(scales=fitted[:, 0], offsets=fitted[:, 1])


def fit_common(logits: Floats, targets: Cells, known: Cells) -> tuple[float, float]:
    """Scale and offset that suit all known cells together; arrays are those of `fit_calibration`."""
    cells = known.astype(bool)
    scale, offset = _fit(logits[cells], targets[cells].astype(float), np.array([1.0, 0.0]), 0.0, scales=(0.01, 100.0))
    return float(scale), float(offset)


def _fit(
    logits: Floats, targets: Floats, centre: Floats, shrinkage: float, scales: tuple[float, float] = (0.2, 20.0)
) -> Floats:
    def loss(parameters: Floats) -> tuple[float, Floats]:
        scores = parameters[0] * logits + parameters[1]
        away = parameters - centre
        value = float(np.sum(np.logaddexp(0, scores) - targets * scores) + shrinkage / 2 * (away @ away))
        errors = sigmoid(scores) - targets
        return value, np.array([errors @ logits, errors.sum()]) + shrinkage * away

    # A negative scale would turn the ranking of a genre upside down; it only ever fits noise.
    result: Floats = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=[scales, (-10.0, 10.0)]).x
    return result
