"""Thresholds from calibrated probabilities, not from counts of a few positives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import SIDES, LabelSpace, ModelGenre
from bookgenre.classifier.shortlist import FOR_YOUNG_READERS
from bookgenre.genres import Taxonomy
from bookgenre.training.decide.calibration import Calibration, fit_calibrations
from bookgenre.training.decide.settled import SETTLED, fit_evidence, mixture_weights
from bookgenre.training.evaluate.scores import f1_scores

__all__ = ["DecisionData", "DecisionRule", "choose_rule", "expected_f1_threshold", "fit_labels"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.floating] | npt.NDArray[np.uint8]

SHRINKAGES = (10.0, 100.0, 1000.0)
OF_A_MIXTURE = (10.0,)
"""In a mixture genres differ more from the common fit; cross-validation on one of its parts does not show that."""
GAP_WEIGHT = 0.3
"""Of a cell in a mixture whose answer is not known, as an absence: most genres that a short list leaves out."""
LOWEST_THRESHOLD = 0.12
"""The F1 of a rare genre may be best at a few percent, but a genre that improbable is of no use to a reader."""
OWN_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_FOLDS = 10
_PLACES = 2
"""Decimals of evidence, of which a model has some 1,500 numbers: more change no decision."""
_CHILDREN = "childrens"
"""Chosen only where a shortlist says that the book is for children: to call a book for adults so is embarrassing."""


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How thresholds are made, and their F1 on rows that had no part in fitting them (cross-validation).

    `shrinkage` is that of the calibration (`fit_calibrations`). Each threshold is `own_share` of the genre's own best
    one and the rest of the one that is best for all genres together: 0 favours micro-F1, 1 macro-F1.
    """

    shrinkage: float
    own_share: float
    micro_f1: float
    macro_f1: float


def expected_f1_threshold(probabilities: Floats, weights: Weights | None = None) -> float:
    """Threshold with the highest expected F1, if `probabilities` (any shape) are calibrated.

    `weights` are of cells; where all are 0, the threshold is 0.5.

    Choosing the k most probable cells has the expected F1 ``2 * sum of their probabilities / (k + sum of all)``, up to
    the ratio of expectations (Ye et al. 2012, approximation of Lewis 1995). No label is looked at, so a genre with
    three positives is not fitted to those three.
    """
    flat = np.ravel(probabilities)
    order = np.argsort(-flat, kind="stable")
    ranked = flat[order]
    counts = np.ones(len(flat)) if weights is None else np.ravel(weights)[order]
    if not counts.any():
        return 0.5
    gains = np.cumsum(ranked * counts)
    expected = 2 * gains / (np.cumsum(counts) + gains[-1])
    best = int(np.argmax(expected))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


@dataclass(frozen=True, slots=True)
class _BestThresholds:
    """Thresholds of highest expected F1: each genre's own, of shape (genres,), and the one for all genres together."""

    own: Floats
    common: float

    @classmethod
    def of(cls, probabilities: Floats, weights: Weights) -> "_BestThresholds":
        """Find them for calibrated probabilities, and weights, of shape (books, genres)."""
        own = np.array([expected_f1_threshold(*columns) for columns in zip(probabilities.T, weights.T, strict=True)])
        return cls(own, expected_f1_threshold(probabilities, weights))

    def mixed(self, own_share: float, lowest: Floats) -> Floats:
        """Thresholds of shape (genres,), from `lowest`, of the same shape, to 0.98."""
        thresholds: Floats = np.clip((1 - own_share) * self.common + own_share * self.own, lowest, 0.98)
        return thresholds


@dataclass(frozen=True, slots=True)
class _Fit:
    """Calibration, and the evidence for the genres in `SETTLED` if all genres settle them."""

    calibration: Calibration
    evidence: Floats | None = None
    evidence_offsets: Floats | None = None


