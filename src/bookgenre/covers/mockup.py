"""A picture of a palette as SVG: a plain cover in its ground, accent and text.

No font file is read. Widths of Latin, Greek and Cyrillic letters are the wider ones of DejaVu Sans Bold and Serif Bold
2.37, among the widest text faces in use. Letters of other scripts count as wider than most are, and break anywhere.
"""

import math
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal, get_args
from xml.sax.saxutils import escape

import numpy as np

from bookgenre.arguments import check_text_type
from bookgenre.covers.colours import contrast, read_data
from bookgenre.covers.palette import LEAST_CONTRAST, Palette, Working
from bookgenre.errors import InputError

__all__ = ["MOST_CHARACTERS", "Box", "Layout", "Lettering", "clean_line", "cover_svg", "fit", "shortened", "text_width"]

Layout = Literal["band", "frame", "split"]
WIDTH, HEIGHT = 600, 900
MOST_CHARACTERS = 200
"""Of a title, and of an author's name."""
SAFE = 1.05
"""Factor for faces that are wider than DejaVu Bold."""

ELLIPSIS = "…"
_SERIF = "Georgia, 'DejaVu Serif', 'Noto Serif', 'Liberation Serif', 'Times New Roman', serif"
_SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Noto Sans', 'Liberation Sans', sans-serif"
_JOINERS = "\u200c\u200d"
_Piece = tuple[str, str, float]
"""A space or nothing, what is not broken, and its width in em."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where lettering goes; what is drawn outside of it is cut off."""

    role: Literal["title", "author"]
    x: float
    y: float
    width: float
    height: float
    colour: str
    align: Literal["left", "centre"] = "centre"
    stand: Literal["top", "middle", "bottom"] = "middle"
    largest: int = 108


@dataclass(frozen=True, slots=True)
class Lettering:
    """Text fitted into a box; the letter-spacing in em, all else in the units of the box."""

    lines: tuple[str, ...]
    size: int
    spacing: float
    ascent: float
    leading: float
    height: float


def cover_svg(palette: Palette, title: str, author: str = "", *, layout: Layout = "band") -> str:
    """Draw a cover, 600 by 900 units.

    Lettering is drawn only where its contrast is at least 4.5. A title is never cut; a very long author's name may end
    in an ellipsis. A thin grey frame keeps a black cover apart from a dark page and a white one from a light page.

    Parameters
    ----------
    palette
        Its ground, accent and text are used.
    title, author
        200 characters at most; the title at least one.
    layout
        ``"band"``: a band in the accent, with the title on it if it can be read there, and below the title if not;
        ``"frame"``: all lettering centred in a thin frame; ``"split"``: the lower third in the accent.

    Raises
    ------
    InputError
        If the title is empty, a text is too long, or there is no such layout.
    """
    title, author = _checked("title", title), _checked("author", author)
    if not title:
        raise InputError("the title is empty; give one of 1 to 200 characters")
    draw = {"band": _band, "frame": _frame, "split": _split}.get(layout) if isinstance(layout, str) else None
    if draw is None:
        raise InputError(f"there is no layout {layout!r}; use one of {', '.join(get_args(Layout))}")
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'role="img">',
        f"<title>{escape(f'{title}, {author}' if author else title)}</title>",
        _rectangle(0, 0, WIDTH, HEIGHT, f'fill="{palette.working.ground.hex}"'),
        *draw(palette.working, title, author),
        _rectangle(1, 1, WIDTH - 2, HEIGHT - 2, 'fill="none" stroke="#8a8a8a" stroke-width="2"'),
        "</svg>\n",
    ]
    return "\n".join(lines)


