"""Per-genre calibration that leans on all genres where one has too few examples."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bookgenre.classifier.label_space import bend, sigmoid

__all__ = ["Calibration", "fit_calibration", "fit_common", "fit_scaling"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

_SCALES = (0.2, 20.0)
"""A negative scale would turn the ranking of a genre upside down; it only ever fits noise."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Beta calibration: ``probability = sigmoid(bend(logit, scale, scale_above) + offset)``, three numbers a genre.

    Attributes
    ----------
    scales, scales_above, offsets
        Arrays of shape (genres,).
    """

    scales: Floats
    scales_above: Floats
    offsets: Floats

    def probabilities(self, logits: Floats) -> Floats:
        """Probabilities of logits, both of shape (books, genres)."""
        return sigmoid(bend(logits, self.scales, self.scales_above) + self.offsets)


def fit_calibration(logits: Floats, targets: Cells, known: Cells, *, shrinkage: float) -> Calibration:
    """Fit scales and offsets by penalised maximum likelihood (Kull et al. 2017, after Platt 1999).

    First two scales and one offset are fitted for all genres together; then each genre's own, with the penalty
    ``shrinkage / 2`` times the squared distance from the common ones. `shrinkage` is in units of examples: at 10 a
    genre with a handful of positives keeps close to the common fit, one with hundreds follows its own data.

    Parameters
    ----------
    logits, targets, known
        Arrays of shape (books, genres).
    """
    cells = known.astype(bool)
    common = _fit(_sides(logits[cells]), targets[cells].astype(float), np.array([1.0, 1.0, 0.0]), 0.0)
    fitted = np.array(
        [
            _fit(_sides(logits[rows, genre]), targets[rows, genre].astype(float), common, shrinkage)
            for genre, rows in enumerate(cells.T)
        ]
    )
    return Calibration(scales=fitted[:, 0], scales_above=fitted[:, 1], offsets=fitted[:, 2])


def fit_scaling(logits: Floats, targets: Cells, known: Cells, *, shrinkage: float) -> tuple[Floats, Floats]:
    """Scales and offsets of shape (genres,): Platt scaling, drawn toward the common pair as in `fit_calibration`."""
    cells = known.astype(bool)
    common = np.array(fit_common(logits, targets, known))
    fitted = np.array(
        [
            _fit(logits[rows, genre][:, None], targets[rows, genre].astype(float), common, shrinkage)
            for genre, rows in enumerate(cells.T)
        ]
    )
    return fitted[:, 0], fitted[:, 1]


def fit_common(logits: Floats, targets: Cells, known: Cells) -> tuple[float, float]:
    """Scale and offset that suit all known cells together; arrays are those of `fit_calibration`."""
    cells = known.astype(bool)
    start = np.array([1.0, 0.0])
    scale, offset = _fit(logits[cells][:, None], targets[cells].astype(float), start, 0.0, scales=(0.01, 100.0))
    return float(scale), float(offset)


def _sides(logits: Floats) -> Floats:
    """What `bend` weighs by the two scales, shape (cells, 2)."""
    return np.column_stack([-np.logaddexp(0, -logits), np.logaddexp(0, logits)])


def _fit(
    features: Floats,
    targets: Floats,
    centre: Floats,
    shrinkage: float,
    scales: tuple[float, float] = _SCALES,
) -> Floats:
    """Weights of features of shape (cells, weights), and an offset after them."""

    def loss(parameters: Floats) -> tuple[float, Floats]:
        scores = features @ parameters[:-1] + parameters[-1]
        away = parameters - centre
        value = float(np.sum(np.logaddexp(0, scores) - targets * scores) + shrinkage / 2 * (away @ away))
        errors = sigmoid(scores) - targets
        return value, np.append(errors @ features, errors.sum()) + shrinkage * away

    bounds = [*[scales] * features.shape[1], (-10.0, 10.0)]
    result: Floats = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x
    return result
