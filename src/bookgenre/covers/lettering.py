"""Text broken into lines and made as large as a box allows: Latin, Greek and Cyrillic; other scripts plainly.

No font file is read. Widths of Latin, Greek and Cyrillic letters are those of DejaVu Sans Bold and DejaVu Serif Bold
2.37, the wider of the two, rounded up to a twentieth of an em; these are among the widest text faces in use. Letters of
other scripts count as wide as the widest of them, so that their titles are set smaller, and break anywhere.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["ELLIPSIS", "Lettering", "Line", "clean_line", "fit", "is_plain", "text_width"]

ELLIPSIS = "…"

SAFE = 1.05
"""Factor for faces that are wider than DejaVu Bold."""

_NEAR_EDGE = 0.92
_SQUEEZE = 0.93
_WHOLE_WORDS = 0.2
_BROKEN_WORDS = 0.4
_FEWER_LINES = 0.8
_MANY_LINES = range(3, 6)
_BALANCE_STEPS = 12

_EMS = {
    0.35: " '",
    0.40: ",./:;\\ijl|łı‘’·іј",
    0.45: "-f",
    0.50: "!()IJ[]_`t¡–°ΙΪίιІЈ",
    0.55: '"*r§',
    0.60: "?sz¿ζξѕ",
    0.65: "cx«»•έεςгзстхэєґ",
    0.70: "$0123456789aekovyøð“”ΰγδθνοτυχГабвеоуь",
    0.75: "FLSTYZbdghnpqu{}þđŁŋΓΖΞΣΤΥΫήβηκλμρЗТийклнпрцчяЅђћџҐ",
    0.80: "ACEPVXßÞΑΔΕΛΡΧάαπσЕРСХЭъЄ",
    0.85: "#+<=>BR^~ΒАВУЬд",
    0.90: "DGKOQUØÐĐŊΘΚΟΦΩБДЛОЯ",
    0.95: "&HNwΗΝΠΨφψИЙКНПЧЂЏ",
    1.00: "@—…©®ωФЦЪфЋљ",
    1.05: "%æжыюњ",
    1.10: "mÆœш",
    1.15: "MWΜМщ",
    1.20: "Œ",
    1.25: "ЫЉ",
    1.30: "ШЮЊ",
    1.35: "ЖЩ",
    1.90: "‱‰",
}
_TABLE = {character: ems for ems, characters in _EMS.items() for character in characters}
_CAPITAL, _LETTER, _OTHER = 1.65, 1.30, 1.50
_GREEK_ACCENT = 0.45

_Piece = tuple[str, float, bool]
"""What is not broken, its width in em, and whether a space is before it."""

# Joiners are kept, as they shape letters and emoji; so are the tags of flags. What steers the direction is not.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
    # The last two code points of every further plane are no characters.
    + "".join(f"|[{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}]" for plane in range(0x10000, 0x110000, 0x10000))
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes
    ----------
    text
        What it says.
    width
        Its estimated width, from above.
    squeeze
        The ``textLength`` to give it, which makes a renderer fit the letters into it; None where there is room.
    """

    text: str
    width: float
    squeeze: float | None


@dataclass(frozen=True, slots=True)
class Lettering:
    """Text fitted into a box.

    Attributes
    ----------
    lines
        From the top.
    size
        Font size, in the units of the box.
    ascent, leading, descent
        Room above the first baseline, between baselines and below the last, in the same units.
    right_to_left
        Whether the text's first letter with a direction runs from right to left (UAX 9, rules P2 and P3).
    shortened
        Whether something was left out, and an ellipsis put in its place.
    """

    lines: tuple[Line, ...]
    size: float
    ascent: float
    leading: float
    descent: float
    right_to_left: bool
    shortened: bool

    @property
    def height(self) -> float:
        """Of the whole block."""
        return self.ascent + (len(self.lines) - 1) * self.leading + self.descent


def clean_line(text: str) -> str:
    """Return `text` in NFC on one line, without control characters and whatever else XML 1.0 forbids."""
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()))


def is_plain(text: str) -> bool:
    """Whether a text holds only Latin, Greek and Cyrillic without stacked accents, so that its estimate is near."""
    return all(ord(c) < 0x0300 or 0x0370 <= ord(c) < 0x0530 or 0x2010 <= ord(c) < 0x2060 for c in text)


def fit(
    text: str,
    width: float,
    height: float,
    *,
    most_lines: int,
    largest: float,
    smallest: float,
    spacing: float = 0.0,
) -> Lettering:
    """Fit a text into a box at the largest size at which it goes in.

    A size up to a fifth smaller is taken where that saves one of three to five lines. Words stay whole down to a fifth
    of `largest`; a word too long for that is broken between characters. Only what does not go in at `smallest` is left
    out, for an ellipsis.

    Parameters
    ----------
    text
        `clean_line` is applied to it.
    width, height
        Of the box.
    most_lines
        Lines at most, however much room there is.
    largest, smallest
        Font sizes.
    spacing
        Letter-spacing in em.

    Returns
    -------
    Lettering
        Without lines if the text is empty.
    """
    text = clean_line(text)
    words = [_clusters(word) for word in text.split()]
    ascent, leading, descent = (1.12, 1.22, 0.3) if is_plain(text) else (1.3, 1.5, 0.5)
    found: list[tuple[float, list[str]]] = []
    for size, broken in _sizes(largest, smallest):
        if found and (broken or size < found[0][0] * _FEWER_LINES or len(found[-1][1]) not in _MANY_LINES):
            break
        most = min(most_lines, math.floor((height / size - ascent - descent) / leading) + 1)
        lines = _set(words, width / SAFE / size, spacing, broken=broken)
        if lines is not None and len(lines) <= (len(found[-1][1]) - 1 if found else most):
            found.append((size, lines))
    shortened = not found
    if shortened:
        most = min(most_lines, max(math.floor((height / smallest - ascent - descent) / leading) + 1, 1))
        room = width / SAFE / smallest
        found = [(smallest, _shorten((_set(words, room, spacing, broken=True) or [])[:most], room, spacing))]
    size, lines = found[-1]
    return Lettering(
        tuple(_line(line, size, width, spacing) for line in lines),
        size,
        ascent * size,
        leading * size,
        descent * size,
        _runs_right_to_left(text),
        shortened,
    )


