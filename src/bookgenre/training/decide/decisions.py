"""Calibration, settled genres and thresholds of a model, fitted to rows that training has not seen."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace
from bookgenre.corpus import LabelledBook
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.decide.thresholds import (
    OF_A_MIXTURE,
    SHRINKAGES,
    DecisionData,
    DecisionRule,
    choose_rule,
    fit_labels,
)

__all__ = ["Decisions", "fit_decisions", "mixture_note"]

_log = logging.getLogger(__name__)

_MIXTURE = """\
Calibration and thresholds are those of a mixture of the validation rows and {rows:,} more rows that training has not
seen, in which {share:.0%} of the books count as nonfiction. *Fiction*, *Nonfiction*, *Children's & Young Adult*,
*Children's* and *Humor* follow from the probabilities of all genres. Of *Fiction* and *Nonfiction* only the more
probable can be chosen, and *Children's* only where it is twice as probable as not."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What turns a model's logits into genres.

    `labels` have calibration and thresholds, and `common` is the one threshold that serves all genres best. `rule` says
    how the thresholds are made, with its scores by cross-validation.
    """

    labels: LabelSpace
    common: float
    rule: DecisionRule


def fit_decisions(
    logits: npt.NDArray[np.floating],
    rows: Sequence[LabelledBook],
    mixture: Sequence[LabelledBook],
    genre_ids: Sequence[str],
    *,
    nonfiction_share: float,
) -> Decisions:
    """Fit calibration and thresholds to all rows; the rule is chosen by cross-validation on `rows`.

    `logits` are of the graph that ships, shape (rows and mixture, genres): those of `rows`, whose lists are complete,
    come first. `mixture` are further rows, complete or not. With them, the decisions are those of a mixture in which
    `nonfiction_share` of the books are nonfiction, and the genres in `SETTLED` are settled by all genres.
    """
    _log.info("calibration and thresholds, by cross-validation")
    data = DecisionData(load_taxonomy(), genre_ids, logits, *label_arrays([*rows, *mixture], genre_ids))
    if mixture:
        data = data.as_mixture(nonfiction_share)
    scored = np.zeros(logits.shape, dtype=np.uint8)
    scored[: len(rows)] = label_arrays(rows, genre_ids, later=False)[1]
    rule = choose_rule(data, scored, shrinkages=OF_A_MIXTURE if mixture else SHRINKAGES)[0]
    return Decisions(*fit_labels(data, shrinkage=rule.shrinkage, own_share=rule.own_share), rule)


def mixture_note(mixture: Sequence[LabelledBook], nonfiction_share: float) -> list[str]:
    """Return what the card says of the mixture; nothing where there is none."""
    return [_MIXTURE.format(rows=len(mixture), share=nonfiction_share)] if mixture else []
