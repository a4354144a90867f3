"""Which combination of colours answers a question: to fit in, to stand out, by convention, from the text, by mood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bookgenre.covers.colours import (
    LIGHTNESS_CLASSES,
    ColourWords,
    colour_of_name,
    distances,
    lightness_class,
    read_data,
)
from bookgenre.covers.palette import Basis, Mode
from bookgenre.covers.tables import Combination, CoverTables, Floats, Group

__all__ = ["Choice", "Convention", "choose", "convention_of"]

_NEARLY = 0.9
"""A class of lightness this near to the commonest may be chosen, if it sets the genre more apart."""

_UNLIKE = 0.12
"""Distance of two grounds from which one stands out from the other."""

_EVEN = (0.4, 0.2, 0.15, 0.15, 0.1)

_Listed = list[tuple[Group, Combination]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A combination, the ground first and then the accent, with what it rests on.

    Attributes
    ----------
    hexes, weights
        Five colours and their shares of the area.
    basis
        What they rest on.
    neighbours
        Other combinations of the genres, nearest first, from which more colours are taken.
    """

    hexes: tuple[str, ...]
    weights: tuple[float, ...]
    basis: Basis
    neighbours: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Convention:
    """A convention of cover design: opinion, with its source.

    Attributes
    ----------
    hexes
        Five colours of the names that the source gives or implies, the ground first, then the accent.
    says
        The convention in a few words.
    source
        The address of the page that states it.
    measured
        What the measured covers say of it; None where too few covers of this genre were measured. Then it is offered
        before the measured covers, which are of a wider group only.
    """

    hexes: tuple[str, ...]
    says: str
    source: str
    measured: str | None


def convention_of(genres: Iterable[str]) -> Convention | None:
    """Return the convention for the first of these genres (ids, the weightiest first) that has one."""
    table = _conventions()
    return next((table[genre] for genre in genres if genre in table), None)


@cache
def _conventions() -> dict[str, Convention]:
    found: dict[str, Convention] = {}
    for entry in read_data("conventions.json"):
        hexes = tuple(map(colour_of_name, entry["colours"]))
        convention = Convention(hexes, entry["says"], entry["source"], entry["measured"])
        found |= dict.fromkeys(entry["genres"], convention)
    return found


def choose(
    tables: CoverTables,
    weights: Mapping[str, float],
    genres: Sequence[str],
    words: ColourWords,
    mode: Mode,
    variant: int,
) -> Choice | None:
    """Return the combination that answers a question; the same question has the same answer.

    None if the text names no colours, or no convention is known for the genres, and the mode asks for them.

    Parameters
    ----------
    tables
        The measurements.
    weights
        Groups of genres to their weights, which sum to 1; empty: covers as a whole.
    genres
        Ids of the genres themselves, the weightiest first, for the conventions.
    words
        The colours and tones that the text names.
    mode, variant
        As in `bookgenre.covers.recommend_colours`.
    """
    groups = [tables.groups[name] for name in weights or {"": 1.0} if name in tables.groups]
    lifts = np.zeros(len(tables.colours.terms))
    for name, weight in weights.items():
        lifts = lifts + weight * tables.colours.log_lifts(name)
    fit_in = _fit_in(tables, groups, weights, lifts, words)
    convention = convention_of(genres)
    neighbours = tuple(combination.hexes for _, combination in fit_in)
    if mode == "convention":
        return _conventional(convention, neighbours) if convention is not None else None
    if mode == "from-text":
        return _from_text(tables, weights, words, fit_in[0][1], neighbours)
    if mode == "fit-in":
        if convention is not None and convention.measured is None:
            if variant == 0:
                return _conventional(convention, neighbours)
            variant -= 1
        listed = fit_in
    elif mode == "stand-out":
        shown = [combination.hexes[0] for _, combination in fit_in[:3]]
        shown += [convention.hexes[0]] if convention is not None else []
        listed = _stand_out(tables, groups, weights, lifts, shown)
        variant %= len(listed)
    else:
        listed = [(group, c) for group in groups for c in group.combinations if mode in c.moods]
    group, combination = listed[variant] if variant < len(listed) else _drawn(tables, groups, mode, variant)
    basis = _measured(group, combination, tables, weights, stands_out=mode == "stand-out")
    return Choice(combination.hexes, combination.weights, basis, neighbours)


