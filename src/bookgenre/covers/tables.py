"""What is known of the covers of a group of genres: how often colours, lightnesses and combinations occur, as measured.

`benchmarks/covers/make_tables.py` counts it from rows. Only counts and colour values are packaged.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.covers.colours import LIGHTNESS_CLASSES, Lightness, oklab, read_data

__all__ = ["Combination", "CoverTables", "Evidence", "Group", "LiftTable", "load_tables"]

Floats = npt.NDArray[np.float64]

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

    def __init__(self, terms: Sequence[str], counts: Mapping[str, Mapping[str, Sequence[int]]]) -> None:
        self.terms = tuple(terms)
        self._counts = {
            source: {group: np.array(values, dtype=float) for group, values in of_source.items()}
            for source, of_source in counts.items()
        }
        total = np.sum([of_source[""] for of_source in self._counts.values()], axis=0)
        # A term that no cover has is still possible.
        self.base: Floats = (total + 1 / len(self.terms)) / (total.sum() + 1)
        self.groups = tuple(dict.fromkeys(g for of_source in counts.values() for g in of_source if g))

    def covers(self, group: str) -> int:
        """Number of covers of a group."""
        return sum(int(of_source[group].sum()) for of_source in self._counts.values() if group in of_source)

    # A palette asks for a hundred of these, and every palette for the same ones; the packaged tables are never dropped.
    @lru_cache(maxsize=1024)  # noqa: B019
    def log_lifts(self, group: str) -> Floats:
        """Return the logarithms of the lifts, shape (terms,); zero for a group that was not measured."""
        logs, _, weights = self._by_source(group)
        found = np.average(logs, axis=0, weights=weights) if len(weights) else np.zeros(len(self.terms))
        found.flags.writeable = False
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

    @lru_cache(maxsize=4096)  # noqa: B019
    def evidence(self, group: str, place: int) -> Evidence:
        """Return what was measured of the term at `place` in one group.

        The interval is that of the smoothed share by the delta method.
        """
        logs, variances, weights = self._by_source(group)
        share = float(self.shares({group: 1.0})[place])
        if not len(weights):
            return Evidence(group, 1.0, 1.0, 1.0, 0, None, share)
        logs, parts = logs[:, place], weights / weights.sum()
        log_lift = float(parts @ logs)
        error = _NORMAL_95 * math.sqrt(float(parts**2 @ variances[:, place]))
        agree = None if len(weights) < 2 else bool((logs > 0).all() or (logs < 0).all())
        low, high = math.exp(log_lift - error), math.exp(log_lift + error)
        return Evidence(group, math.exp(log_lift), low, high, int(weights.sum()), agree, share)

    def _by_source(self, group: str) -> tuple[Floats, Floats, Floats]:
        """Return log lifts and their variances by source, shape (sources, terms), and covers by source."""
        logs, variances, weights = [], [], []
        for of_source in self._counts.values():
            if group in of_source:
                of_group, whole = of_source[group], of_source[""]
                n, prior = of_group.sum(), (whole + 0.5) / (whole.sum() + 0.5 * len(whole))
                share = (of_group + _PRIOR * prior) / (n + _PRIOR)
                logs.append(np.log(share / prior))
                variances.append((1 - share) / ((n + _PRIOR) * share))
                weights.append(n)
        return np.array(logs), np.array(variances), np.array(weights)


@dataclass(frozen=True, slots=True)
class Combination:
    """The colours of a real cover, chosen for its family: a vivid one, not the average.

    Attributes
    ----------
    hexes
        Five colours, the ground first, then the accent, as they were measured.
    weights
        Their shares of the cover's area, in the same order.
    family
        The family that it belongs to: one of the clusters of whole palettes.
    group
        The group whose cover it is; a wider one where too few covers of the group itself were measured.
    evidence
        How often covers of `group` belong to the family.
    firm
        Whether the family is distinctive of `group` in both halves of the covers, and among old and new ones.
    moods
        Moods that it answers: "dark", "light", "muted", "vivid"; empty for the first ones of the group.
    """

    hexes: tuple[str, ...]
    weights: tuple[float, ...]
    family: int
    group: str
    evidence: Evidence
    firm: bool
    moods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of genres whose covers were measured.

    Attributes
    ----------
    name
        Of the group.
    wider
        The group that it is part of, or None.
    area
        "fiction", "nonfiction", "children" or "illustrated": groups of one area are neighbours.
    combinations
        Real combinations, the first one to be offered first; then those of the four moods.
    families
        How often covers of the group belong to each family, by family.
    """

    name: str
    wider: str | None
    area: str
    combinations: tuple[Combination, ...]
    families: Mapping[int, Evidence]


@dataclass(frozen=True, slots=True, eq=False)
class CoverTables:
    """All that was measured.

    Attributes
    ----------
    colours
        Dominant colours, by 29 tone-split colour terms.
    lightness
        Grounds, by "dark", "middle" and "light".
    groups
        Groups of genres by name; "" is covers as a whole.
    typical
        A typical hex value of each colour term.
    anchors
        Colours of known basic term, shape (anchors, 3) in OKLab, and their terms.
    """

    colours: LiftTable
    lightness: LiftTable
    groups: Mapping[str, Group]
    typical: Mapping[str, str]
    anchors: tuple[Floats, tuple[str, ...]]

    # The colours of the packaged combinations are 2,800.
    @lru_cache(maxsize=4096)  # noqa: B019
    def term(self, colour: str) -> str:
        """Return the tone-split term of a colour: ``mid blue``; that of the nearest anchor."""
        lab = oklab([colour])
        places, terms = self.anchors
        name = terms[int(((places - lab) ** 2).sum(axis=1).argmin())]
        if name in ("black", "white"):
            return name
        return f"{'dark' if lab[0, 0] < 0.45 else 'light' if lab[0, 0] >= 0.75 else 'mid'} {name}"

    def place(self, colour: str) -> int:
        """Return the place of a colour's term in `colours`."""
        return self.colours.terms.index(self.term(colour))

    def ground_shares(self, weights: Mapping[str, float]) -> dict[Lightness, float]:
        """Return the share of each class of lightness among grounds of covers of these groups."""
        return dict(zip(LIGHTNESS_CLASSES, self.lightness.shares(weights).tolist(), strict=True))


@cache
def load_tables() -> CoverTables:
    """Return the packaged tables."""
    data: dict[str, Any] = read_data("tables.json")
    anchors = [(term, colour) for term, colours in data["anchors"].items() for colour in colours]
    families = {
        name: {
            int(family): Evidence(name, lift, low, high, values["covers"], None, share)
            for family, (share, lift, low, high) in values["families"].items()
        }
        for name, values in data["groups"].items()
    }
    groups = {
        name: Group(
            name,
            values["wider"],
            values["area"],
            tuple(
                Combination(
                    tuple(entry["hexes"]),
                    tuple(entry["weights"]),
                    entry["family"],
                    entry["group"],
                    families[entry["group"]][entry["family"]],
                    entry["firm"],
                    tuple(entry["moods"]),
                )
                for entry in values["combinations"]
            ),
            families[name],
        )
        for name, values in data["groups"].items()
    }
    return CoverTables(
        LiftTable(data["terms"], data["colours"]),
        LiftTable(LIGHTNESS_CLASSES, data["lightness"]),
        groups,
        data["typical"],
        (oklab([colour for _, colour in anchors]), tuple(term for term, _ in anchors)),
    )
