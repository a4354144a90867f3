"""A colour as the answer shows it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from coloraide import Color
from coloraide.css.color_names import name2val_map

__all__ = ["Swatch", "contrast", "difference", "nearest_name", "seen_with", "swatch"]

VISION = ("protan", "deutan", "tritan")
"""Kinds of colour-vision deficiency that `seen_with` simulates."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour.

    Attributes
    ----------
    hex
        ``#rrggbb``, sRGB.
    name
        The nearest CSS colour name.
    oklch
        Lightness (0 to 1), chroma (0 to about 0.32) and hue in degrees (Ottosson 2020).
    """

    hex: str
    name: str
    oklch: tuple[float, float, float]


def swatch(colour: Color | str) -> Swatch:
    """Return `colour`, brought into sRGB by reducing its chroma alone where it lies outside."""
    fitted = Color(colour).convert("oklch").fit("srgb", method="oklch-chroma").convert("srgb")
    value = fitted.to_string(hex=True)
    lightness, chroma, hue = Color(value).convert("oklch").coords(nans=False)
    return Swatch(value, nearest_name(value), (round(lightness, 4), round(chroma, 4), round(hue % 360, 2)))


def difference(one: str, other: str) -> float:
    """Return the CIEDE2000 difference of two colours (Sharma, Wu and Dalal 2005)."""
    return float(Color(one).delta_e(other, method="2000"))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    return float(Color(one).contrast(other, method="wcag21"))


def seen_with(colour: str, vision: str) -> str:
    """Return `colour` as it is seen with a deficiency, "protan", "deutan" or "tritan", at full severity."""
    seen: str = Color(colour).filter(vision).convert("srgb").clip().to_string(hex=True)
    return seen


@lru_cache(maxsize=4096)
def nearest_name(colour: str) -> str:
    """Return the CSS colour name whose colour differs least (CIEDE2000)."""
    return min(_names(), key=lambda name: (difference(colour, name), name))


@cache
def _names() -> tuple[str, ...]:
    # CSS has two names for cyan, magenta and seven greys; the first that sorts is kept.
    known = sorted(set(name2val_map) - {"transparent"}, reverse=True)
    return tuple({Color(name).to_string(hex=True): name for name in known}.values())