@dataclass(frozen=True, slots=True)
class DecisionData:
    """Rows that decisions are fitted to; a cell of the arrays, of shape (books, genres), counts by its weight.

    `taxonomy` gives names and parents. With `settle`, all genres settle those in `SETTLED` (`fit_evidence`).
    """

    taxonomy: Taxonomy | Mapping[str, ModelGenre]
    genre_ids: Sequence[str]
    logits: Floats
    targets: Cells
    weights: Weights
    settle: bool = False

    def as_mixture(self, nonfiction_share: float) -> "DecisionData":
        """Return the same rows, weighed so that `nonfiction_share` of the books are nonfiction (`mixture_weights`).

        The weights that the data have say which cells are known. The genres in `SETTLED` are settled by all genres.
        """
        sides = self.targets[:, [self.genre_ids.index(side) for side in SIDES]]
        weights = mixture_weights(sides, self.weights, nonfiction_share=nonfiction_share, gap_weight=GAP_WEIGHT)
        return replace(self, weights=weights, settle=True)

    def folds(self) -> Iterator[npt.NDArray[np.bool_]]:
        """Yield which rows, shape (books,), each of ten folds of a cross-validation holds back."""
        numbers = np.random.default_rng(1).permutation(len(self.logits)) % _FOLDS
        return (numbers == fold for fold in range(_FOLDS))

    def unseen_probabilities(self, shrinkage: float) -> Floats:
        """Probabilities of shape (books, genres), each row's by a calibration that it had no part in."""
        probabilities = np.empty(self.logits.shape)
        for held in self.folds():
            (fit,) = self.take(~held).fits([shrinkage])
            probabilities[held] = self.tree(fit).probabilities(self.logits[held])
        return probabilities

    def take(self, rows: npt.NDArray[np.bool_]) -> "DecisionData":
        """Return the data of some rows."""
        return replace(self, logits=self.logits[rows], targets=self.targets[rows], weights=self.weights[rows])

    def fits(self, shrinkages: Sequence[float]) -> list[_Fit]:
        """Calibrate by each of `shrinkages`, and weigh the evidence for the genres in `SETTLED`."""
        calibrations = fit_calibrations(self.logits, self.targets, self.weights, shrinkages=shrinkages)
        if not self.settle:
            return [_Fit(calibration) for calibration in calibrations]
        columns = [self.genre_ids.index(one) for one in self._settled]
        parts = self.targets[:, columns], np.asarray(self.weights[:, columns], dtype=float)
        return [_Fit(one, *fit_evidence(one.probabilities(self.logits), *parts)) for one in calibrations]

    @property
    def lowest_thresholds(self) -> Floats:
        """Lowest threshold of each genre, shape (genres,)."""
        lowest = np.full(len(self.genre_ids), LOWEST_THRESHOLD)
        if self.settle and _CHILDREN in self.genre_ids:
            lowest[self.genre_ids.index(_CHILDREN)] = FOR_YOUNG_READERS
        return lowest

    @property
    def _settled(self) -> list[str]:
        """Those of `SETTLED` that there are."""
        return [one for one in SETTLED if one in self.genre_ids]

    def labels(self, fit: _Fit, thresholds: Floats, base_rates: Floats) -> LabelSpace:
        """Return the genres with a fit, thresholds and base rates, both of shape (genres,)."""
        genres = []
        for i, genre_id in enumerate(self.genre_ids):
            genre, calibration = self.taxonomy[genre_id], fit.calibration
            settled: dict[str, Any] = {}
            if fit.evidence is not None and fit.evidence_offsets is not None and genre_id in self._settled:
                place = self._settled.index(genre_id)
                settled["evidence"] = tuple(fit.evidence[:, place].round(_PLACES).tolist())
                settled["evidence_offset"] = round(float(fit.evidence_offsets[place]), 4)
            genres.append(
                ModelGenre(
                    id=genre_id,
                    name=genre.name,
                    parent=genre.parent,
                    base_rate=round(float(base_rates[i]), 6),
                    threshold=round(float(thresholds[i]), 4),
                    scale=round(float(calibration.scales[i]), 5),
                    scale_above=round(float(calibration.scales_above[i]), 5),
                    offset=round(float(calibration.offsets[i]), 5),
                    **settled,
                )
            )
        return LabelSpace(genres)

    def tree(self, fit: _Fit) -> LabelSpace:
        """Return the genres with their calibration, without thresholds."""
        nothing = np.zeros(len(self.genre_ids))
        return self.labels(fit, nothing, nothing)


def fit_labels(data: DecisionData, *, shrinkage: float, own_share: float) -> tuple[LabelSpace, float]:
    """Return the genres with calibration and thresholds fitted to `data`, and the common threshold."""
    (fit,) = data.fits([shrinkage])
    best = _BestThresholds.of(data.tree(fit).probabilities(data.logits), data.weights)
    # One book at the mean rate is added to each genre, so that no base rate is 0.
    counted = data.weights.sum(axis=0)
    present = (data.targets * data.weights).sum(axis=0)
    rates = (present + present.sum() / max(counted.sum(), 1)) / (np.maximum(counted, 1) + 1)
    return data.labels(fit, best.mixed(own_share, data.lowest_thresholds), rates), best.common


def choose_rule(data: DecisionData, known: Cells, *, shrinkages: Sequence[float] = SHRINKAGES) -> list[DecisionRule]:
    """Try every combination of `shrinkages` and `OWN_SHARES` by cross-validation; the best comes first.

    Best is the highest sum of micro-F1 and macro-F1 of the decided sets, over the cells in `known`, of shape (books,
    genres): rows whose lists are not complete have none.
    """
    chosen = {
        (shrinkage, share): np.zeros(data.targets.shape, dtype=bool) for shrinkage in shrinkages for share in OWN_SHARES
    }
    for held in data.folds():
        part = data.take(~held)
        for shrinkage, fit in zip(shrinkages, part.fits(shrinkages), strict=True):
            tree = data.tree(fit)
            best = _BestThresholds.of(tree.probabilities(part.logits), part.weights)
            unseen = tree.probabilities(data.logits[held])
            for share in OWN_SHARES:
                chosen[shrinkage, share][held] = tree.decide_at(unseen, best.mixed(share, data.lowest_thresholds))
    rules = []
    for (shrinkage, share), sets in chosen.items():
        scores = f1_scores(sets, data.targets, known)
        rules.append(DecisionRule(shrinkage, share, scores.micro, scores.macro))
    return sorted(rules, key=lambda rule: -(rule.micro_f1 + rule.macro_f1))
