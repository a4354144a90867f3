"""Mixing the logits of the network and the linear model."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import sigmoid
from bookgenre.training.decide.calibration import fit_common
from bookgenre.training.evaluate.scores import ranking_scores

__all__ = ["SHARES", "Mixture", "calibrated_scores", "choose_share"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class Mixture:
    """A weighted sum of two models' logits: ``network_weight * network + linear_weight * linear + offset``.

    `share` is that of the linear model, after both were put on one scale. `scores` are those of each share that was
    tried, on the rows that it was chosen on.
    """

    network_weight: float
    linear_weight: float
    offset: float
    share: float
    scores: dict[float, dict[str, float]]

    def logits(self, network: Floats, linear: Floats) -> Floats:
        """Calibrated logits of those of the two, all of shape (books, genres)."""
        mixed: Floats = self.network_weight * network + self.linear_weight * linear + self.offset
        return mixed


def choose_share(network: Floats, linear: Floats, targets: Cells, known: Cells) -> Mixture:
    """Put both on one scale and mix them by the share in `SHARES` with the highest sum of mAP, nDCG@10 and micro-F1.

    All arrays have the shape (books, genres); neither model was trained on the rows.
    """
    network_scale, linear_scale = (fit_common(logits, targets, known)[0] for logits in (network, linear))
    mixtures: list[Mixture] = []
    tried: dict[float, dict[str, float]] = {}
    for share in SHARES:
        weights = (1 - share) * network_scale, share * linear_scale
        plain = weights[0] * network + weights[1] * linear
        scale, offset = fit_common(plain, targets, known)
        tried[share] = calibrated_scores(scale * plain + offset, targets, known)
        mixtures.append(Mixture(scale * weights[0], scale * weights[1], offset, share, tried))
    return max(mixtures, key=lambda one: sum(tried[one.share][name] for name in ("map", "ndcg", "micro_f1")))


def calibrated_scores(logits: Floats, targets: Cells, known: Cells) -> dict[str, float]:
    """Return the `ranking_scores` of calibrated logits, and their ``log_loss``, a mean over known cells."""
    cells = known.astype(bool)
    log_loss = float((np.logaddexp(0, logits[cells]) - targets[cells] * logits[cells]).mean())
    return {"log_loss": log_loss, **ranking_scores(sigmoid(logits), targets, known)}
