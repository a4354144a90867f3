"""Which real covers stand for a group: those of its class of lightness, its hues and its families, and vivid ones."""

from collections import Counter
from typing import Any

import numpy as np
from distance import ciede2000
from families import Families
from rows import groups

from bookgenre.covers.recommend import groups_of
from bookgenre.covers.tables import LiftTable
from bookgenre.genres import load_taxonomy

FIRST = 3
"""Combinations that a group offers to fit in, before those of the moods."""

_TRIED = 60
_NEARLY = 0.9
_NOT_RARE = 0.15
_LEAST_ACCENT = 0.09
_VIVID_NEXT, _TYPICAL = 0.2, 7.0
"""After the first combination vividness counts little, and nearness to the mean of the group's covers much."""

_APART_GROUND, _APART_ACCENT = 9.0, 9.0
_OWN_APART = 16.0


def choose_combinations(
    families: Families, colours: LiftTable, lightness: LiftTable
) -> dict[str, list[dict[str, Any]]]:
    """Return for each group, and for "" (all covers), the combinations that stand for it, the first one first.

    The first has a ground of the class that `ground_class` gives and is vivid; the other two are typical ones of the
    other classes, where these are not rare, and of other families. A cover that looks like one that stands for another
    group already is passed over for one that looks different.
    """
    vivid = _vivid(families)
    scores = {name: _scores(families, colours, name) + vivid for name in ("", *groups())}
    classes = {name: ground_class(lightness, name) for name in ("", *groups())}
    # Groups that more genres belong to choose first.
    genres = Counter(group for genre in load_taxonomy().ids for group in groups_of(genre))
    order = sorted(scores, key=lambda name: -genres[name])
    taken: list[int] = []
    chosen: dict[str, list[dict[str, Any]]] = {}
    for name in order:
        holder = families.holder(name)
        firm = families.firm(holder)
        pool = families.members[holder]
        own: list[int] = []
        for place, inside in enumerate(_class_order(lightness, name, classes[name])):
            fits = pool[families.lightness[pool] == inside]
            if place:
                # The first of a group is the vivid one; the next show what else is usual.
                seen = [families.family[other] for other in own]
                fits = fits[~np.isin(families.family[fits], seen) & (families.accent_chroma[fits] >= _LEAST_ACCENT)]
                score = scores[name] - (1 - _VIVID_NEXT) * vivid + _TYPICAL * _typical(families, fits)
            else:
                score = scores[name]
            own.append(_best(families, fits, score, own, taken))
        first = own[0]
        taken.append(first)
        entries = [_entry(families, place, holder, bool(firm[families.family[place]])) for place in own]
        for mood, fits in moods(families).items():
            place = _best(families, pool[fits[pool]], scores[name], own, [])
            own.append(place)
            entries.append(_entry(families, place, holder, bool(firm[families.family[place]]), mood))
        chosen[name] = entries
    return {name: chosen[name] for name in ("", *groups())}


def ground_class(lightness: LiftTable, group: str) -> int:
    """Return the class of a group's first ground: its commonest, or one nearly as common that sets it more apart."""
    shares = lightness.shares({group: 1.0} if group else {})
    lifts = np.exp(lightness.log_lifts(group)) if group else np.ones(len(shares))
    nearly = shares >= _NEARLY * shares.max()
    return int(np.where(nearly, shares * lifts, 0).argmax())


def moods(families: Families) -> dict[str, np.ndarray]:
    """Return which covers answer each mood."""
    chroma = np.hypot(families.lab[..., 1], families.lab[..., 2])
    mean = (chroma * families.weights).sum(axis=1)
    ground = families.lab[:, 0]
    return {
        "dark": ground[:, 0] < 0.33,
        "light": (ground[:, 0] > 0.88) & (chroma[:, 0] < 0.06) & families.has_accent,
        "muted": (mean < 0.05) & (mean > 0.015) & (np.abs(ground[:, 0] - 0.62) < 0.22) & (chroma.max(axis=1) < 0.12),
        "vivid": (chroma[:, 0] > 0.13) & (ground[:, 0] > 0.4),
    }


def _scores(families: Families, colours: LiftTable, group: str) -> np.ndarray:
    """How well each cover stands for a group: lifts of its family, ground and accent, and how vivid it is."""
    holder = families.holder(group)
    known = group if group in colours.groups else holder
    log_lifts = dict(zip(colours.terms, colours.log_lifts(known), strict=True))
    share, lift, *_ = families.lifts(families.members[holder])
    ground = np.array([log_lifts[term] for term in families.terms])
    accent = np.array([log_lifts[term] if term else -0.3 for term in families.accent_terms])
    own_text = np.ptp(families.lab[..., 0], axis=1) > 0.55
    return (
        1.3 * ground
        + 0.6 * np.log(lift)[families.family]
        + 0.2 * np.log(share / families.reference.mean())[families.family]
        + 0.25 * families.firm(holder)[families.family]
        + 0.4 * accent
        + 0.5 * np.minimum(families.weights[:, 0], 0.5)
        + 0.3 * own_text
    )


def _vivid(families: Families) -> np.ndarray:
    """How chromatic ground and accent of each cover are, and how far apart."""
    chroma = np.hypot(families.lab[..., 1], families.lab[..., 2])
    apart = ciede2000(families.cielab[:, 0], families.cielab[:, 1])
    return (
        4.5 * np.minimum(chroma[:, 0], 0.14)
        + 4.0 * np.minimum(chroma[:, 1], 0.16) * families.has_accent
        + 0.8 * np.minimum(apart / 40, 1)
    )


def _typical(families: Families, pool: np.ndarray) -> np.ndarray:
    """How near each cover's ground and mean colour are to the means of a pool, negative."""
    mean = (families.lab * families.weights[..., None]).sum(axis=1)
    far = np.linalg.norm((families.lab[:, 0] - families.lab[pool, 0].mean(axis=0)) * [1, 2, 2], axis=1)
    return -far - 2 * np.linalg.norm((mean - mean[pool].mean(axis=0)) * [1, 2, 2], axis=1)


def _class_order(lightness: LiftTable, group: str, first: int) -> list[int]:
    """Classes of the three combinations: the first ground's, the next commonest, and the third where it is not rare."""
    shares = lightness.shares({group: 1.0} if group else {})
    second, third = (int(place) for place in np.argsort(-shares) if place != first)
    return [first, second, third if shares[third] >= _NOT_RARE else first]


def _best(families: Families, pool: np.ndarray, score: np.ndarray, own: list[int], taken: list[int]) -> int:
    """Return the best cover of a pool that does not look like one of the group's own or another group's first."""
    tried = pool[np.argsort(-score[pool], kind="stable")[:_TRIED]]
    value = score[tried].copy()
    grounds, accents = families.cielab[tried, 0], families.cielab[tried, 1]
    for other in own:
        value -= 2 * np.maximum(0, 1 - ciede2000(grounds, families.cielab[other, 0]) / _OWN_APART)
    for other in taken:
        value -= 0.9 * np.maximum(0, 1 - ciede2000(grounds, families.cielab[other, 0]) / _APART_GROUND)
        value -= 0.5 * np.maximum(0, 1 - ciede2000(accents, families.cielab[other, 1]) / _APART_ACCENT)
    return int(tried[value.argmax()])


def _entry(families: Families, place: int, holder: str, firm: bool, mood: str = "") -> dict[str, Any]:
    return {
        "hexes": families.hexes[place],
        "weights": [round(float(weight), 3) for weight in families.weights[place]],
        "family": int(families.family[place]),
        "group": holder,
        "firm": firm,
        "moods": [mood] if mood else [],
    }
