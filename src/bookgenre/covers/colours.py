"""A colour as the answer shows it: its values, its name, its term, and how far it is from another."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from coloraide import Color

__all__ = [
    "lightnesses",
    "LIGHTNESS_CLASSES",
    "VISION",
    "Lightness",
    "Swatch",
    "basic",
    "colour_of_name",
    "contrast",
    "difference",
    "lightness_class",
    "nearest_name",
    "oklab",
    "seen_with",
    "swatch",
    "tone",
]

Floats = npt.NDArray[np.float64]

VISION = ("protan", "deutan", "tritan")
"""Kinds of colour-vision deficiency that `seen_with` simulates."""

Lightness = Literal["dark", "middle", "light"]

LIGHTNESS_CLASSES: tuple[Lightness, ...] = get_args(Lightness)
"""Classes of grounds: OKLab lightness below 0.35, from 0.35 to 0.90, and from 0.90."""

_LIGHTNESS_STEPS = 24
_CLASS_BOUNDS = (0.35, 0.90)

# Ottosson 2020, bottosson.github.io/posts/oklab.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Distances between colours with a and b doubled fit judged differences better (w3c/csswg-drafts, issue 6642).
_AS_SEEN = np.array([1.0, 2.0, 2.0])


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour.

    Attributes
    ----------
    hex
        ``#rrggbb``, sRGB.
    name
        What people call it: the nearest name of the xkcd colour survey that no other colour of the palette has.
    oklch
        Lightness (0 to 1), chroma (0 to about 0.32) and hue in degrees (Ottosson 2020).
    """

    hex: str
    name: str
    oklch: tuple[float, float, float]


def swatch(colour: Color | str, taken: Collection[str] = ()) -> Swatch:
    """Return `colour`, brought into sRGB by reducing only its chroma, under a name that is not in `taken`."""
    value, oklch = _fitted(colour) if isinstance(colour, str) else _fit(colour)
    return Swatch(value, nearest_name(value, taken), oklch)


def _fit(colour: Color | str) -> tuple[str, tuple[float, float, float]]:
    fitted = Color(colour).convert("oklch").fit("srgb", method="oklch-chroma").convert("srgb")
    value = fitted.to_string(hex=True)
    lightness, chroma, hue = Color(value).convert("oklch").coords(nans=False)
    return value, (round(lightness, 4), round(chroma, 4), round(hue % 360, 2))


@lru_cache(maxsize=4096)
def _fitted(colour: str) -> tuple[str, tuple[float, float, float]]:
    return _fit(colour)


def oklab(colours: Sequence[str]) -> Floats:
    """Return OKLab lightness, a and b of ``#rrggbb`` colours, shape (colours, 3)."""
    return srgb_to_oklab(np.array([list(bytes.fromhex(c.removeprefix("#"))) for c in colours]).reshape(-1, 3))


def srgb_to_oklab(values: npt.NDArray[np.generic]) -> Floats:
    """Return OKLab of sRGB values from 0 to 255, shape (..., 3)."""
    shares = np.asarray(values, dtype=float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    lab: Floats = np.cbrt(linear @ _TO_CONES.T) @ _TO_OKLAB.T
    return lab


def oklab_to_hex(lab: Floats) -> str:
    """Return the ``#rrggbb`` of one OKLab colour; what lies outside of sRGB is clipped."""
    linear = np.linalg.inv(_TO_CONES) @ (np.linalg.inv(_TO_OKLAB) @ np.asarray(lab, dtype=float)) ** 3
    linear = np.clip(linear, 0, 1)
    shares = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + bytes(np.clip(np.rint(shares * 255), 0, 255).astype(int).tolist()).hex()


@lru_cache(maxsize=4096)
def lightness_class(colour: str) -> Lightness:
    """Return "dark", "middle" or "light": the class of lightness of a ground of this colour."""
    return LIGHTNESS_CLASSES[int(np.digitize(oklab([colour])[0, 0], _CLASS_BOUNDS))]


def basic(term: str) -> str:
    """Return the basic colour term: ``grey`` of ``dark grey`` (Berlin and Kay's eleven)."""
    return term.rsplit(" ", 1)[-1]


def tone(term: str) -> str:
    """Return ``dark``, ``mid`` or ``light``; black is dark, white light."""
    if term in ("black", "white"):
        return "dark" if term == "black" else "light"
    return term.split(" ", 1)[0]


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


def lightnesses(colour: str) -> Iterator[str]:
    """Yield a colour, and then lighter and darker ones, nearest first."""
    own = Color(colour).convert("oklch")
    for step in range(_LIGHTNESS_STEPS):
        for way in (1, -1) if step else (1,):
            lightness = own["lightness"] + way * step * 0.03
            if 0.12 <= lightness <= 0.97 or not step:
                yield swatch(Color("oklch", [lightness, own["chroma"], own["hue"]])).hex


def nearest_name(colour: str, taken: Collection[str] = ()) -> str:
    """Return the nearest name of the xkcd colour survey that is not in `taken`."""
    return next(name for name in _by_nearness(colour) if name not in taken)


def colour_of_name(name: str) -> str | None:
    """Return the ``#rrggbb`` of a name of the survey, or None."""
    return _names()[0].get(name)


@lru_cache(maxsize=1024)
def _by_nearness(colour: str) -> tuple[str, ...]:
    names, places = _names()
    order = np.argsort((((oklab([colour]) - places) * _AS_SEEN) ** 2).sum(axis=1), kind="stable")
    listed = tuple(names)
    return tuple(listed[place] for place in order[:60])


@cache
def _names() -> tuple[dict[str, str], Floats]:
    names = json.loads(files("bookgenre.covers").joinpath("names.json").read_text(encoding="utf-8"))["names"]
    return names, oklab(list(names.values()))
