"""The ten colours: those of the chosen combination, then of its neighbours, with shares and evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bookgenre.covers.choices import Choice
from bookgenre.covers.colour_words import ColourWords
from bookgenre.covers.colours import Swatch, oklab, swatch
from bookgenre.covers.lifts import Evidence, basic, tone
from bookgenre.covers.palette import Recommended, Working
from bookgenre.covers.tables import CoverTables

__all__ = ["recommended_colours", "rename"]

_ALIKE = 0.06
"""Distance (OKLab with a and b doubled) below which two colours are shown as one."""

_OWN = 0.6
"""Share of the chosen combination's colours; its neighbours' have the rest, each half as much as the one before."""

_NAMED = 2


def recommended_colours(
    tables: CoverTables, weights: Mapping[str, float], words: ColourWords, choice: Choice, n: int
) -> list[Recommended]:
    """Return `n` colours, none like another, the largest share first."""
    own = _OWN * np.array(choice.weights) / sum(choice.weights)
    chosen: list[str] = []
    parts: list[float] = []
    for colour, part in zip(choice.hexes, own.tolist(), strict=True):
        like = _like(colour, chosen)
        if like is None:
            chosen.append(colour)
            parts.append(part)
        else:
            parts[like] += part
    chosen, parts = chosen[:n], parts[:n]
    left = 1 - _OWN
    for colour in _more(tables, words, choice):
        if len(chosen) == n:
            break
        if _like(colour, chosen) is None:
            chosen.append(colour)
            left *= 0.75
            parts.append(left / 3)
    frequency = tables.colours.shares(weights, words.term_nudge(tables.colours.terms))
    found = []
    for colour, share in zip(chosen, _percent(np.array(parts)), strict=True):
        term = tables.term(colour)
        place = tables.colours.terms.index(term)
        evidence = _evidence(tables, weights, place)
        found.append(Recommended(swatch(colour), share, term, float(frequency[place]), evidence, _words(words, term)))
    return sorted(found, key=lambda entry: -entry.share)


def rename(working: Working, colours: Sequence[Recommended]) -> tuple[Working, list[Recommended]]:
    """Give every colour of a palette a name that no other colour of it has."""
    taken: dict[str, Swatch] = {}

    def named(colour: Swatch) -> Swatch:
        if colour.hex not in taken:
            taken[colour.hex] = swatch(colour.hex, {other.name for other in taken.values()})
        return taken[colour.hex]

    ground, accent, text = named(working.ground), named(working.accent), named(working.text)
    return replace(working, ground=ground, accent=accent, text=text), [
        replace(entry, colour=named(entry.colour)) for entry in colours
    ]


def _more(tables: CoverTables, words: ColourWords, choice: Choice) -> Iterator[str]:
    """Colours that the text names, then the neighbours' grounds and accents, their other colours, and typical ones."""
    yield from list(words.literal.values())[:_NAMED]
    for place in range(5):
        yield from (hexes[place] for hexes in choice.neighbours)
    order = np.argsort(-tables.colours.base, kind="stable")
    yield from (tables.typical[term] for term in (tables.colours.terms[i] for i in order) if term in tables.typical)


def _like(colour: str, others: Sequence[str]) -> int | None:
    if not others:
        return None
    distances = (((oklab([colour]) - oklab(others)) * [1, 2, 2]) ** 2).sum(axis=1)
    return int(distances.argmin()) if distances.min() < _ALIKE**2 else None


def _percent(parts: npt.NDArray[np.float64]) -> list[int]:
    """Whole percents that sum to 100, none of them 0 (largest remainders)."""
    exact = parts / parts.sum() * (100 - len(parts))
    whole = np.floor(exact).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: 100 - len(parts) - int(whole.sum())]:
        whole[place] += 1
    return [int(part) + 1 for part in whole]


def _evidence(tables: CoverTables, weights: Mapping[str, float], place: int) -> tuple[Evidence, ...]:
    """What was measured of a colour on covers of these groups, and of no others; the strongest first."""
    found = [tables.colours.evidence(group, place) for group in weights]
    ranked = sorted(found, key=lambda entry: -weights[entry.group] * np.log(entry.lift))
    return tuple(entry for entry in ranked if entry.covers)


def _words(words: ColourWords, term: str) -> tuple[str, ...]:
    """Words that speak for the hue, and for black and white those that speak for the tone."""
    of_tone = words.words.get(tone(term), ()) if term in ("black", "white") else ()
    return tuple(dict.fromkeys((*words.words.get(basic(term), ()), *of_tone)))
