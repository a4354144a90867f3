"""From the genres of the taxonomy to the groups of genres whose covers were measured."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bookgenre.genres import Taxonomy, load_taxonomy

__all__ = ["GroupWeights", "group_weights", "groups_of"]

GroupWeights = dict[str, float]

_BROAD = frozenset({"Fiction", "Nonfiction"})


def groups_of(genre_id: str, taxonomy: Taxonomy | None = None) -> tuple[str, ...]:
    """Return the groups that a genre's covers belong to, its own or those of the nearest genre above it.

    Empty for genres that say nothing of a cover that was measured: places, animals, holidays.
    """
    taxonomy = taxonomy or load_taxonomy()
    table = _table()
    return next((table[above] for above in (genre_id, *reversed(taxonomy.ancestors(genre_id))) if above in table), ())


def group_weights(genres: Mapping[str, float], taxonomy: Taxonomy | None = None) -> GroupWeights:
    """Return weights of groups that sum to 1; empty where no genre has a group.

    Parameters
    ----------
    genres
        Genre id to weight, such as a probability. A genre that is another's ancestor is left out.
    taxonomy
        Of the genres.
    """
    taxonomy = taxonomy or load_taxonomy()
    above = {ancestor for genre in genres for ancestor in taxonomy.ancestors(genre)}
    weights: GroupWeights = {}
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
    return {group: weight / total for group, weight in sorted(chosen.items(), key=lambda item: (-item[1], item[0]))}


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    text = files("bookgenre.covers").joinpath("genre_groups.json").read_text(encoding="utf-8")
    return {genre: tuple(groups) for genre, groups in json.loads(text).items()}
