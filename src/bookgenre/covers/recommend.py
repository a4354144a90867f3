"""From genres and a description to a palette: the chosen combination, its neighbours, their shares and evidence."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import get_args

import numpy as np
import numpy.typing as npt

from bookgenre.arguments import check_choice, check_number, check_text_type
from bookgenre.covers.choices import Choice, choose
from bookgenre.covers.colour_words import ColourWords, read_colour_words
from bookgenre.covers.colours import Swatch, basic, oklab, swatch, tone
from bookgenre.covers.lifts import Evidence
from bookgenre.covers.palette import Mode, Palette, Recommended, Working, working_of
from bookgenre.covers.tables import CoverTables, group_weights, groups_of, load_tables
from bookgenre.errors import InputError
from bookgenre.genres import Taxonomy, load_taxonomy

__all__ = ["MOST", "genre_weights", "palette_choices", "recommend_colours"]

MOST = 20
"""Colours at most; there are 29 terms, and some are hardly ever seen on a cover."""

_FEW = 150

_ALIKE = 0.06
"""Distance (OKLab with a and b doubled) below which two colours are shown as one."""

_OWN = 0.6
"""Share of the chosen combination's colours; its neighbours' have the rest, each half as much as the one before."""

_NAMED = 2


def recommend_colours(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    mode: Mode = "fit-in",
    variant: int = 0,
    tables: CoverTables | None = None,
) -> Palette:
    """Recommend colours for a cover.

    The same question has the same answer. A combination is one that real covers of the genre have more often than
    others; it does not predict a cover, and nothing here says what sells (docs/covers.md).

    Parameters
    ----------
    description
        The blurb; its words move the lightness a little, and the hue where they name a colour.
    genres
        Ids, names or other names of genres, all of one weight; or each to its weight, such as the classifier's
        probabilities: 0 or more, and not all 0.
    title
        Read with the description.
    n
        How many colours, 1 to 20.
    mode
        ``"fit-in"``: a combination of covers of these genres; ``"stand-out"``: one of neighbouring genres that these
        rarely have; ``"convention"``: what designers say; ``"from-text"``: the colours that the text names; ``"dark"``,
        ``"light"``, ``"muted"``, ``"vivid"``: one of that mood. Where the text names no colours, or no convention is
        known, the answer is that of ``"fit-in"``, with a note.
    variant
        0 for the first combination, 1 and up for others. It is the seed: the same number gives the same again.
    tables
        Measurements, if not the packaged ones.

    Raises
    ------
    InputError
        If there is neither a genre nor a description, a number is out of range, or an argument is of a wrong type.
    GenreError
        If a genre is not known; the message names the nearest ones.
    """
    n, variant = check_number("the number of colours", n, most=MOST), check_number("the variant", variant, 0)
    check_choice("mode", mode, get_args(Mode))
    for name, text in (("the description", description), ("the title", title)):
        if text is not None:
            check_text_type(name, text)
    weighted = genre_weights(genres)
    if not weighted and not (description and description.strip()):
        raise InputError("there is nothing to go by; give a genre, a description, or both")
    tables = tables or load_tables()
    taxonomy = load_taxonomy()
    weights = group_weights(weighted, taxonomy)
    words = read_colour_words(description or "", title or "")
    notes = _notes(tables, taxonomy, weighted, weights, words)
    by_weight = [genre for genre, weight in sorted(weighted.items(), key=lambda item: -item[1]) if weight > 0]
    choice = choose(tables, weights, by_weight, words, mode, variant)
    if choice is None:
        missing = (
            "your text names no colours"
            if mode == "from-text"
            else "no designers' convention is known for these genres"
        )
        notes, mode = (f"{missing}: these colours fit in", *notes), "fit-in"
        choice = choose(tables, weights, by_weight, words, mode, variant)
        assert choice is not None  # noqa: S101 - there is always one to fit in
    working, colours = _rename(working_of(choice.hexes), _recommended_colours(tables, weights, words, choice, n))
    return Palette(tuple(colours), working, choice.basis, weights, notes, mode, variant)


def palette_choices(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
) -> tuple[Palette, ...]:
    """Return the palettes to choose from: three to fit in, those of every other mode that has one, no two alike.

    Parameters and errors are those of `recommend_colours`.
    """
    asked: list[tuple[Mode, int]] = [("fit-in", 0), ("fit-in", 1), ("fit-in", 2)]
    asked += [(mode, 0) for mode in get_args(Mode) if mode != "fit-in"]
    found: dict[tuple[str, str], Palette] = {}
    for mode, variant in asked:
        palette = recommend_colours(description, genres, title, n, mode=mode, variant=variant)
        if palette.mode == mode:
            found.setdefault((palette.working.ground.hex, palette.working.accent.hex), palette)
    return tuple(found.values())


def genre_weights(genres: Iterable[str] | Mapping[str, float] | None) -> dict[str, float]:
    """Return the ids of genres with their weights; genres without weights have the weight 1.

    Raises
    ------
    InputError
        If `genres` is neither a list of names nor names with weights, or a weight is negative, infinite or no number,
        or all are 0.
    GenreError
        If a genre is not known; the message names the nearest ones.
    """
    if isinstance(genres, str | bytes):
        raise InputError(f"genres must be a list of genres, not a text; write [{genres!r}]")
    if genres is None:
        return {}
    if not isinstance(genres, Iterable):
        raise InputError(f"genres must be a list of genres, not {type(genres).__name__}")
    taxonomy = load_taxonomy()
    weights: dict[str, float] = {}
    for genre, weight in genres.items() if isinstance(genres, Mapping) else ((genre, 1.0) for genre in genres):
        if not isinstance(weight, Real) or not math.isfinite(weight) or weight < 0:
            raise InputError(f"the weight of {genre!r} is {weight!r}; give a number from 0 up, such as a probability")
        for found in taxonomy.find_all(check_text_type("a genre", genre)):
            weights[found.id] = float(weight)
    if weights and not any(weights.values()):
        raise InputError("all genres have the weight 0; give one of them more, or leave the weights out")
    return weights


def _notes(
    tables: CoverTables,
    taxonomy: Taxonomy,
    genres: Mapping[str, float],
    weights: Mapping[str, float],
    words: ColourWords,
) -> tuple[str, ...]:
    notes = []
    unknown = [taxonomy[genre].name for genre in genres if not groups_of(genre, taxonomy)]
    if unknown:
        notes.append(f"no covers were measured for {', '.join(unknown)}")
    if not weights:
        notes.append("without a measured genre these are the colours of covers as a whole")
    few = [f"{group} ({tables.lightness.covers(group)})" for group in weights if tables.lightness.covers(group) < _FEW]
    if few:
        notes.append(f"few covers were measured for {', '.join(few)}: the colours lean on covers as a whole")
    named = [f"{name} ({', '.join(found)})" for name, found in words.words.items()]
    if named:
        notes.append(f"from your text: {'; '.join(named)}")
    return tuple(notes)


def _recommended_colours(
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


def _rename(working: Working, colours: Sequence[Recommended]) -> tuple[Working, list[Recommended]]:
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
