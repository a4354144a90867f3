"""What is known of the covers of a group of genres: how often colours, lightnesses and combinations occur, as measured.

`benchmarks/covers/make_tables.py` counts it from rows. Only counts and colour values are packaged. Beside them stand
the conventions of designers: opinion, with its source.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.covers.colours import LIGHTNESS_CLASSES, colour_of_name, oklab
from bookgenre.covers.lifts import Counts, Evidence, LiftTable
from bookgenre.genres import Taxonomy, load_taxonomy

__all__ = [
    "Combination",
    "Convention",
    "CoverTables",
    "Group",
    "convention_of",
    "group_weights",
    "groups_of",
    "load_tables",
    "tables_from",
]

Floats = npt.NDArray[np.float64]

_BROAD = frozenset({"Fiction", "Nonfiction"})


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

    def term(self, colour: str) -> str:
        """Return the tone-split term of a colour: ``mid blue``; that of the nearest anchor."""
        return _term(self, colour)


# The colours of the packaged combinations are 2,800.
@lru_cache(maxsize=4096)
def _term(tables: CoverTables, colour: str) -> str:
    lab = oklab([colour])
    places, terms = tables.anchors
    name = terms[int(((places - lab) ** 2).sum(axis=1).argmin())]
    if name in ("black", "white"):
        return name
    return f"{'dark' if lab[0, 0] < 0.45 else 'light' if lab[0, 0] >= 0.75 else 'mid'} {name}"


@dataclass(frozen=True, slots=True)
class Convention:
    """A convention of cover design.

    Attributes
    ----------
    genre
        The id of the genre that it is about.
    hexes
        Five colours of the names that the source gives or implies, the ground first, then the accent.
    says
        The convention in a few words.
    source
        The address of the page that states it.
    measured
        What the measured covers say of it; None where too few covers of this genre were measured.
    """

    genre: str
    hexes: tuple[str, ...]
    says: str
    source: str
    measured: str | None

    @property
    def leads(self) -> bool:
        """Whether it is offered before the measured covers: these are of a wider group only."""
        return self.measured is None


def groups_of(genre_id: str, taxonomy: Taxonomy | None = None) -> tuple[str, ...]:
    """Return the groups that a genre's covers belong to, its own or those of the nearest genre above it.

    Empty for genres that say nothing of a cover that was measured: places, animals, holidays.
    """
    taxonomy = taxonomy or load_taxonomy()
    table = _genre_groups()
    return next((table[above] for above in (genre_id, *reversed(taxonomy.ancestors(genre_id))) if above in table), ())


def group_weights(genres: Mapping[str, float], taxonomy: Taxonomy | None = None) -> dict[str, float]:
    """Return weights of groups that sum to 1, the weightiest first; empty where no genre has a group.

    Parameters
    ----------
    genres
        Genre id to weight, such as a probability. A genre that is another's ancestor is left out.
    taxonomy
        Of the genres.
    """
    taxonomy = taxonomy or load_taxonomy()
    above = {ancestor for genre in genres for ancestor in taxonomy.ancestors(genre)}
    weights: dict[str, float] = {}
    for genre, weight in genres.items():
        groups = groups_of(genre, taxonomy)
        # A parent stands there because of its child, who is measured more nearly.
        if genre in above or weight <= 0:
            continue
        for group in groups:
            weights[group] = weights.get(group, 0.0) + weight / len(groups)
    # "Fiction" beside horror adds nothing but the average of everything.
    narrow = {group: weight for group, weight in weights.items() if group not in _BROAD}
    chosen = narrow or weights
    total = sum(chosen.values())
    order = {group: place for place, group in enumerate(chosen)}
    return {
        group: weight / total for group, weight in sorted(chosen.items(), key=lambda item: (-item[1], order[item[0]]))
    }


@cache
def _genre_groups() -> Mapping[str, tuple[str, ...]]:
    text = files("bookgenre.covers").joinpath("genre_groups.json").read_text(encoding="utf-8")
    return {genre: tuple(groups) for genre, groups in json.loads(text).items()}


@cache
def load_tables() -> CoverTables:
    """Return the packaged tables."""
    return tables_from(json.loads(files("bookgenre.covers").joinpath("tables.json").read_text(encoding="utf-8")))


def tables_from(data: Mapping[str, Any]) -> CoverTables:
    """Return tables from their JSON."""
    anchors = [(term, colour) for term, colours in data["anchors"].items() for colour in colours]
    groups = {}
    for name, values in data["groups"].items():
        families = {
            int(family): Evidence(name, lift, low, high, values["covers"], None, share)
            for family, (share, lift, low, high) in values["families"].items()
        }
        groups[name] = Group(name, values["wider"], values["area"], (), families)
    for name, values in data["groups"].items():
        found = tuple(
            Combination(
                tuple(entry["hexes"]),
                tuple(entry["weights"]),
                entry["family"],
                entry["group"],
                groups[entry["group"]].families[entry["family"]],
                entry["firm"],
                tuple(entry["moods"]),
            )
            for entry in values["combinations"]
        )
        own = groups[name]
        groups[name] = Group(name, own.wider, own.area, found, own.families)
    return CoverTables(
        LiftTable(data["terms"], _counts(data["colours"])),
        LiftTable(LIGHTNESS_CLASSES, _counts(data["lightness"])),
        groups,
        data["typical"],
        (oklab([colour for _, colour in anchors]), tuple(term for term, _ in anchors)),
    )


def _counts(counts: Mapping[str, Mapping[str, Sequence[int]]]) -> Counts:
    return {
        source: {group: np.array(values, dtype=np.int64) for group, values in of_source.items()}
        for source, of_source in counts.items()
    }


def convention_of(genres: Iterable[str]) -> Convention | None:
    """Return the convention for the first of these genres (ids, the weightiest first) that has one."""
    table = _conventions()
    return next((table[genre] for genre in genres if genre in table), None)


@cache
def _conventions() -> dict[str, Convention]:
    found = {}
    for entry in json.loads(files("bookgenre.covers").joinpath("conventions.json").read_text(encoding="utf-8")):
        hexes = [colour_of_name(name) for name in entry["colours"]]
        for genre in entry["genres"]:
            found[genre] = Convention(
                genre, tuple(hexed for hexed in hexes if hexed), entry["says"], entry["source"], entry["measured"]
            )
    return found