def _fit_in(
    tables: CoverTables, groups: Sequence[Group], weights: Mapping[str, float], lifts: Floats, words: ColourWords
) -> _Listed:
    """Combinations of the groups, the best first; those of moods only where the text asks for their lightness."""
    nudge = words.lightness_nudge()
    plain, nudged = (_ground_class(tables, weights, n) for n in (None, nudge if nudge.any() else None))
    listed: list[tuple[bool, float, Group, Combination]] = []
    for group in groups:
        firsts = [c for c in group.combinations if not c.moods]
        asked = [c for c in group.combinations if plain != nudged and c.moods and lightness_class(c.hexes[0]) == nudged]
        for place, combination in enumerate([*firsts, *asked]):
            lift = float(lifts[tables.place(combination.hexes[0])])
            score = weights.get(group.name, 1.0) - 0.3 * place + (0.3 * lift if len(groups) > 1 else 0)
            wrong = plain != nudged and lightness_class(combination.hexes[0]) != nudged
            listed.append((wrong, -score, group, combination))
    return [(group, combination) for *_, group, combination in sorted(listed, key=lambda entry: entry[:2])]


def _ground_class(tables: CoverTables, weights: Mapping[str, float], nudge: Floats | None) -> str:
    """Return the commonest class of lightness, or one nearly as common that sets the genres more apart."""
    shares = tables.lightness.shares(weights, nudge)
    nearly = shares >= _NEARLY * shares.max()
    return LIGHTNESS_CLASSES[int(np.where(nearly, shares**2 / tables.lightness.base, 0).argmax())]


def _stand_out(
    tables: CoverTables, groups: Sequence[Group], weights: Mapping[str, float], lifts: Floats, shown: Sequence[str]
) -> _Listed:
    """Combinations of neighbouring groups that these groups rarely have and that look like none of theirs."""
    names = {group.name for group in groups} | {group.wider for group in groups}
    areas = {group.area for group in groups}
    # Covers as a whole have every group for a neighbour.
    neighbours = [
        group
        for name, group in tables.groups.items()
        if name and name not in names and (group.area in areas or "all" in areas)
    ]
    # A group with too few covers has no families of its own; those of its wider group say what it rarely has.
    families = [own.families or (tables.groups[own.wider].families if own.wider else {}) for own in groups]
    listed: list[tuple[bool, float, Group, Combination]] = []
    for group in neighbours:
        for combination in group.combinations:
            if combination.moods or _looks_like(combination.hexes[0], shown):
                continue
            rarity = sum(
                weights.get(own.name, 1.0) * np.log(found[combination.family].lift)
                for own, found in zip(groups, families, strict=True)
                if combination.family in found
            )
            rarity += lifts[tables.place(combination.hexes[0])]
            score = float(rarity) - float(np.log(combination.evidence.lift))
            listed.append((bool(rarity >= 0), score, group, combination))
    distinct: _Listed = []
    for *_, group, combination in sorted(listed, key=lambda entry: entry[:2]):
        # Of several that look alike the first is enough.
        if not _looks_like(combination.hexes[0], [c.hexes[0] for _, c in distinct]):
            distinct.append((group, combination))
    return distinct


def _drawn(tables: CoverTables, groups: Sequence[Group], mode: Mode, variant: int) -> tuple[Group, Combination]:
    """Return a combination that the variant, as a seed, draws from the area of the groups."""
    areas = {group.area for group in groups}
    pool = [
        (group, combination)
        for group in tables.groups.values()
        if group.area in areas or group in groups
        for combination in group.combinations
        if mode == "fit-in" or mode in combination.moods
    ]
    # Fit in stays within the genres' own families.
    families = {family for group in groups for family, found in group.families.items() if found.lift > 1}
    pool = [entry for entry in pool if not families or entry[1].family in families] or pool
    return pool[int(np.random.default_rng(variant).integers(len(pool)))]


