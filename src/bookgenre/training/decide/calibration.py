"""Calibration per genre, shrunk toward a calibration common to all genres."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import bend, sigmoid
from bookgenre.training.decide.logistic import fit_logistic

__all__ = ["Calibration", "fit_calibrations", "fit_common", "fit_scaling"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.floating] | npt.NDArray[np.uint8]

_SCALES = (0.2, 20.0)
"""A negative scale would reverse the ranking of a genre; it only ever fits noise."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Beta calibration: ``probability = sigmoid(bend(logit, scale, scale_above) + offset)``. Shape: (genres,)."""

    scales: Floats
    scales_above: Floats
    offsets: Floats

    def probabilities(self, logits: Floats) -> Floats:
        """Probabilities of logits, both of shape (books, genres)."""
        return sigmoid(bend(logits, self.scales, self.scales_above) + self.offsets)


def fit_calibrations(
    logits: Floats, targets: Cells, weights: Weights, *, shrinkages: Sequence[float]
) -> list[Calibration]:
    """Fit scales and offsets by penalised maximum likelihood (Kull et al. 2017, after Platt 1999), per shrinkage.

    First two scales and one offset are fitted for all genres together; then each genre's own, with the penalty
    ``shrinkage / 2`` times the squared distance from the common ones. A shrinkage is in units of examples: at 10 a
    genre with few positives stays close to the common fit, and one with hundreds follows its own data.

    Arrays have the shape (books, genres): a cell counts by its weight; 1 and 0 mean known and unknown.
    """
    # What `bend` weighs by the two scales, shape (2, books, genres).
    sides = np.stack([-np.logaddexp(0, -logits), np.logaddexp(0, logits)])
    cells = weights > 0
    column = targets[cells][:, None], weights[cells][:, None]
    common = _fit(sides[:, cells][:, :, None], *column, [1.0, 1.0, 0.0], 0.0)
    fits = (_fit(sides, targets, weights, common[0], shrinkage) for shrinkage in shrinkages)
    return [Calibration(scales=fit[:, 0], scales_above=fit[:, 1], offsets=fit[:, 2]) for fit in fits]


def fit_scaling(logits: Floats, targets: Cells, weights: Weights, *, shrinkage: float) -> tuple[Floats, Floats]:
    """Scales and offsets of shape (genres,): Platt scaling, drawn toward the common pair as in `fit_calibrations`."""
    fitted = _fit(logits[None], targets, weights, fit_common(logits, targets, weights), shrinkage)
    return fitted[:, 0], fitted[:, 1]


def fit_common(logits: Floats, targets: Cells, weights: Weights) -> tuple[float, float]:
    """Scale and offset that suit all cells together; arrays are those of `fit_calibrations`."""
    cells = weights > 0
    column = targets[cells][:, None], weights[cells][:, None]
    ((scale, offset),) = _fit(logits[cells][None, :, None], *column, [1.0, 0.0], 0.0, scales=(0.01, 100.0))
    return float(scale), float(offset)


def _fit(
    features: Floats,
    targets: Cells,
    weights: Weights,
    centre: Sequence[float] | Floats,
    shrinkage: float,
    scales: tuple[float, float] = _SCALES,
) -> Floats:
    """`fit_logistic` within the bounds of scales and of an offset."""
    low = np.array([*[scales[0]] * len(features), -10.0])
    high = np.array([*[scales[1]] * len(features), 10.0])
    return fit_logistic(features, targets, weights, np.asarray(centre), shrinkage, (low, high))
