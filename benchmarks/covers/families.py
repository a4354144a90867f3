"""Families of palettes: clusters of whole covers of five colours, within each class of lightness of the ground."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from distance import cielab
from rows import groups

from bookgenre.covers.colours import oklab
from bookgenre.covers.measure import kmeans, order_by_role

CLUSTERS = (4, 8, 4)
"""Of dark, middle and light grounds. Of 40 clusters ten groups have two families even when labels are shuffled."""

LEAST_COVERS = 60
"""Five-colour covers that a group needs for families of its own."""

_PER_GROUP = 200
_PRIOR = 20
_FIRM = 1.2
_LEAST_STRATUM = 40


@dataclass(frozen=True)
class Families:
    """Covers with their palettes, roles and families; arrays are by cover."""

    hexes: list[list[str]]  # by role: ground, accent, the others
    weights: np.ndarray  # (covers, 5)
    lab: np.ndarray  # OKLab, (covers, 5, 3)
    cielab: np.ndarray  # the same colours
    lightness: np.ndarray  # class of the ground
    has_accent: np.ndarray
    terms: list[str]  # of the dominant colour
    accent_terms: list[str | None]
    old: np.ndarray
    half: np.ndarray
    family: np.ndarray
    members: dict[str, np.ndarray]
    reference: np.ndarray  # share of each family, every group and old and new covers of one weight
    sources: list[str]

    @property
    def accent_chroma(self) -> np.ndarray:
        """OKLab chroma of each cover's accent, 0 without one."""
        return np.hypot(self.lab[:, 1, 1], self.lab[:, 1, 2]) * self.has_accent

    def holder(self, group: str) -> str:
        """Return the group itself if enough of its covers were measured, else the nearest wider one that has them."""
        while group and len(self.members.get(group, ())) < LEAST_COVERS:
            group = groups()[group].get("wider", "")
        return group

    def lifts(self, members: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return smoothed shares, lifts and their 95 percent interval of some covers, each shape (families,)."""
        n, prior = len(members), self.reference
        share = (np.bincount(self.family[members], minlength=len(prior)) + _PRIOR * prior) / (n + _PRIOR)
        error = 1.96 * np.sqrt((1 - share) / ((n + _PRIOR) * share))
        lift = share / prior
        return share, lift, lift * np.exp(-error), lift * np.exp(error)

    def evidence(self, group: str) -> dict[str, list[float]]:
        """Return share, lift, low and high by family; empty for a group with too few covers."""
        if self.holder(group) != group:
            return {}
        table = np.stack(self.lifts(self.members[group]), axis=1)
        return {str(place): [round(float(value), 3) for value in row] for place, row in enumerate(table)}

    def firm(self, group: str) -> np.ndarray:
        """Whether each family is distinctive of a group.

        Its interval is above 1, and its lift above 1.2 in both halves of the covers and among old and new ones, where
        there are 40.
        """
        members = self.members[group]
        parts = [members[self.half[members]], members[~self.half[members]]]
        parts += [
            part for part in (members[self.old[members]], members[~self.old[members]]) if len(part) >= _LEAST_STRATUM
        ]
        held = np.all([self.lifts(part)[1] > _FIRM for part in parts], axis=0)
        return held & (self.lifts(members)[2] > 1)


def fit_families(rows: list[dict[str, Any]], seed: int = 0) -> Families:
    """Cluster palettes, each group of one weight, and count families by group."""
    ordered = [order_by_role(row["hexes"], row["weights"]) for row in rows]
    hexes = [pair[0] for pair in ordered]
    weights = np.array([pair[1] for pair in ordered])
    weights /= weights.sum(axis=1, keepdims=True)
    lab = oklab([colour for palette in hexes for colour in palette]).reshape(len(rows), -1, 3)
    lightness = np.digitize(lab[:, 0, 0], (0.35, 0.90))
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    has_accent = (weights[:, 1] >= 0.05) & (chroma[:, 1] >= 0.06)
    generator = np.random.default_rng(seed)
    members = {"": np.arange(len(rows))}
    for name in groups():
        members[name] = np.array([place for place, row in enumerate(rows) if name in row["groups"]], dtype=int)
    features = _features(lab, weights, has_accent)
    large = [name for name in groups() if len(members[name]) >= LEAST_COVERS]
    picked = np.concatenate([generator.permutation(members[name])[:_PER_GROUP] for name in large])
    family = np.zeros(len(rows), dtype=int)
    first = 0
    for place, k in enumerate(CLUSTERS):
        own = picked[lightness[picked] == place]
        centres, _ = kmeans(features[own], np.ones(len(own)), k, seed=seed)
        inside = lightness == place
        family[inside] = first + ((features[inside][:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        first += k
    old = np.array([row["old"] for row in rows])
    parts = [
        np.bincount(family[part], minlength=first) / len(part)
        for name in large
        for part in (members[name][old[members[name]]], members[name][~old[members[name]]])
        if len(part) >= _LEAST_STRATUM
    ]
    return Families(
        hexes,
        weights,
        lab,
        cielab([c for palette in hexes for c in palette]).reshape(lab.shape),
        lightness,
        has_accent,
        [row["term"] for row in rows],
        [row["accent_term"] for row in rows],
        old,
        generator.random(len(rows)) < 0.5,
        family,
        members,
        np.mean(parts, axis=0),
        [row["source"] for row in rows],
    )


def _features(lab: np.ndarray, weights: np.ndarray, has_accent: np.ndarray) -> np.ndarray:
    """Ground, accent, mean and the lightest and darkest colour of each cover.

    Hue and chroma count more than lightness, which the classes hold already.
    """
    mean = (lab * weights[..., None]).sum(axis=1)
    accent = np.where(has_accent[:, None], lab[:, 1, 1:], 0)
    return np.concatenate(
        [
            lab[:, 0, :1],
            lab[:, 0, 1:] * 3,
            accent * 1.5,
            mean[:, :1],
            mean[:, 1:] * 2,
            lab[..., 0].max(axis=1, keepdims=True) * 0.4,
            lab[..., 0].min(axis=1, keepdims=True) * 0.4,
        ],
        axis=1,
    )