def _looks_like(colour: str, others: Sequence[str]) -> bool:
    return bool(others) and float(distances(colour, others).min()) < _UNLIKE


def _measured(
    group: Group, combination: Combination, tables: CoverTables, weights: Mapping[str, float], *, stands_out: bool
) -> Basis:
    found = combination.evidence
    name = combination.group or "all genres"
    if not group.name:
        says = f"colours of a real cover; {found.share:.0%} of {found.covers:,} covers of all genres are of its family"
        return Basis("all", says, "", found)
    often = (
        f"{found.share:.0%} of {found.covers:,} {name} covers are of its family, {found.lift:.1f} times as many as of "
        f"all genres ({found.low:.1f} to {found.high:.1f})"
    )
    if stands_out:
        says = f"colours of a real {name} cover, a neighbouring genre, that covers of these genres rarely have; {often}"
        return Basis("measured", says, "", found)
    ground = _why_ground(tables, weights, combination.hexes[0])
    says = f"colours of a real {name} cover; {often}"
    if not combination.firm:
        says += "; that is not firm enough to set the genre apart"
    if combination.group != group.name:
        says = f"too few {group.name} covers were measured for combinations of their own: {says}"
        return Basis("wider", says, ground, found)
    return Basis("measured", says, ground, found)


def _why_ground(tables: CoverTables, weights: Mapping[str, float], ground: str) -> str:
    """Say where the ground's class of lightness stands among covers of these genres."""
    shares = tables.ground_shares(weights)
    own, commonest = lightness_class(ground), max(shares, key=lambda name: shares[name])
    base = tables.lightness.base[LIGHTNESS_CLASSES.index(own)]
    often = f"{shares[own] / base:.1f} times as many as on all covers"
    if own == commonest:
        return f"a {own} ground is the commonest on such covers ({shares[own]:.0%}, {often})"
    compared = f"{shares[own]:.0%} against {shares[commonest]:.0%} for a {commonest} one"
    if shares[own] >= _NEARLY * shares[commonest]:
        return f"a {own} ground is nearly as common as any ({compared}) and sets such covers more apart ({often})"
    return f"a {own} ground is less common on such covers ({compared}, {often})"


def _conventional(convention: Convention, neighbours: tuple[tuple[str, ...], ...]) -> Choice:
    measured = convention.measured or "too few covers of this genre were measured to say whether it holds"
    says = f"designers' convention, not a measurement: {convention.says}; {measured}"
    return Choice(convention.hexes, _EVEN, Basis("convention", says, source=convention.source), neighbours)


def _from_text(
    tables: CoverTables,
    weights: Mapping[str, float],
    words: ColourWords,
    first: Combination,
    neighbours: tuple[tuple[str, ...], ...],
) -> Choice | None:
    """The colours that the text names, and those of the first combination for the rest."""
    # A thing of one colour stands for a typical one of it.
    typical = {name: tables.typical.get(f"mid {name}") for name in words.words if name not in words.literal}
    named = {**words.literal, **{name: colour for name, colour in typical.items() if colour}}
    if not named:
        return None
    found = list(named.values())
    shares = tables.ground_shares(weights)
    # A single colour is the ground where such covers have grounds of its lightness, and the accent where they do not.
    if len(found) == 1 and shares[lightness_class(found[0])] < max(shares.values()) / 2:
        found.insert(0, first.hexes[0])
    hexes = tuple(dict.fromkeys([*found, *first.hexes[1:], first.hexes[0]]))[:5]
    spoken = ", ".join(word for name in named for word in words.words[name])
    says = f"colours that your text names ({spoken}); the others are of a real cover"
    return Choice(hexes, _EVEN[: len(hexes)], Basis("text", says), neighbours)
