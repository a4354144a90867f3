"""From genres and a description to a palette: the chosen combination, its neighbours, their shares and evidence."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from numbers import Real
from typing import get_args

import numpy as np

from bookgenre.arguments import check_choice, check_number, check_text_type
from bookgenre.covers.choices import Choice, choose
from bookgenre.covers.colours import (
    ColourWords,
    Swatch,
    basic,
    distances,
    read_colour_words,
    read_data,
    swatch,
    tone,
)
from bookgenre.covers.palette import Mode, Palette, Recommended, Working, working_of
from bookgenre.covers.tables import CoverTables, load_tables
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy

__all__ = ["MOST", "genre_weights", "group_weights", "groups_of", "palette_choices", "recommend_colours"]

MOST = 20
"""Colours at most; there are 29 terms, and some are hardly ever seen on a cover."""

_FEW = 150

_ALIKE = 0.06
"""Distance below which two colours are shown as one."""

_OWN = 0.6
"""Share of the chosen combination's colours; its neighbours' have the rest, each half as much as the one before."""


def recommend_colours(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    mode: Mode = "fit-in",
    variant: int = 0,
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
    tables = load_tables()
    weights = group_weights(weighted)
    words = read_colour_words(description or "", title or "")
    notes = tuple(_notes(tables, weighted, weights, words))
    by_weight = [genre for genre, weight in sorted(weighted.items(), key=lambda item: -item[1]) if weight > 0]
    choice = choose(tables, weights, by_weight, words, mode, variant)
    if choice is None:
        of_text = mode == "from-text"
        missing = "your text names no colours" if of_text else "no designers' convention is known for these genres"
        notes, mode = (f"{missing}: these colours fit in", *notes), "fit-in"
        choice = choose(tables, weights, by_weight, words, mode, variant)
        assert choice is not None  # noqa: S101 - there is always one to fit in
    working, colours = _rename(working_of(choice.hexes), _recommended_colours(tables, weights, words, choice, n))
    return Palette(colours, working, choice.basis, weights, notes, mode, variant)


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


def groups_of(genre_id: str) -> tuple[str, ...]:
    """Return the groups that a genre's covers belong to, its own or those of the nearest genre above it.

    Empty for genres that say nothing of a cover that was measured: places, animals, holidays.
    """
    groups = _genre_groups()
    above = reversed(load_taxonomy().ancestors(genre_id))
    return next((tuple(groups[genre]) for genre in (genre_id, *above) if genre in groups), ())


def group_weights(genres: Mapping[str, float]) -> dict[str, float]:
    """Return weights of groups that sum to 1, the weightiest first; empty where no genre has a group.

    Parameters
    ----------
    genres
        Genre id to weight, such as a probability. A genre that is another's ancestor is left out.
    """
    taxonomy = load_taxonomy()
    above = {ancestor for genre in genres for ancestor in taxonomy.ancestors(genre)}
    weights: dict[str, float] = {}
    for genre, weight in genres.items():
        # A parent stands there because of its child, who is measured more nearly.
        if genre in above or weight <= 0:
            continue
        groups = groups_of(genre)
        for group in groups:
            weights[group] = weights.get(group, 0.0) + weight / len(groups)
    # "Fiction" beside horror adds nothing but the average of everything.
    narrow = {group: weight for group, weight in weights.items() if group not in ("Fiction", "Nonfiction")}
    chosen = narrow or weights
    total = sum(chosen.values())
    return {group: weight / total for group, weight in sorted(chosen.items(), key=lambda item: -item[1])}


@cache
def _genre_groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = read_data("genre_groups.json")
    return groups


def _notes(
    tables: CoverTables, genres: Mapping[str, float], weights: Mapping[str, float], words: ColourWords
) -> Iterator[str]:
    taxonomy = load_taxonomy()
    unknown = [taxonomy[genre].name for genre in genres if not groups_of(genre)]
    if unknown:
        yield f"no covers were measured for {', '.join(unknown)}"
    if not weights:
        yield "without a measured genre these are the colours of covers as a whole"
    few = [f"{group} ({covers})" for group in weights if (covers := tables.lightness.covers(group)) < _FEW]
    if few:
        yield f"few covers were measured for {', '.join(few)}: the colours lean on covers as a whole"
    named = [f"{name} ({', '.join(found)})" for name, found in words.words.items()]
    if named:
        yield f"from your text: {'; '.join(named)}"


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
    for colour, share in zip(chosen, _percent(parts), strict=True):
        term, place = tables.term(colour), tables.place(colour)
        of_groups = [tables.colours.evidence(group, place) for group in weights]
        # The strongest first; none of groups that were not measured.
        ranked = sorted(of_groups, key=lambda entry: -weights[entry.group] * np.log(entry.lift))
        evidence = tuple(entry for entry in ranked if entry.covers)
        found.append(Recommended(swatch(colour), share, term, float(frequency[place]), evidence, _words(words, term)))
    return sorted(found, key=lambda entry: -entry.share)


def _rename(working: Working, colours: Sequence[Recommended]) -> tuple[Working, tuple[Recommended, ...]]:
    """Give every colour of a palette a name that no other colour of it has."""
    named: dict[str, Swatch] = {}
    for colour in (working.ground, working.accent, working.text, *(entry.colour for entry in colours)):
        if colour.hex not in named:
            named[colour.hex] = swatch(colour.hex, {other.name for other in named.values()})
    ground, accent, text = (named[colour.hex] for colour in (working.ground, working.accent, working.text))
    renamed = tuple(replace(entry, colour=named[entry.colour.hex]) for entry in colours)
    return replace(working, ground=ground, accent=accent, text=text), renamed


def _more(tables: CoverTables, words: ColourWords, choice: Choice) -> Iterator[str]:
    """Two colours that the text names, the neighbours' grounds and accents, their other colours, and typical ones."""
    yield from list(words.literal.values())[:2]
    for place in range(5):
        yield from (hexes[place] for hexes in choice.neighbours)
    order = np.argsort(-tables.colours.base, kind="stable")
    yield from (tables.typical[term] for term in (tables.colours.terms[i] for i in order) if term in tables.typical)


def _like(colour: str, others: Sequence[str]) -> int | None:
    if not others:
        return None
    apart = distances(colour, others)
    return int(apart.argmin()) if apart.min() < _ALIKE else None


def _percent(parts: Sequence[float]) -> list[int]:
    """Whole percents that sum to 100, none of them 0 (largest remainders)."""
    shares = np.array(parts)
    exact = shares / shares.sum() * (100 - len(parts))
    whole = np.floor(exact).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: 100 - len(parts) - int(whole.sum())]:
        whole[place] += 1
    return [int(part) + 1 for part in whole]


def _words(words: ColourWords, term: str) -> tuple[str, ...]:
    """Words that speak for the hue, and for black and white those that speak for the tone."""
    of_tone = words.words.get(tone(term), ()) if term in ("black", "white") else ()
    return tuple(dict.fromkeys((*words.words.get(basic(term), ()), *of_tone)))
