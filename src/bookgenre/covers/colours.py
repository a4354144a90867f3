"""Colours: their values, names and terms, how far they are from each other, and the words of a text that name them."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from coloraide import Color

__all__ = [
    "LIGHTNESS_CLASSES",
    "VISION",
    "ColourWords",
    "Lightness",
    "Swatch",
    "basic",
    "colour_of_name",
    "contrast",
    "difference",
    "lightness_class",
    "lightnesses",
    "nearest_name",
    "oklab",
    "read_colour_words",
    "read_data",
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


_TONES = ("dark", "light")
_TONE_CAP, _HUE_CAP, _STEP = np.log(1.5), np.log(2.0), np.log(1.25)
# A word inside a name, a figure of speech or a word for people names no colour.
_NOT_A_COLOUR = re.compile(
    r"""
    \b(?:(?:mr|mrs|ms|miss|dr|sir|lady|lord|earl|duke|count|captain|major|colonel|professor|detective|inspector|agent|
    sergeant|officer|king|queen|prince|princess|saint|st)\.?\s+\w+
    |black\s+(?:sheep|market|hole|belt|magic|ops|death|friday|box|mail|lives|eye|widow|comedy|humou?r)
    |white\s+(?:lie|lies|house|noise|collar|supremac\w+|elephant|flag|knight|water|hot)
    |red\s+(?:herrings?|tape|flags?|carpet|handed|hot|light|eye|cross|army|planet)
    |green\s+(?:light|card|thumb|fingers|eyed|beret|belt)|blue\s+(?:blood\w*|collar|chip|moon|print)|out\s+of\s+the\s+blue
    |(?:grey|gray)\s+(?:area|areas|matter|hair\w*)|golden\s+(?:age|rule|boy|girl|ticket|opportunity|hour)
    |gold\s+(?:standard|rush|digger|medal)|silver\s+(?:lining|screen|bullet|spoon|tongued?)
    |pink\s+slip|tickled\s+pink|yellow\s+(?:pages|journalism)|brown\s+(?:rice|sugar|bread)|orange\s+juice
    |black\s+and\s+white|black\s+or\s+white
    |(?:black|white|brown)\s+(?:man|men|woman|women|people|person|family|families|girls?|boys?|communit\w+|american\w*|
    mothers?|fathers?|lives|culture|history|folks?|authors?|voices?)
    |(?:earth|world|sun)(?:'|’)?s?\s+sea\s+level|(?:prices?|temperatures?|tensions?|she|he|it|they|who|sun|voice)\s+rose
    |garden\s+(?:city|state)|honey,|ash\s+wednesday)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def read_data(name: str) -> Any:
    """Return what a JSON file of this package holds."""
    return json.loads(files("bookgenre.covers").joinpath(name).read_text(encoding="utf-8"))


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


_fitted = lru_cache(maxsize=4096)(_fit)


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


def distances(colour: str, others: Sequence[str]) -> Floats:
    """Return OKLab distances with a and b doubled, which fit judged ones better (w3c/csswg-drafts, issue 6642)."""
    squares: Floats = ((oklab([colour]) - oklab(others)) * [1, 2, 2]) ** 2
    apart: Floats = np.sqrt(squares.sum(axis=1))
    return apart


@lru_cache(maxsize=4096)
def lightness_class(colour: str) -> Lightness:
    """Return "dark", "middle" or "light": the class of lightness of a ground of this colour."""
    return LIGHTNESS_CLASSES[int(np.digitize(oklab([colour])[0, 0], (0.35, 0.90)))]


def basic(term: str) -> str:
    """Return the basic colour term: ``grey`` of ``dark grey`` (Berlin and Kay's eleven)."""
    return term.rsplit(" ", 1)[-1]


def tone(term: str) -> str:
    """Return ``dark``, ``mid`` or ``light``; black is dark, white light."""
    return {"black": "dark", "white": "light"}.get(term) or term.split(" ", 1)[0]


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
    for step in range(24):
        for way in (1, -1) if step else (1,):
            lightness = own["lightness"] + way * step * 0.03
            if 0.12 <= lightness <= 0.97 or not step:
                yield swatch(Color("oklch", [lightness, own["chroma"], own["hue"]])).hex


def nearest_name(colour: str, taken: Collection[str] = ()) -> str:
    """Return the nearest name of the xkcd colour survey that is not in `taken`."""
    return next(name for name in _by_nearness(colour) if name not in taken)


def colour_of_name(name: str) -> str:
    """Return the ``#rrggbb`` of a name of the survey."""
    return _names()[0][name]


@lru_cache(maxsize=1024)
def _by_nearness(colour: str) -> tuple[str, ...]:
    names, places = _names()
    order = np.argsort((((oklab([colour]) - places) * [1, 2, 2]) ** 2).sum(axis=1), kind="stable")
    listed = list(names)
    return tuple(listed[place] for place in order[:60])


@cache
def _names() -> tuple[dict[str, str], Floats]:
    names = read_data("names.json")["names"]
    return names, oklab(list(names.values()))


@dataclass(frozen=True, slots=True)
class ColourWords:
    """The colours and tones that a text names: literal colours, things of one colour, dark and light words.

    Attributes
    ----------
    words
        Basic colour term or tone to the words that name it, in their order.
    literal
        Basic colour term to the ``#rrggbb`` of a colour that the text itself names, in the order of the text.
    """

    words: Mapping[str, tuple[str, ...]]
    literal: Mapping[str, str]

    def term_nudge(self, terms: Sequence[str]) -> Floats:
        """Return what is added to the logarithm of each colour term, shape (terms,).

        Each word counts once, with a factor of 1.25; all words of a tone together at most 1.5, of a hue at most 2.
        """
        nudge = np.zeros(len(terms))
        for name, words in self.words.items():
            cap, part = (_TONE_CAP, tone) if name in _TONES else (_HUE_CAP, basic)
            nudge += min(cap, _STEP * len(words)) * np.array([part(term) == name for term in terms])
        return nudge

    def lightness_nudge(self) -> Floats:
        """Return what is added to the logarithm of each class of lightness, shape (3,): a factor of 1.5 at most."""
        return np.array([min(_TONE_CAP, _STEP * len(self.words.get(name, ()))) for name in LIGHTNESS_CLASSES])


def read_colour_words(description: str, title: str = "") -> ColourWords:
    """Read tones, colours and things of one colour from a description and a title."""
    lists, hue_of, literals = _word_lists()
    known = {word for words in lists.values() for word in words}
    found: list[str] = []
    # In a title every word has a capital, so a capital says nothing there.
    for text, capitals_are_names in ((title, False), (description, True)):
        plain = _NOT_A_COLOUR.sub(" . ", text)
        for match in _WORD.finditer(plain):
            word = match.group().lower()
            if word in known and not (capitals_are_names and word in hue_of and _is_name(plain, match)):
                found.append(word)
    found = list(dict.fromkeys(found))
    words = {name: own for name, words in lists.items() if (own := tuple(word for word in found if word in words))}
    literal = {hue_of[word]: literals[word] for word in reversed(found) if word in literals}
    return ColourWords(words, dict(reversed(literal.items())))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital inside a sentence, or one at its beginning before another word with a capital."""
    word = match.group()
    if not word[0].isupper() or word.isupper():
        return False
    before = text[: match.start()].rstrip()
    if before and before[-1] not in ".!?:…\"“”'‘’—–-\n":
        return True
    following = _WORD.match(text, match.end() + 1)
    return following is not None and following.group()[0].isupper()


@cache
def _word_lists() -> tuple[dict[str, list[str]], dict[str, str], dict[str, str]]:
    """Words by tone or hue, the hue of each word that has one, and the values of those that are colours themselves.

    That "dark", "mafia", "thriller" go with black covers beyond what the genre says survived a correction for 7,239
    comparisons; the other words of a tone follow from how blurbs tell dark from light romances (AUC 0.65). Words that
    are more often something else, such as "leaves", are left out.
    """
    data = read_data("colour_words.json")
    tones, hues = ({name: words.split() for name, words in data[kind].items()} for kind in ("tones", "hues"))
    names = {word: data["spelling"].get(word, word) for word in data["literal"].split()}
    survey = _names()[0]
    return (
        tones | hues,
        {word: hue for hue, words in hues.items() for word in words},
        {word: survey[name] for word, name in names.items()},
    )
