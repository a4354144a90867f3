"""How many times as often something occurs on covers of a group as on covers as a whole."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Counts", "Evidence", "LiftTable"]

Floats = npt.NDArray[np.float64]
Counts = Mapping[str, Mapping[str, npt.NDArray[np.int64]]]

_PRIOR = 50
"""Covers of no genre in particular that are added to each group, so that a handful of covers proves little."""
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of one colour, lightness or combination on the covers of one group.

    Attributes
    ----------
    group
        The group of genres.
    lift
        How many times as often as on covers as a whole, smoothed.
    low, high
        Its 95 percent interval.
    covers
        Covers of the group that were measured.
    sources_agree
        Whether the sources lean the same way; None where only one of them has the group.
    share
        The share of the group's covers, smoothed.
    """

    group: str
    lift: float
    low: float
    high: float
    covers: int
    sources_agree: bool | None
    share: float = 0.0


class LiftTable:
    """Smoothed lifts of terms by group of genres: of colours, or of the lightness of grounds.

    A lift is taken against all covers of the same source, ``((n p + 50 q) / (n + 50)) / q``, with `p` the share within
    the group and `q` that within the source; lifts of several sources are joined by their geometric mean, weighted by
    covers.

    Parameters
    ----------
    terms
        What is counted.
    counts
        ``counts[source][group]``: covers that have each term, shape (terms,). The group "" is the whole source.
    """

    def __init__(self, terms: Sequence[str], counts: Counts) -> None:
        self.terms = tuple(terms)
        self._counts = counts
        total = np.sum([of_source[""] for of_source in counts.values()], axis=0, dtype=float)
        # A term that no cover has is still possible.
        self.base: Floats = (total + 1 / len(self.terms)) / (total.sum() + 1)
        self.groups = tuple(dict.fromkeys(g for of_source in counts.values() for g in of_source if g))
        # A palette asks for a hundred of these, and every palette for the same ones.
        self._log_lifts: dict[str, Floats] = {}
        self._evidence: dict[tuple[str, int], Evidence] = {}

    def covers(self, group: str) -> int:
        """Number of covers of a group."""
        return sum(int(of_source[group].sum()) for of_source in self._counts.values() if group in of_source)

    def log_lifts(self, group: str) -> Floats:
        """Return the logarithms of the lifts, shape (terms,); zero for a group that was not measured."""
        found = self._log_lifts.get(group)
        if found is None:
            logs, weights, _ = self._by_source(group)
            found = np.average(logs, axis=0, weights=weights) if len(weights) else np.zeros(len(self.terms))
            found.flags.writeable = False
            if group in self.groups:
                self._log_lifts[group] = found
        return found

    def shares(self, weights: Mapping[str, float], nudge: Floats | None = None) -> Floats:
        """Return the probability of each term on a cover of these groups, shape (terms,).

        ``log p = log base + weighted mean of log lifts + nudge``. Averages of lifts do as well on held-out covers as
        anything more complex (docs/covers.md).

        Parameters
        ----------
        weights
            Group to weight; they are taken relative to their sum. Empty: the base rate.
        nudge
            What the text adds to each logarithm, shape (terms,).
        """
        logs = np.log(self.base)
        total = sum(weights.values())
        for group, weight in weights.items():
            logs = logs + (weight / total) * self.log_lifts(group)
        if nudge is not None:
            logs = logs + nudge
        shares: Floats = np.exp(logs - logs.max())
        shares /= shares.sum()
        return shares

    def evidence(self, group: str, place: int) -> Evidence:
        """Return what was measured of the term at `place` in one group.

        The interval is that of the smoothed share by the delta method.
        """
        found = self._evidence.get((group, place))
        if found is None:
            found = self._measure(group, place)
            if group in self.groups:
                self._evidence[group, place] = found
        return found

    def _measure(self, group: str, place: int) -> Evidence:
        logs, weights, variances = (found[..., place] if found.ndim > 1 else found for found in self._by_source(group))
        share = float(self.shares({group: 1.0})[place])
        if not len(weights):
            return Evidence(group, 1.0, 1.0, 1.0, 0, None, share)
        parts = weights / weights.sum()
        log_lift = float(parts @ logs)
        error = _NORMAL_95 * math.sqrt(float(parts**2 @ variances))
        agree = None if len(weights) < 2 else bool((logs > 0).all() or (logs < 0).all())
        low, high = math.exp(log_lift - error), math.exp(log_lift + error)
        return Evidence(group, math.exp(log_lift), low, high, int(weights.sum()), agree, share)

    def _by_source(self, group: str) -> tuple[Floats, Floats, Floats]:
        """Log lifts and their variances by source, shape (sources, terms), and covers by source."""
        logs, weights, variances = [], [], []
        for of_source in self._counts.values():
            if group not in of_source:
                continue
            of_group, whole = np.asarray(of_source[group], dtype=float), np.asarray(of_source[""], dtype=float)
            n, prior = of_group.sum(), (whole + 0.5) / (whole.sum() + 0.5 * len(whole))
            share = (of_group + _PRIOR * prior) / (n + _PRIOR)
            logs.append(np.log(share / prior))
            weights.append(n)
            variances.append((1 - share) / ((n + _PRIOR) * share))
        return np.array(logs), np.array(weights), np.array(variances)
