"""Does a palette fit: where its colours stand among covers of the genres, what it looks like, and whether it reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from os import PathLike
from typing import Any, BinaryIO

import numpy as np
from coloraide import Color

from bookgenre.covers.colours import (
    LIGHTNESS_CLASSES,
    VISION,
    Lightness,
    Swatch,
    contrast,
    difference,
    lightness_class,
    oklab,
    seen_with,
    swatch,
)
from bookgenre.covers.palette import LEAST_CONTRAST
from bookgenre.covers.recommend import genre_weights, group_weights
from bookgenre.covers.tables import CoverTables, Evidence, load_tables
from bookgenre.errors import InputError

__all__ = ["CheckedColour", "PaletteCheck", "TitleColour", "check_image", "check_palette", "split_colours"]

_LEAST, _MOST = 2, 20
_ALIKE_GROUPS = 5
_LARGE_TEXT = 3.0


@dataclass(frozen=True, slots=True)
class CheckedColour:
    """One colour of a palette that was checked.

    Attributes
    ----------
    colour
        The colour.
    term
        Its colour term: ``dark blue``.
    evidence
        How often it is the dominant colour of covers of each of the genres' groups; empty without genres.
    """

    colour: Swatch
    term: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TitleColour:
    """The colour of a palette that is most legible on its ground.

    Attributes
    ----------
    colour
        The colour.
    contrast
        Its contrast on the ground (WCAG 2.2), from 1 to 21.
    """

    colour: Swatch
    contrast: float


@dataclass(frozen=True, slots=True)
class PaletteCheck:
    """The verdict on a palette.

    Attributes
    ----------
    colours
        The colours, the ground first.
    lightness
        The ground's class: "dark", "middle" or "light".
    lightness_shares
        The share of each class among covers of the genres; of all covers without genres.
    looks_like
        Groups of genres whose covers have such grounds and accents more often than others have, with the factor; the
        first five.
    rank
        The place of the genres' own group in that order, and the number of groups; None without genres.
    title
        The colour of the palette that is most legible on the ground.
    vision
        The smallest difference (CIEDE2000) between ground and that colour with each colour-vision deficiency.
    says
        The verdict in sentences.
    """

    colours: tuple[CheckedColour, ...]
    lightness: Lightness
    lightness_shares: Mapping[Lightness, float]
    looks_like: Mapping[str, float]
    rank: tuple[int, int] | None
    title: TitleColour
    vision: Mapping[str, float]
    says: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data with the same keys."""
        return asdict(self) | {
            "title": asdict(self.title) | {"contrast": round(self.title.contrast, 2)},
            "vision": {kind: round(value, 1) for kind, value in self.vision.items()},
        }


def check_palette(colours: Sequence[str], genres: Sequence[str] | Mapping[str, float] | None = None) -> PaletteCheck:
    """Say where a palette stands among measured covers.

    Parameters
    ----------
    colours
        2 to 20 colours, the ground first: ``#rrggbb`` or anything that CSS takes for a colour.
    genres
        As in `bookgenre.covers.recommend_colours`; None: only what the palette looks like, and whether it reads.

    Raises
    ------
    InputError
        If there are too few or too many colours, or one is none.
    GenreError
        If a genre is not known.
    """
    hexes, tables = _parsed(colours), load_tables()
    weights = group_weights(genre_weights(genres))
    checked: list[CheckedColour] = []
    for colour in hexes:
        named = swatch(colour, {other.colour.name for other in checked})
        found = (tables.colours.evidence(group, tables.place(colour)) for group in weights)
        checked.append(CheckedColour(named, tables.term(colour), tuple(one for one in found if one.covers)))
    looks = _looks_like(tables, hexes)
    rank = None
    if weights:
        names = list(looks)
        rank = (min(names.index(group) for group in weights if group in looks) + 1, len(names))
    best = max((entry.colour for entry in checked[1:]), key=lambda colour: contrast(colour.hex, hexes[0]))
    vision = {kind: difference(seen_with(hexes[0], kind), seen_with(best.hex, kind)) for kind in VISION}
    check = PaletteCheck(
        tuple(checked),
        lightness_class(hexes[0]),
        tables.ground_shares(weights),
        dict(list(looks.items())[:_ALIKE_GROUPS]),
        rank,
        TitleColour(best, contrast(best.hex, hexes[0])),
        vision,
        (),
    )
    return replace(check, says=tuple(_verdict(check, weights, hexes)))


