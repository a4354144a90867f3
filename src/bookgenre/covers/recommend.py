"""From genres and a description to a palette."""

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import get_args

import numpy as np
import numpy.typing as npt

from bookgenre.arguments import check_choice, check_number, check_text_type
from bookgenre.covers.colours import swatch
from bookgenre.covers.groups import group_weights, groups_of
from bookgenre.covers.palette import Mode, Palette, Recommended, Working
from bookgenre.covers.scoring import score
from bookgenre.covers.tables import ColourTable, Evidence, basic, load_table, tone
from bookgenre.covers.wording import Wording, read_wording
from bookgenre.covers.working import build_working, rank_accents
from bookgenre.errors import InputError
from bookgenre.genres import Taxonomy, load_taxonomy

__all__ = ["MOST", "genre_weights", "recommend_colours"]

MOST = 20
"""Colours at most; there are 29 terms, and some are hardly ever worn."""

_FEW = 150
_TONES_OF_ONE = 2
_NAMED = 2
# An accent of the ground's own tone is lost on it.
_TONES_ON = {"dark": ("mid", "light"), "mid": ("light", "dark"), "light": ("mid", "dark")}
_CHROMATIC = frozenset("red orange yellow green blue purple pink brown".split())

Floats = npt.NDArray[np.float64]


