"""How a peer's scores become decided sets: several rules, the best of them by cross-validation on validation."""

from dataclasses import dataclass

import numpy as np

from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.genres import load_taxonomy
from bookgenre.training.decide.thresholds import DecisionData, choose_rule, fit_labels
from bookgenre.training.evaluate.scores import f1_scores, micro_f1_at_best_threshold
from peers.corpus import Cells, Floats

__all__ = ["Decisions", "choose_decisions", "counted_thresholds", "fixed_decisions"]

_FOLDS = 10


@dataclass(frozen=True)
class Decisions:
    """Calibration and thresholds of a peer.

    Attributes
    ----------
    rule
        In words.
    labels
        Genres with calibration and thresholds.
    common
        One threshold for all genres.
    tried
        Rule to its micro-F1 and macro-F1 in ten-fold cross-validation, parents included.
    """

    rule: str
    labels: LabelSpace
    common: float
    tried: dict[str, tuple[float, float]]


def fixed_decisions(genre_ids: tuple[str, ...], threshold: float) -> Decisions:
    """Sigmoid of the scores as they are, one threshold given beforehand."""
    taxonomy = load_taxonomy()
    genres = [ModelGenre(i, taxonomy[i].name, taxonomy[i].parent, 0.0, threshold) for i in genre_ids]
    return Decisions(f"{threshold:g} for every genre, not calibrated", LabelSpace(genres), threshold, {})


def counted_thresholds(probabilities: Floats, targets: Cells, known: Cells, common: float) -> Floats:
    """Each genre's threshold of highest F1 on these rows, of shape (genres,); the common one where no book has it."""
    thresholds = np.full(targets.shape[1], common)
    for j in np.flatnonzero((targets & known).any(axis=0)):
        column = slice(j, j + 1)
        thresholds[j] = micro_f1_at_best_threshold(probabilities[:, column], targets[:, column], known[:, column])[1]
    return thresholds


def choose_decisions(genre_ids: tuple[str, ...], scores: Floats, targets: Cells, known: Cells) -> Decisions:
    """Choose between the model's rule, thresholds counted on validation, and 0.5 on the scores as they are.

    Parameters
    ----------
    scores, targets, known
        Of the validation rows, of shape (rows, genres); scores are logits or margins.
    """
    taxonomy = load_taxonomy()
    fixed = fixed_decisions(genre_ids, 0.5)
    data = DecisionData(taxonomy, genre_ids, scores, targets, known)
    ours = choose_rule(data, known)[0]
    counted = np.zeros(targets.shape, dtype=bool)
    folds = np.random.default_rng(1).permutation(len(scores)) % _FOLDS
    for fold in range(_FOLDS):
        fit, held = folds != fold, folds == fold
        part = data.take(fit)
        (found,) = part.fits([ours.shrinkage])
        seen = data.tree(found).probabilities(scores[fit])
        thresholds = counted_thresholds(seen, targets[fit], known[fit], 0.5)
        labels = data.labels(found, thresholds, targets.mean(axis=0))
        counted[held] = labels.decide(labels.probabilities(scores[held]))
    by_count = f1_scores(counted, targets, known)
    as_is = f1_scores(fixed.labels.decide(fixed.labels.probabilities(scores)), targets, known)
    names = (
        f"highest expected F1 (shrinkage {ours.shrinkage:g}, own share {ours.own_share:g})",
        "highest F1 counted on validation, a genre at a time",
        fixed.rule,
    )
    tried = dict(
        zip(
            names,
            [(ours.micro_f1, ours.macro_f1), (by_count.micro, by_count.macro), (as_is.micro, as_is.macro)],
            strict=True,
        )
    )
    best = max(tried, key=lambda name: sum(tried[name]))
    if best == names[2]:
        return Decisions(best, fixed.labels, fixed.common, tried)
    labels, common = fit_labels(data, shrinkage=ours.shrinkage, own_share=ours.own_share)
    if best == names[1]:
        (found,) = data.fits([ours.shrinkage])
        thresholds = counted_thresholds(data.tree(found).probabilities(scores), targets, known, common)
        labels = data.labels(found, thresholds, targets.mean(axis=0))
    return Decisions(best, labels, common, tried)
