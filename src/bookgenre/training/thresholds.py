"""Thresholds from calibrated probabilities, not from counts of a few positives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.genres import Taxonomy
from bookgenre.training.calibration import Calibration, fit_calibration, fit_calibrations
from bookgenre.training.metrics import f1_scores

__all__ = ["DecisionRule", "build_label_space", "choose_rule", "expected_f1_threshold", "fit_labels"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

SHRINKAGES = (10.0, 100.0, 1000.0)
OWN_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How thresholds are made.

    Attributes
    ----------
    shrinkage
        Of the calibration, see `fit_calibration`.
    own_share
        Each threshold is this share of the genre's own best one and the rest of the one that is best for all genres
        together: 0 favours micro-F1, 1 macro-F1.
    micro_f1, macro_f1
        Of the rule on rows that had no part in fitting it (cross-validation).
    """

    shrinkage: float
    own_share: float
    micro_f1: float
    macro_f1: float


def expected_f1_threshold(probabilities: Floats) -> float:
    """Threshold with the highest expected F1, if `probabilities` (any shape) are calibrated.

    Choosing the k most probable cells has the expected F1 ``2 * sum of their probabilities / (k + sum of all)``, up to
    the ratio of expectations (Ye et al. 2012, approximation of Lewis 1995). No label is looked at, so a genre with
    three positives is not fitted to those three.
    """
    ranked = np.sort(probabilities, axis=None)[::-1]
    gains = np.cumsum(ranked)
    expected = 2 * gains / (np.arange(1, len(ranked) + 1) + gains[-1])
    best = int(np.argmax(expected))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


@dataclass(frozen=True, slots=True)
class _BestThresholds:
    """Thresholds of highest expected F1: each genre's own, of shape (genres,), and the one for all genres together."""

    own: Floats
    common: float

    @classmethod
    def of(cls, probabilities: Floats) -> "_BestThresholds":
        """Find them for calibrated probabilities of shape (books, genres)."""
        own = np.array([expected_f1_threshold(column) for column in probabilities.T])
        return cls(own, expected_f1_threshold(probabilities))

    def mixed(self, own_share: float) -> Floats:
        """Thresholds of shape (genres,), kept off 0 and 1."""
        thresholds: Floats = np.clip((1 - own_share) * self.common + own_share * self.own, 0.02, 0.98)
        return thresholds


def build_label_space(
    taxonomy: Taxonomy,
    genre_ids: Sequence[str],
    calibration: Calibration,
    thresholds: Floats,
    base_rates: Floats,
) -> LabelSpace:
    """Put calibration and thresholds on the genres of a model."""
    return LabelSpace(
        [
            ModelGenre(
                id=genre_id,
                name=taxonomy[genre_id].name,
                parent=taxonomy[genre_id].parent,
                base_rate=round(float(base_rates[i]), 6),
                threshold=round(float(thresholds[i]), 4),
                scale=round(float(calibration.scales[i]), 5),
                scale_above=round(float(calibration.scales_above[i]), 5),
                offset=round(float(calibration.offsets[i]), 5),
            )
            for i, genre_id in enumerate(genre_ids)
        ]
    )


def _tree(taxonomy: Taxonomy, genre_ids: Sequence[str]) -> LabelSpace:
    """Return the genres without calibration and thresholds, for what follows from the tree alone."""
    nothing = np.zeros(len(genre_ids))
    return build_label_space(taxonomy, genre_ids, Calibration(nothing + 1, nothing + 1, nothing), nothing, nothing)


def fit_labels(
    taxonomy: Taxonomy,
    genre_ids: Sequence[str],
    logits: Floats,
    targets: Cells,
    known: Cells,
    *,
    shrinkage: float,
    own_share: float,
) -> tuple[LabelSpace, float]:
    """Calibrate and set thresholds on logits, targets and known cells of shape (books, genres).

    Returns the genres with their calibration and thresholds, and the common threshold.
    """
    calibration = fit_calibration(logits, targets, known, shrinkage=shrinkage)
    probabilities = _tree(taxonomy, genre_ids).coherent(calibration.probabilities(logits))
    cells = np.maximum(known.sum(axis=0), 1)
    # One book is added to each genre, shared out at the mean rate, so that no base rate is 0.
    mean_rate = (targets & known).sum() / max(known.sum(), 1)
    base_rates = ((targets & known).sum(axis=0) + mean_rate) / (cells + 1)
    best = _BestThresholds.of(probabilities)
    return build_label_space(taxonomy, genre_ids, calibration, best.mixed(own_share), base_rates), best.common


def choose_rule(
    taxonomy: Taxonomy,
    genre_ids: Sequence[str],
    logits: Floats,
    targets: Cells,
    known: Cells,
    *,
    seed: int = 1,
) -> list[DecisionRule]:
    """Try every combination of `SHRINKAGES` and `OWN_SHARES` by cross-validation; the best comes first.

    Best is the highest sum of micro-F1 and macro-F1 of the decided sets.
    """
    tree = _tree(taxonomy, genre_ids)
    folds = np.random.default_rng(seed).permutation(len(logits)) % _FOLDS
    chosen = {
        (shrinkage, share): np.zeros(targets.shape, dtype=bool) for shrinkage in SHRINKAGES for share in OWN_SHARES
    }
    for fold in range(_FOLDS):
        fit, held = folds != fold, folds == fold
        calibrations = fit_calibrations(logits[fit], targets[fit], known[fit], shrinkages=SHRINKAGES)
        for shrinkage, calibration in zip(SHRINKAGES, calibrations, strict=True):
            best = _BestThresholds.of(tree.coherent(calibration.probabilities(logits[fit])))
            unseen = tree.coherent(calibration.probabilities(logits[held]))
            for share in OWN_SHARES:
                chosen[shrinkage, share][held] = tree.decide_at(unseen, best.mixed(share))
    rules = []
    for (shrinkage, share), sets in chosen.items():
        scores = f1_scores(sets, targets, known)
        rules.append(DecisionRule(shrinkage, share, scores.micro, scores.macro))
    return sorted(rules, key=lambda rule: -(rule.micro_f1 + rule.macro_f1))