def recommend_colours(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    mode: Mode = "fit-in",
    variant: int = 0,
    table: ColourTable | None = None,
) -> Palette:
    """Recommend colours for a cover.

    The same question has the same answer. What the answer rests on is small: of 1,000 covers the genre names the
    dominant colour of some 60 more than one answer for all would (docs/covers.md).

    Parameters
    ----------
    description
        The blurb; its words move the tone a little, and the hue where they name a colour.
    genres
        Ids, names or other names of genres, all of one weight; or each to its weight, such as the classifier's
        probabilities: 0 or more, and not all 0.
    title
        Read with the description.
    n
        How many colours, 1 to 20.
    mode
        ``"fit-in"``: what covers of these genres wear; ``"stand-out"``: plausible on a cover, but rare on these.
    variant
        0 for the best working palette, 1 and up for others.
    table
        Measured lifts, if not the packaged ones.

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
    table = table or load_table()
    taxonomy = load_taxonomy()
    weights = group_weights(weighted, taxonomy)
    wording = read_wording(f"{title or ''}\n{description or ''}", table.terms)
    frequency = score(table, weights, wording.nudge)
    worth = _worth(table, frequency, mode)
    places = _choose(table, worth, n, _named(table, wording))
    shares = _percent(worth[places])
    colours = [
        Recommended(
            swatch(_hex(table, weights, wording, table.terms[place])),
            share,
            table.terms[place],
            float(frequency[place]),
            _evidence(table, weights, place, mode),
            _words(wording, table.terms[place]),
        )
        for place, share in zip(places.tolist(), shares, strict=True)
    ]
    colours.sort(key=lambda entry: (-entry.share, entry.term))
    notes = _notes(table, weighted, weights, wording, taxonomy)
    return Palette(tuple(colours), _working(table, weights, colours, variant), weights, notes, mode, variant)


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
        raise InputError(f"genres must be a list of genres, not one text; write [{genres!r}]")
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


def _worth(table: ColourTable, frequency: Floats, mode: Mode) -> Floats:
    """What a colour is worth recommending for: how often it is worn, and how far that is from the average."""
    lift = frequency / table.base
    # Clusters of photographs are greyer than covers look; what sets a genre apart must not drown in grey.
    return table.base * lift**2 if mode == "fit-in" else table.base * np.minimum(lift, 2.0) ** -2


def _named(table: ColourTable, wording: Wording) -> list[int]:
    """The terms of colours that the text names itself."""
    return [
        place
        for place, term in enumerate(table.terms)
        if (literal := wording.literal.get(basic(term))) and _same_tone(literal, term)
    ]


def _choose(table: ColourTable, worth: Floats, n: int, named: Sequence[int]) -> npt.NDArray[np.intp]:
    """The worthiest terms that have a typical colour, at most two tones of one basic colour while others are left.

    Up to two that the text names have their place, whatever they are worth: who writes "crimson" looks for it.
    """
    order = [int(place) for place in np.argsort(-worth, kind="stable") if table.terms[place] in table.typical[""]]
    chosen = [place for place in order if place in named][: min(_NAMED, n - 1)]
    for most in (_TONES_OF_ONE, len(order)):
        for place in order:
            tones = sum(basic(table.terms[other]) == basic(table.terms[place]) for other in chosen)
            if len(chosen) < n and place not in chosen and tones < most:
                chosen.append(place)
    return np.array(chosen, dtype=np.intp)


def _percent(worth: Floats) -> list[int]:
    """Whole percents that sum to 100, none of them 0 (largest remainders)."""
    exact = worth / worth.sum() * (100 - len(worth))
    whole = np.floor(exact).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: 100 - len(worth) - int(whole.sum())]:
        whole[place] += 1
    return [int(part) + 1 for part in whole]


def _hex(table: ColourTable, weights: Mapping[str, float], wording: Wording | None, term: str) -> str:
    """The colour that the text names, if it is of this term; else a typical one of the weightiest group."""
    literal = wording.literal.get(basic(term)) if wording else None
    if literal is not None and _same_tone(literal, term):
        return literal
    return next((table.typical[g][term] for g in weights if term in table.typical.get(g, {})), table.typical[""][term])


def _same_tone(colour: str, term: str) -> bool:
    """Whether a colour has the tone of a term: dark below a lightness of 0.45, light from 0.75."""
    lightness = swatch(colour).oklch[0]
    if " " not in term:
        return True
    return term.startswith("dark" if lightness < 0.45 else "light" if lightness >= 0.75 else "mid")


def _evidence(table: ColourTable, weights: Mapping[str, float], place: int, mode: Mode) -> tuple[Evidence, ...]:
    found = [table.evidence(group, [place]) for group in weights]
    sign = -1 if mode == "stand-out" else 1
    ranked = sorted(found, key=lambda e: -sign * weights[e.group] * np.log(e.lift))
    return tuple(entry for entry in ranked if entry.covers)


def _words(wording: Wording, term: str) -> tuple[str, ...]:
    """Words that speak for the hue, and for black and white those that speak for the tone."""
    of_tone = wording.words.get(tone(term), ()) if term in ("black", "white") else ()
    return tuple(dict.fromkeys((*wording.words.get(basic(term), ()), *of_tone)))


def _working(table: ColourTable, weights: Mapping[str, float], colours: Sequence[Recommended], variant: int) -> Working:
    """The ground is the variant-th most recommended colour; the accent one that real covers put on such a ground."""
    ground = colours[variant % len(colours)]
    around = variant // len(colours)
    lifts = {
        name: float(np.exp(sum(weight * np.log(table.evidence(g, places).lift) for g, weight in weights.items())))
        for name in dict.fromkeys(map(basic, table.terms))
        for places in [[i for i, term in enumerate(table.terms) if basic(term) == name]]
    }
    ranked = rank_accents(table.accents.get(basic(ground.term), {}), lifts)
    accents = [name for name in ranked if name in _CHROMATIC]
    accents = accents[around % len(accents) :] + accents[: around % len(accents)] if accents else []
    candidates = [
        _hex(table, weights, None, term)
        for name in accents
        for term in (f"{one} {name}" for one in _TONES_ON[tone(ground.term)])
        if term in table.typical[""]
    ]
    return build_working(ground.colour.hex, candidates)


def _notes(
    table: ColourTable,
    genres: Mapping[str, float],
    weights: Mapping[str, float],
    wording: Wording,
    taxonomy: Taxonomy,
) -> tuple[str, ...]:
    notes = []
    unknown = [taxonomy[genre].name for genre in genres if not groups_of(genre, taxonomy)]
    if unknown:
        notes.append(f"no covers were measured for {', '.join(unknown)}")
    if not weights:
        notes.append("without a measured genre these are the colours of covers as a whole")
    few = [f"{group} ({table.covers(group)})" for group in weights if table.covers(group) < _FEW]
    if few:
        notes.append(f"few covers were measured for {', '.join(few)}: the colours lean on covers as a whole")
    told = [f"{name} ({', '.join(words)})" for name, words in wording.words.items()]
    if told:
        notes.append(f"from your text: {'; '.join(told)}")
    return tuple(notes)
