"""The answer: a combination with its basis, three colours to build a cover with, and ten with their reasons."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Literal

from coloraide import Color

from bookgenre.covers.colours import VISION, Swatch, contrast, difference, lightnesses, seen_with, swatch
from bookgenre.covers.tables import Evidence

__all__ = [
    "LEAST_CONTRAST",
    "LEAST_DIFFERENCE",
    "MODE_NAMES",
    "Basis",
    "Mode",
    "Palette",
    "Recommended",
    "Working",
    "build_working",
    "working_of",
]

Mode = Literal["fit-in", "stand-out", "convention", "from-text", "dark", "light", "muted", "vivid"]

MODE_NAMES: Mapping[Mode, str] = {
    "fit-in": "Fit in",
    "stand-out": "Stand out",
    "convention": "Convention",
    "from-text": "From your text",
    "dark": "Dark",
    "light": "Light",
    "muted": "Muted",
    "vivid": "Vivid",
}
"""What readers are shown for each mode."""

LEAST_CONTRAST = 4.5
"""Of text on ground: WCAG 2.2, 1.4.3, met by 85 percent of the covers measured."""

LEAST_DIFFERENCE = 15.0
"""Between any two of the three, CIEDE2000."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a combination of colours rests on.

    Attributes
    ----------
    kind
        "measured": colours of a real cover of these genres; "wider": of a wider group, as too few of their own were
        measured; "convention": what designers say; "text": colours that the text names; "all": covers as a whole.
    says
        The basis in words.
    ground
        Why the ground is dark, middle or light, in words; empty where it is not measured.
    evidence
        How often covers of the group have such a combination; None where it is not measured.
    source
        The page that states the convention.
    """

    kind: Literal["measured", "wider", "convention", "text", "all"]
    says: str
    ground: str = ""
    evidence: Evidence | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """One of the recommended colours.

    Attributes
    ----------
    colour
        The colour.
    share
        Percent; the shares of a palette sum to 100.
    term
        The tone-split colour term that it stands for: ``dark blue``.
    frequency
        The expected share of covers of these genres whose dominant colour it is.
    evidence
        What was measured, the group that counts most for (or, to stand out, against) it first.
    words
        Words of the description that moved it.
    """

    colour: Swatch
    share: int
    term: str
    frequency: float
    evidence: tuple[Evidence, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reasons in words."""
        parts = [f"on about {max(0.01, self.frequency):.0%} of such covers"] if self.evidence else []
        for found in self.evidence[:2]:
            kind = "distinctive on" if found.low > 1 else "rare on" if found.high < 1 else "about as usual on"
            agree = {True: "; the sources agree", False: "; the sources disagree", None: ""}[found.sources_agree]
            parts.append(
                f"{kind} {found.group}: {found.lift:.2f} times as often as on all covers "
                f"({found.low:.2f} to {found.high:.2f}, {found.covers:,} covers{agree})"
            )
        if not parts:
            parts.append(f"common on covers as a whole ({self.frequency:.0%})")
        if self.words:
            parts.append(f"from your text: {', '.join(self.words)}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Working:
    """Three colours to build a cover with.

    Attributes
    ----------
    ground, accent, text
        The colours.
    contrast
        Contrast of text on ground (WCAG 2.2); at least 4.5.
    difference
        Smallest CIEDE2000 difference between two of them; at least 15.
    vision
        Smallest difference between two of them as seen with each kind of colour-vision deficiency.
    """

    ground: Swatch
    accent: Swatch
    text: Swatch
    contrast: float
    difference: float
    vision: Mapping[str, float]

    @property
    def safe_for_all(self) -> bool:
        """Whether ground, accent and text stay apart (CIEDE2000 10 or more) with every deficiency."""
        return all(value >= 10 for value in self.vision.values())


@dataclass(frozen=True, slots=True)
class Palette:
    """A recommended palette.

    Attributes
    ----------
    colours
        The recommended colours, the largest share first.
    working
        Three colours to build a cover with.
    basis
        What these three rest on.
    groups
        The groups of genres that were asked, with their weights.
    notes
        What the reader should know: weak evidence, genres without measured covers.
    mode, variant
        Mode and variant that were requested.
    """

    colours: tuple[Recommended, ...]
    working: Working
    basis: Basis
    groups: Mapping[str, float]
    notes: tuple[str, ...] = ()
    mode: Mode = "fit-in"
    variant: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``colours``, ``working``, ``basis``, ``groups``, ``notes``, ``mode``, ``variant``."""
        return {
            "colours": [
                {
                    "hex": entry.colour.hex,
                    "share": entry.share,
                    "name": entry.colour.name,
                    "oklch": list(entry.colour.oklch),
                    "term": entry.term,
                    "why": entry.why,
                    "evidence": [asdict(found) for found in entry.evidence],
                }
                for entry in self.colours
            ],
            "working": {
                **{role: _plain(getattr(self.working, role)) for role in ("ground", "accent", "text")},
                "contrast": round(self.working.contrast, 2),
                "difference": round(self.working.difference, 1),
                "vision": {kind: round(value, 1) for kind, value in self.working.vision.items()},
            },
            "basis": asdict(self.basis),
            "groups": {group: round(weight, 4) for group, weight in self.groups.items()},
            "notes": list(self.notes),
            "mode": self.mode,
            "variant": self.variant,
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"


def _plain(colour: Swatch) -> dict[str, Any]:
    return {"hex": colour.hex, "name": colour.name, "oklch": list(colour.oklch)}


def build_working(ground: str, accents: Sequence[str], texts: Sequence[str] = ()) -> Working:
    """Return the three colours.

    Parameters
    ----------
    ground
        The colour of the ground.
    accents
        Candidates for the accent, the best first; each may be made lighter or darker, nothing else, until it stands
        apart.
    texts
        Colours that the text may have, if they can be read on the ground; else a paper white or an ink is taken.

    Returns
    -------
    Working
        The first candidate that stands apart with every colour-vision deficiency, or else the first that does so
        without one.
    """
    text = next((colour for colour in texts if contrast(colour, ground) >= LEAST_CONTRAST), None) or _text_on(ground)
    second: Working | None = None
    for accent in accents:
        for moved in lightnesses(accent):
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


# Half of a palette's time; the packaged combinations are a few hundred.
@lru_cache(maxsize=1024)
def working_of(hexes: tuple[str, ...]) -> Working:
    """Return ground, accent and text of a combination: its first colour, its second, and the one that reads best.

    Accent and text are moved in lightness where they have to be.
    """
    ground, *others = hexes
    texts = sorted(others[1:], key=lambda colour: -contrast(colour, ground))
    return build_working(ground, others, texts)


def _made(ground: str, accent: str, text: str) -> Working:
    three = (ground, accent, text)
    return Working(
        swatch(ground),
        swatch(accent),
        swatch(text),
        contrast(text, ground),
        _least(three),
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
    for _ in range(24):
        text = swatch(Color("oklch", [lightness, 0.012, hue])).hex
        if contrast(text, ground) >= LEAST_CONTRAST:
            return text
        lightness += 0.01 if light else -0.02
    return "#ffffff" if light else "#000000"