def text_width(text: str, spacing: float = 0.0) -> float:
    """Return the width of a text in em, not less than what common bold faces need, without `SAFE`."""
    return sum(map(_advance, text)) + spacing * len(text)


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Return the width of one character in em; marks have none."""
    if character in _TABLE:
        return _TABLE[character]
    if unicodedata.category(character)[0] in "MC":
        return 0.6 if unicodedata.category(character) == "Mc" else 0.0
    parts = unicodedata.normalize("NFKD", character)
    known = all(is_plain(part) or unicodedata.combining(part) for part in parts)
    if not known or (parts == character and not is_plain(character)):
        # Chinese, Japanese and Korean fill a square each; emoji may be wider.
        return 1.0 if unicodedata.east_asian_width(character) in "WF" and character < "\U0001f000" else _OTHER
    if parts != character:
        # DejaVu sets the accents of Greek capitals beside the letter, and a háček on d, l and t as an apostrophe.
        beside = _GREEK_ACCENT if "\u0370" <= character < "\u0400" and character != character.lower() else 0.0
        return max(text_width(parts) + beside + (0.25 if character in "ďĽľť" else 0.0), 0.5)
    return _CAPITAL if unicodedata.category(character) == "Lu" else _LETTER


def _clusters(word: str) -> list[str]:
    """Split a word where it may be broken: not before a mark, and not beside a joiner."""
    found: list[str] = []
    for character in word:
        joined = unicodedata.category(character)[0] == "M" or character in "\u200c\u200d" or "🏻" <= character <= "🏿"
        if found and (joined or found[-1][-1] == "\u200d" or "\U000e0020" <= character <= "\U000e007f"):
            found[-1] += character
        else:
            found.append(character)
    return found


def _set(words: Sequence[list[str]], room: float, spacing: float, *, broken: bool) -> list[str] | None:
    """Break into lines of about one length, as few as can be; None if a word would have to be broken and may not."""
    pieces: list[_Piece] = []
    for word in words:
        whole = "".join(word)
        if (width := text_width(whole, spacing)) <= room:
            pieces.append((whole, width, True))
        elif broken or not is_plain(whole):
            pieces += [(cluster, text_width(cluster, spacing), not place) for place, cluster in enumerate(word)]
        else:
            return None
    low, high = max((width for _, width, _ in pieces), default=0.0), room
    if low > room and not broken:
        return None
    space = text_width(" ", spacing)
    lines = _fill(pieces, room, space)
    for _ in range(_BALANCE_STEPS if len(lines) > 1 else 0):
        middle = (low + high) / 2
        tried = _fill(pieces, middle, space)
        if len(tried) > len(lines):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def _fill(pieces: Sequence[_Piece], room: float, space: float) -> list[str]:
    """Fill one line after the other."""
    lines: list[list[str]] = []
    used = 0.0
    for text, width, after_space in pieces:
        before = space if after_space else 0.0
        if lines and used + before + width <= room:
            lines[-1] += [" ", text] if after_space else [text]
            used += before + width
        else:
            lines.append([text])
            used = width
    return ["".join(line) for line in lines]


def _shorten(lines: list[str], room: float, spacing: float) -> list[str]:
    last = _clusters(lines[-1])
    while last and (text_width("".join(last) + ELLIPSIS, spacing) > room or last[-1] == " "):
        last.pop()
    return [*lines[:-1], "".join(last) + ELLIPSIS]


def _sizes(largest: float, smallest: float) -> Iterator[tuple[float, bool]]:
    """Yield sizes to try, and whether a word may be broken."""
    size = largest
    while size > max(smallest, largest * _WHOLE_WORDS):
        yield size, False
        size -= 1
    size = max(smallest, largest * _BROKEN_WORDS)
    while size > smallest:
        yield size, True
        size -= 1
    yield smallest, True


def _line(text: str, size: float, width: float, spacing: float) -> Line:
    natural = text_width(text, spacing) * size
    # resvg adds letter-spacing to a textLength, so a spaced line is given none.
    near = natural * SAFE > width * _NEAR_EDGE and is_plain(text) and not spacing
    # The faces that readers have are narrower than DejaVu: halfway, no face is pulled or squeezed by much.
    return Line(text, natural * SAFE, round(natural * _SQUEEZE, 1) if near else None)


def _runs_right_to_left(text: str) -> bool:
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)