def check_image(
    image: str | PathLike[str] | BinaryIO, genres: Sequence[str] | Mapping[str, float] | None = None
) -> PaletteCheck:
    """Measure the five colours of a cover's picture, as the tables were measured, and check them.

    The picture is read where it is and not kept. Errors are those of `check_palette` and of
    `bookgenre.covers.measure.measure_image`.
    """
    from bookgenre.covers.measure import measure_image, order_by_role

    measured = measure_image(image)
    hexes, _ = order_by_role(list(measured.hexes), list(measured.weights))
    if len(set(hexes)) < _LEAST:
        raise InputError("the picture has only one colour; give a picture of a cover")
    return check_palette(list(dict.fromkeys(hexes)), genres)


def split_colours(text: str) -> list[str]:
    """Return the colours of a text, which commas, semicolons or spaces part; those within ``rgb(…)`` do not."""
    return [part for part in re.split(r"[,;\s]+(?![^(]*\))", text) if part]


def _parsed(colours: Sequence[str]) -> list[str]:
    if isinstance(colours, str | bytes) or not isinstance(colours, Sequence):
        raise InputError("the colours must be a list, the ground first, such as ['#112233', '#ddeeff']")
    found = []
    for colour in colours:
        if not isinstance(colour, str):
            raise InputError(f"a colour must be text, not {type(colour).__name__}; write '#112233'")
        match = Color.match(colour.strip(), fullmatch=True)
        if match is None:
            raise InputError(f"{colour.strip()!r} is no colour; write it as '#112233'")
        fitted = match.color.convert("srgb").fit("srgb", method="clip")
        found.append(Color("srgb", fitted.coords(nans=False)).to_string(hex=True, compress=False))
    unlike = list(dict.fromkeys(found))
    if not _LEAST <= len(unlike) <= _MOST:
        raise InputError(
            f"{len(unlike)} different colours were given; give {_LEAST} to {_MOST}, the ground first: '#112233,#ddeeff'"
        )
    return unlike


def _looks_like(tables: CoverTables, hexes: Sequence[str]) -> dict[str, float]:
    """Return how many times as likely the ground's lightness and term and the accent's are in each group, all together.

    The accent is the most chromatic of the other colours; its term counts half, as dominant colours were counted.
    """
    lab = oklab(hexes)
    accent = 1 + int(np.hypot(lab[1:, 1], lab[1:, 2]).argmax())
    lightness = LIGHTNESS_CLASSES.index(lightness_class(hexes[0]))
    ground, second = tables.place(hexes[0]), tables.place(hexes[accent])
    found = {}
    for name in tables.groups:
        if name in tables.lightness.groups:
            lifts = tables.colours.log_lifts(name)
            # Lightness and term of one ground overlap: together they count once.
            log = (tables.lightness.log_lifts(name)[lightness] + lifts[ground]) / 2 + lifts[second] / 2
            found[name] = float(np.exp(log))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _verdict(check: PaletteCheck, weights: Mapping[str, float], hexes: Sequence[str]) -> list[str]:
    says = []
    of = " and ".join(weights) + " covers" if weights else "covers"
    share = check.lightness_shares[check.lightness]
    commonest = max(check.lightness_shares, key=lambda name: check.lightness_shares[name])
    if check.lightness == commonest:
        says.append(f"A {check.lightness} ground is the commonest on {of} ({share:.0%}).")
    else:
        says.append(
            f"{share:.0%} of {of} have a {check.lightness} ground; a {commonest} one is commoner "
            f"({check.lightness_shares[commonest]:.0%})."
        )
    if check.rank is not None:
        place, total = check.rank
        fits = "fits" if place <= total / 3 else "is unusual for" if place > 2 * total / 3 else "is neutral for"
        says.append(f"The palette {fits} {' and '.join(weights)}: place {place} of {total} groups.")
    says.append(f"It looks most like {', '.join(list(check.looks_like)[:3])}.")
    colour, reads = check.title.colour, check.title.contrast
    if reads >= LEAST_CONTRAST:
        says.append(f"Title and author read well in {colour.name} ({reads:.1f}:1 on the ground).")
    elif reads >= _LARGE_TEXT:
        says.append(
            f"A large title reads in {colour.name} ({reads:.1f}:1), an author's name in small letters does not (4.5:1)."
        )
    else:
        says.append(
            f"No colour reads on the ground (best {reads:.1f}:1; a title needs 3:1): add a lighter or darker one."
        )
    near = [f"{one} and {other}" for one, other in combinations(hexes[:5], 2) if difference(one, other) < 5]
    if near:
        says.append(f"Hard to tell apart: {', '.join(near)}.")
    return says
