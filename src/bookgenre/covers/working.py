"""Ground, accent and text, put together as real covers are."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from coloraide import Color

from bookgenre.covers.colours import VISION, contrast, difference, seen_with, swatch
from bookgenre.covers.palette import Working

__all__ = ["LEAST_CONTRAST", "LEAST_DIFFERENCE", "build_working"]

LEAST_CONTRAST = 4.5
"""Of text on ground: WCAG 2.2, 1.4.3, met by 85 percent of the covers measured."""

LEAST_DIFFERENCE = 15.0
"""Between any two of the three, CIEDE2000."""

_SAFE = 10.0
_STEPS = 24


def build_working(ground: str, accents: Sequence[str]) -> Working:
    """Return the three colours.

    Parameters
    ----------
    ground
        The colour of the ground.
    accents
        Candidates for the accent, the best first; each may be made lighter or darker, nothing else, until it stands
        apart.

    Returns
    -------
    Working
        The first candidate that also stands apart with every colour-vision deficiency, or else the first that does so
        without one.
    """
    text = _text_on(ground)
    second: Working | None = None
    for accent in accents:
        for moved in _lightnesses(accent):
            made = _made(ground, moved, text)
            if made.difference < LEAST_DIFFERENCE:
                continue
            if made.safe_for_all:
                return made
            second = second or made
    if second is not None:
        return second
    # Black and white stand apart from everything that the text leaves open.
    return build_working(ground, ["#b8860b", "#808080"])


def _made(ground: str, accent: str, text: str) -> Working:
    three = (ground, accent, text)
    return Working(
        swatch(ground),
        swatch(accent),
        swatch(text),
        contrast(text, ground),
        min(difference(a, b) for a, b in combinations(three, 2)),
        {kind: _least([seen_with(colour, kind) for colour in three]) for kind in VISION},
    )


def _least(colours: Sequence[str]) -> float:
    return min(difference(a, b) for a, b in combinations(colours, 2))


def _text_on(ground: str) -> str:
    """A paper white or an ink with the ground's own hue, moved in lightness until it can be read."""
    own = Color(ground).convert("oklch")
    light = contrast("white", ground) >= contrast("black", ground)
    hue = own["hue"] if own["chroma"] > 0.02 else 80
    lightness = 0.96 if light else 0.2
    for _ in range(_STEPS):
        text = swatch(Color("oklch", [lightness, 0.012, hue])).hex
        if contrast(text, ground) >= LEAST_CONTRAST:
            return text
        lightness += 0.01 if light else -0.02
    return "#ffffff" if light else "#000000"


def _lightnesses(colour: str) -> Iterator[str]:
    """Yield a colour, and then lighter and darker ones, nearest first."""
    own = Color(colour).convert("oklch")
    for step in range(_STEPS):
        for way in (1, -1) if step else (1,):
            lightness = own["lightness"] + way * step * 0.03
            if 0.12 <= lightness <= 0.97 or not step:
                yield swatch(Color("oklch", [lightness, own["chroma"], own["hue"]])).hex


def rank_accents(accents: Mapping[str, float], lifts: Mapping[str, float]) -> list[str]:
    """Return basic colour terms by how often they are an accent on this ground, weighed by the genres' lifts.

    The share counts by its root and the lift by its square: averages over photographs make brown the commonest accent
    of nearly every ground, whatever the genre.
    """
    scored = {term: share**0.5 * lifts.get(term, 1.0) ** 2 for term, share in accents.items()}
    return sorted(scored, key=lambda term: (-scored[term], term))
