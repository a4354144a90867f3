"""How often covers of a group of genres wear a colour, against covers as a whole."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ColourTable", "Evidence", "basic", "load_table", "tone"]

Floats = npt.NDArray[np.float64]
Counts = Mapping[str, Mapping[str, npt.NDArray[np.int64]]]

_PRIOR = 50
"""Covers of no genre in particular that are added to each group, so that a handful of covers proves little."""
_NORMAL_95 = 1.96


def basic(term: str) -> str:
    """Return the basic colour term: ``grey`` of ``dark grey`` (Berlin and Kay's eleven)."""
    return term.rsplit(" ", 1)[-1]


def tone(term: str) -> str:
    """Return ``dark``, ``mid`` or ``light``; black is dark, white light."""
    if term in ("black", "white"):
        return "dark" if term == "black" else "light"
    return term.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of one colour on the covers of one group.

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
        Whether Goodreads and Kindle covers lean the same way; None where only one of them has the group.
    """

    group: str
    lift: float
    low: float
    high: float
    covers: int
    sources_agree: bool | None

    @property
    def distinctive(self) -> bool:
        """Whether the interval leaves out 1."""
        return self.low > 1 or self.high < 1


class ColourTable:
    """Smoothed lifts of the tone-split colour terms, by group of genres.

    A lift is taken against all covers of the same source, ``((n p + 50 q) / (n + 50)) / q``, with `p` the share within
    the group and `q` that within the source; lifts of two sources are joined by their geometric mean, weighted by
    covers.

    Parameters
    ----------
    terms
        The colour terms.
    counts
        ``counts[source][group]``: covers whose dominant colour each term is, shape (terms,). The group "" is the whole
        source.
    typical
        A typical hex value of each term, ``typical[group][term]``; the group "" is of all covers.
    accents
        ``accents[ground][accent]``: shares of accents on grounds of a basic colour.
    """

    def __init__(
        self,
        terms: tuple[str, ...],
        counts: Counts,
        typical: Mapping[str, Mapping[str, str]] | None = None,
        accents: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.terms = terms
        self.typical = typical or {}
        self.accents = accents or {}
        self._counts = counts
        total = np.sum([of_source[""] for of_source in counts.values()], axis=0, dtype=float)
        # A term that no cover wears is still possible.
        self.base: Floats = (total + 1 / len(terms)) / (total.sum() + 1)
        self.groups = tuple(dict.fromkeys(g for of_source in counts.values() for g in of_source if g))

    def covers(self, group: str) -> int:
        """Number of covers of a group."""
        return sum(int(of_source[group].sum()) for of_source in self._counts.values() if group in of_source)

    def log_lifts(self, group: str) -> Floats:
        """Return the logarithms of the lifts, shape (terms,); zero for a group that was not measured."""
        logs, weights, _ = self._by_source(group)
        return np.average(logs, axis=0, weights=weights) if len(weights) else np.zeros(len(self.terms))

    def evidence(self, group: str, places: npt.ArrayLike) -> Evidence:
        """Return what was measured of the terms at `places`, taken together, in one group.

        The interval is that of the smoothed share by the delta method.
        """
        chosen = np.atleast_1d(np.asarray(places, dtype=np.intp))
        logs, weights, variances = self._by_source(group, chosen)
        if not len(weights):
            return Evidence(group, 1.0, 1.0, 1.0, 0, None)
        shares = weights / weights.sum()
        log_lift = float(shares @ logs[:, 0])
        error = _NORMAL_95 * math.sqrt(float(shares**2 @ variances[:, 0]))
        agree = None if len(weights) < 2 else bool((logs[:, 0] > 0).all() or (logs[:, 0] < 0).all())
        low, high = math.exp(log_lift - error), math.exp(log_lift + error)
        return Evidence(group, math.exp(log_lift), low, high, int(weights.sum()), agree)

    def _by_source(self, group: str, places: npt.NDArray[np.intp] | None = None) -> tuple[Floats, Floats, Floats]:
        """Log lifts and their variances by source, shape (sources, terms), and covers by source."""
        logs, weights, variances = [], [], []
        for of_source in self._counts.values():
            if group not in of_source:
                continue
            of_group, whole = np.asarray(of_source[group], dtype=float), np.asarray(of_source[""], dtype=float)
            n, prior = of_group.sum(), (whole + 0.5) / (whole.sum() + 0.5 * len(whole))
            if places is not None:
                of_group, prior = of_group[places].sum(keepdims=True), prior[places].sum(keepdims=True)
            share = (of_group + _PRIOR * prior) / (n + _PRIOR)
            logs.append(np.log(share / prior))
            weights.append(n)
            variances.append((1 - share) / ((n + _PRIOR) * share))
        return np.array(logs), np.array(weights), np.array(variances)


@cache
def load_table() -> ColourTable:
    """Return the packaged table: 18,388 covers of two sources, 42 groups, 29 terms."""
    data: dict[str, Any] = json.loads(
        files("bookgenre.covers").joinpath("colour_counts.json").read_text(encoding="utf-8")
    )
    counts = {
        source: {group: np.array(values, dtype=np.int64) for group, values in of_source.items()}
        for source, of_source in data["counts"].items()
    }
    typical = {"": data["typical"], **data["typical_of_group"]}
    return ColourTable(tuple(data["terms"]), counts, typical, data["accent_given_ground"])
