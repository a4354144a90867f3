"""The answer: ten colours with their reasons, and three that work together on a cover."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bookgenre.covers.colours import Swatch
from bookgenre.covers.tables import Evidence

__all__ = ["Mode", "Palette", "Recommended", "Working"]

Mode = Literal["fit-in", "stand-out"]


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
        What was measured, the group that speaks most for (or, to stand out, against) it first.
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
            agree = {True: "; both sources agree", False: "; the two sources disagree", None: ""}[found.sources_agree]
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
        Of text on ground, WCAG 2.2; at least 4.5.
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
    vision: Mapping[str, float] = field(default_factory=dict)

    @property
    def safe_for_all(self) -> bool:
        """Whether ground, accent and text stay apart (CIEDE2000 10 or more) with every deficiency."""
        return all(value >= 10 for value in self.vision.values())


@dataclass(frozen=True, slots=True)
class Palette:
    """What `recommend_colours` returns.

    Attributes
    ----------
    colours
        The recommended colours, the largest share first.
    working
        Three colours to build a cover with.
    groups
        The groups of genres that were asked, with their weights.
    notes
        What the reader should know: weak evidence, genres without measured covers.
    mode, variant
        As they were asked for.
    """

    colours: tuple[Recommended, ...]
    working: Working
    groups: Mapping[str, float]
    notes: tuple[str, ...] = ()
    mode: Mode = "fit-in"
    variant: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``colours``, ``working``, ``genres``, ``notes``, ``mode``, ``variant``."""
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
                "ground": _plain(self.working.ground),
                "accent": _plain(self.working.accent),
                "text": _plain(self.working.text),
                "contrast": round(self.working.contrast, 2),
                "difference": round(self.working.difference, 1),
                "vision": {kind: round(value, 1) for kind, value in self.working.vision.items()},
            },
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
