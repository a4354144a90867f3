"""What designers say that covers of a genre look like: opinion with its source, beside what was measured."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bookgenre.covers.colours import colour_of_name

__all__ = ["Convention", "convention_of"]


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