def shortened(text: str) -> str:
    """Cut a text to what fits on a cover, at a word."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0] + ELLIPSIS


def clean_line(text: str) -> str:
    """Return `text` in NFC on one line, without control characters and whatever else XML 1.0 forbids."""
    # Joiners shape letters and emoji.
    kept = "".join(c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _checked(kind: str, text: str) -> str:
    cleaned = clean_line(check_text_type(f"the {kind}", text))
    if len(cleaned) > MOST_CHARACTERS:
        raise InputError(f"the {kind} has {len(cleaned):,} characters; shorten it to {MOST_CHARACTERS} at most")
    return cleaned if any(unicodedata.category(character)[0] in "LNPS" for character in cleaned) else ""


def _band(working: Working, title: str, author: str) -> Iterator[str]:
    on_accent = _legible_on_accent(working)
    if on_accent:
        box = Box("title", 56, 100, 488, 540, on_accent)
        half = fit(box, title).height / 2 + 40
        yield _rectangle(0, box.y + box.height / 2 - half, WIDTH, 2 * half, f'fill="{working.accent.hex}"')
        yield from _lettered(box, title)
    else:
        yield from _lettered(Box("title", 56, 80, 488, 460, working.text.hex, "left", "bottom"), title)
        yield _rectangle(0, 580, WIDTH, 110, f'fill="{working.accent.hex}"')
    yield from _lettered(Box("author", 56, 770, 488, 80, working.text.hex, "centre" if on_accent else "left"), author)


def _frame(working: Working, title: str, author: str) -> Iterator[str]:
    edge = f'fill="none" stroke="{working.accent.hex}" stroke-width="5"'
    yield _rectangle(28, 28, WIDTH - 56, HEIGHT - 56, edge)
    yield from _lettered(Box("title", 72, 110, 456, 510, working.text.hex, largest=100), title)
    yield _rectangle(270, 660, 60, 5, f'fill="{working.accent.hex}"')
    yield from _lettered(Box("author", 72, 712, 456, 96, working.text.hex), author)


def _split(working: Working, title: str, author: str) -> Iterator[str]:
    on_accent = _legible_on_accent(working)
    yield _rectangle(0, 600, WIDTH, 300, f'fill="{working.accent.hex}"')
    yield from _lettered(Box("title", 56, 170, 488, 400, working.text.hex, "left", "bottom"), title)
    box = Box("author", 56, 56, 488, 80, working.text.hex, "left", "top")
    yield from _lettered(replace(box, y=764, colour=on_accent, stand="bottom") if on_accent else box, author)


def _legible_on_accent(working: Working) -> str | None:
    """The text's or the ground's colour, whichever can be read better on the accent, if it can be read."""
    best = max((working.text.hex, working.ground.hex), key=lambda colour: contrast(colour, working.accent.hex))
    return best if contrast(best, working.accent.hex) >= LEAST_CONTRAST else None


def _rectangle(x: float, y: float, width: float, height: float, paint: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {paint}/>'


def _lettered(box: Box, text: str) -> Iterator[str]:
    """Yield a box of lettering: an SVG of its own, which cuts off what no estimate foresees."""
    if not text:
        return
    lettering = fit(box, text)
    spare = box.height - lettering.height
    y = box.y + {"top": 0.0, "middle": spare / 2, "bottom": spare}[box.stand] + lettering.ascent
    # resvg ignores the direction and would set right-to-left text from the wrong edge; the middle is the same in both.
    directions = (unicodedata.bidirectional(character) for character in text)
    right_to_left = next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"
    left = box.align == "left" and not right_to_left
    x, anchor = (box.x, "start") if left else (box.x + box.width / 2, "middle")
    face = f'font-family="{_SERIF}" font-weight="700"' if box.role == "title" else f'font-family="{_SANS}"'
    spaced = f' letter-spacing="{lettering.spacing * lettering.size:.2f}"' if lettering.spacing else ""
    direction = ' direction="rtl"' if right_to_left else ""
    place = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    yield (
        f'<svg {place} viewBox="{box.x:g} {box.y:g} {box.width:g} {box.height:g}" class="{box.role}" {face} '
        f'font-size="{lettering.size:g}" fill="{box.colour}"{spaced}{direction} text-anchor="{anchor}">'
    )
    for number, line in enumerate(lettering.lines):
        width, squeeze = text_width(line) * lettering.size, ""
        # resvg adds letter-spacing to a textLength, so a spaced line is given none.
        if width * SAFE > box.width * 0.92 and is_plain(line) and not lettering.spacing:
            # The faces that readers have are narrower than DejaVu: halfway, no face is pulled or squeezed by much.
            squeeze = f' textLength="{round(width * 0.93, 1):g}" lengthAdjust="spacingAndGlyphs"'
        yield f'<text x="{x:g}" y="{y + number * lettering.leading:.1f}"{squeeze}>{escape(line)}</text>'
    yield "</svg>"


def fit(box: Box, text: str) -> Lettering:
    """Fit a text into a box at the largest size at which it fits, or one that saves one of three to five lines.

    Only a word too long for the smallest size is broken, and only what does not fit at that size is left out.
    """
    largest, smallest = (box.largest, 16) if box.role == "title" else (30, 12)
    ascent, leading, descent = (1.12, 1.22, 0.3) if is_plain(text) else (1.3, 1.5, 0.5)
    # Arabic and Indian letters hang together; apart they are no longer words.
    spacing = 0.1 if box.role == "author" and is_plain(text) else 0.0
    words = clean_line(text).split()
    found: list[tuple[int, int, list[_Piece]]] = []
    for size in range(largest, smallest - 1, -1):
        if found and (size < found[0][0] * 0.8 or size <= largest / 5 or not 3 <= found[-1][1] <= 5):
            break
        room = box.width / SAFE / size
        most = math.floor((box.height / size - ascent - descent) / leading) + 1
        pieces = _pieces(words, room, spacing, broken=size == smallest)
        count = len(_fill(pieces, room, spacing))
        if pieces and count <= (found[-1][1] - 1 if found else most):
            found.append((size, count, pieces))
    if not found:
        return fit(box, text.removesuffix(ELLIPSIS)[:-5].rstrip() + ELLIPSIS)
    size, _, pieces = found[-1]
    lines = _balanced(pieces, box.width / SAFE / size, spacing)
    height = ascent * size + (len(lines) - 1) * (leading * size) + descent * size
    return Lettering(tuple(lines), size, spacing, ascent * size, leading * size, height)


def _pieces(words: Sequence[str], room: float, spacing: float, *, broken: bool) -> list[_Piece]:
    """Return what is not broken at the end of a line; nothing if a word would have to be broken and may not."""
    pieces: list[_Piece] = []
    for word in words:
        split = text_width(word, spacing) > room and (broken or not is_plain(word))
        for place, part in enumerate(_clusters(word) if split else [word]):
            pieces.append(("" if place else " ", part, text_width(part, spacing)))
    return pieces if broken or all(width <= room for *_, width in pieces) else []


def _balanced(pieces: Sequence[_Piece], room: float, spacing: float) -> list[str]:
    """Break into lines of about one length, as few as can be."""
    fewest = len(_fill(pieces, room, spacing))
    rooms = np.linspace(max(width for *_, width in pieces), room, 4097)
    place = bisect_left(rooms, True, lo=1, key=lambda narrower: len(_fill(pieces, narrower, spacing)) <= fewest)
    return _fill(pieces, float(rooms[place]), spacing)


def _fill(pieces: Sequence[_Piece], room: float, spacing: float) -> list[str]:
    """Fill one line after the other."""
    lines: list[str] = []
    used = math.inf
    for before, text, width in pieces:
        wider = used + text_width(before, spacing) + width
        if wider <= room:
            lines[-1] += before + text
            used = wider
        else:
            lines.append(text)
            used = width
    return lines


def _clusters(word: str) -> list[str]:
    """Split a word where it may be broken: not before a mark, and not beside a joiner."""
    found = [""]
    for character in word:
        if unicodedata.category(character)[0] == "M" or character in _JOINERS or found[-1].endswith("\u200d"):
            found[-1] += character
        else:
            found.append(character)
    return [cluster for cluster in found if cluster]


def text_width(text: str, spacing: float = 0.0) -> float:
    """Return the width of a text in em, not less than what common bold faces need, without `SAFE`."""
    return sum(map(_advance, text)) + spacing * len(text)


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Return the width of one character in em; marks have none."""
    if character in _letter_widths():
        return _letter_widths()[character]
    if unicodedata.category(character)[0] in "MC":
        return 0.0
    parts = unicodedata.normalize("NFKD", character)
    if not all(is_plain(part) or unicodedata.combining(part) for part in parts):
        # Chinese, Japanese and Korean fill a square each; emoji may be wider.
        return 1.0 if unicodedata.east_asian_width(character) in "WF" and character < "\U0001f000" else 1.5
    if parts == character:
        return 1.65 if character.isupper() else 1.3
    # DejaVu sets the accents of Greek capitals beside the letter, and a háček on d, l and t as an apostrophe.
    beside = 0.45 if "\u0370" <= character < "\u0400" and character != character.lower() else 0.0
    return max(text_width(parts) + beside + (0.25 if character in "ďĽľť" else 0.0), 0.5)


def is_plain(text: str) -> bool:
    """Whether a text holds only Latin, Greek and Cyrillic without stacked accents, so that its estimate is near."""
    return all(ord(c) < 0x0300 or 0x0370 <= ord(c) < 0x0530 or 0x2010 <= ord(c) < 0x2060 for c in text)


@cache
def _letter_widths() -> Mapping[str, float]:
    table = read_data("letter_widths.json").items()
    return {character: float(ems) for ems, characters in table for character in characters}
