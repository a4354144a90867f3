"""From weighted groups of genres, and a nudge from the text, to a distribution over colour terms."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from bookgenre.covers.tables import ColourTable

__all__ = ["score"]

Floats = npt.NDArray[np.float64]


def score(table: ColourTable, weights: Mapping[str, float], nudge: Floats | None = None) -> Floats:
    """Return the probability of each colour term as a cover's dominant colour, shape (terms,).

    ``log p = log base + weighted mean of log lifts + nudge``. Averages of lifts do as well on held-out covers as
    anything more complex (see docs/covers.md).

    Parameters
    ----------
    table
        The lifts.
    weights
        Group to weight; they are taken relative to their sum. Empty: the base rate.
    nudge
        What the text adds to each logarithm, shape (terms,).
    """
    logs = np.log(table.base)
    total = sum(weights.values())
    for group, weight in weights.items():
        logs = logs + (weight / total) * table.log_lifts(group)
    if nudge is not None:
        logs = logs + nudge
    shares: Floats = np.exp(logs - logs.max())
    shares /= shares.sum()
    return shares
