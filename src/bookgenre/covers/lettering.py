"""Text of any script, broken into lines and made as large as a box allows.

No font file is read, so the widths are estimates (`bookgenre.covers.widths`). Where a line comes near the edge, its
`squeeze` is a length for SVG's ``textLength``, which makes a renderer fit glyphs into it. resvg 0.48 honours it, but
adds letter-spacing to it. So it is given only for letters that are not spaced, and only for Latin, Greek and Cyrillic,
where the estimate is close.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookgenre.covers.graphemes import clean_line, grapheme_clusters
from bookgenre.covers.widths import SAFE, is_emoji, is_plain, is_wide, text_width

__all__ = ["ELLIPSIS", "Lettering", "Line", "fit"]

ELLIPSIS = "…"

_NEAR_EDGE = 0.92
_SQUEEZE = 0.93
_WHOLE_WORDS = 0.2
_BROKEN_WORDS = 0.4
_FEWER_LINES = 0.8
_MANY_LINES = range(3, 6)
_BALANCE_STEPS = 12

_AFTER_THESE = frozenset("-‐–—")
_NEVER_FIRST = frozenset("々〻ー・ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶะาๅๆฯะ")
_THAI_BEFORE = frozenset("เแโใไເແໂໃໄ")


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
        The ``textLength`` to give it, or None where it has room.
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is not broken: a word, or one cluster of a script that is written without spaces."""

    clusters: tuple[str, ...]
    ems: float
    after_space: bool


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
    of `largest`; a word too long for that is broken between grapheme clusters. Only what does not go in at `smallest`
    is left out, for an ellipsis.

    Parameters
    ----------
    text
        One line of text; `clean_line` is applied.
    width, height
        Of the box.
    most_lines
        Lines at most, however much room there is.
    largest, smallest
        Font sizes.
    spacing
        Letter-spacing in em, only for scripts whose letters stand apart.

    Returns
    -------
    Lettering
        Without lines if the text is empty.
    """
    text = clean_line(text)
    pieces = list(_pieces(text, spacing))
    ascent, leading, descent = (1.12, 1.22, 0.3) if _is_low(text) else (1.3, 1.5, 0.5)
    found: list[tuple[float, list[list[str]]]] = []
    for size, broken in _sizes(largest, smallest):
        if found and (broken or size < found[0][0] * _FEWER_LINES or len(found[-1][1]) not in _MANY_LINES):
            break
        most = min(most_lines, int((height / size - ascent - descent) / leading) + 1)
        lines = _set(pieces, width / SAFE / size, spacing, broken=broken)
        if lines is not None and len(lines) <= (len(found[-1][1]) - 1 if found else most):
            found.append((size, lines))
    shortened = not found
    if shortened:
        most = min(most_lines, max(int((height / smallest - ascent - descent) / leading) + 1, 1))
        room = width / SAFE / smallest
        found = [(smallest, _shorten((_set(pieces, room, spacing, broken=True) or [])[:most], room, spacing))]
    size, lines = found[-1]
    return Lettering(
        tuple(_line(clusters, size, width, spacing) for clusters in lines),
        size,
        ascent * size,
        leading * size,
        descent * size,
        _runs_right_to_left(text),
        shortened,
    )


def _pieces(text: str, spacing: float) -> Iterator[_Piece]:
    for word in text.split():
        piece: list[str] = []
        after_space = True
        for cluster in grapheme_clusters(word):
            if piece and _may_break(piece[-1], cluster):
                yield _Piece(tuple(piece), _ems(piece, spacing), after_space)
                piece, after_space = [], False
            piece.append(cluster)
        yield _Piece(tuple(piece), _ems(piece, spacing), after_space)


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end here inside a word: the gist of UAX 14."""
    if before in _AFTER_THESE:
        return after[0].isalnum()
    if unicodedata.category(before[-1]) in ("Ps", "Pi") or unicodedata.category(after[0]) in ("Pe", "Pf", "Po"):
        return False
    if after[0] in _NEVER_FIRST or before in _THAI_BEFORE:
        return False
    return any(is_wide(c[0]) or is_emoji(c[0]) or "\u0e00" <= c[0] < "\u0f00" for c in (before, after))


def _set(pieces: Sequence[_Piece], room: float, spacing: float, *, broken: bool) -> list[list[str]] | None:
    """Break into lines of about one length, as few as can be; None if a word would have to be broken and may not."""
    if broken:
        pieces = list(_small_enough(pieces, room, spacing))
    low, high = max((piece.ems for piece in pieces), default=0.0), room
    if low > room and not broken:
        return None
    lines = _fill(pieces, room, spacing)
    for _ in range(_BALANCE_STEPS if len(lines) > 1 else 0):
        middle = (low + high) / 2
        tried = _fill(pieces, middle, spacing)
        if len(tried) > len(lines):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def _fill(pieces: Sequence[_Piece], room: float, spacing: float) -> list[list[str]]:
    """Fill one line after the other."""
    lines: list[list[str]] = []
    used = 0.0
    for piece in pieces:
        space = _ems([" "], spacing) if piece.after_space else 0.0
        if lines and used + space + piece.ems <= room:
            lines[-1] += [" ", *piece.clusters] if space else piece.clusters
            used += space + piece.ems
        else:
            lines.append(list(piece.clusters))
            used = piece.ems
    return lines


def _small_enough(pieces: Sequence[_Piece], room: float, spacing: float) -> Iterator[_Piece]:
    for piece in pieces:
        if piece.ems <= room:
            yield piece
        else:
            for place, cluster in enumerate(piece.clusters):
                yield _Piece((cluster,), _ems([cluster], spacing), piece.after_space and not place)


def _shorten(lines: list[list[str]], room: float, spacing: float) -> list[list[str]]:
    last = [*lines[-1], ELLIPSIS]
    while len(last) > 1 and (_ems(last, spacing) > room or last[-2] == " "):
        del last[-2]
    return [*lines[:-1], last]


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


def _line(clusters: list[str], size: float, width: float, spacing: float) -> Line:
    text = "".join(clusters)
    natural = _ems(clusters, spacing) * size
    near = natural * SAFE > width * _NEAR_EDGE and is_plain(text) and not spacing
    # The faces that readers have are narrower than DejaVu: halfway, no face is pulled or squeezed by much.
    return Line(text, natural * SAFE, round(natural * _SQUEEZE, 1) if near else None)


def _ems(clusters: Sequence[str], spacing: float) -> float:
    return text_width(list(clusters)) + spacing * len(clusters)


def _is_low(text: str) -> bool:
    """Whether no letter rises or falls further than Latin, Chinese, Japanese or Korean does."""
    return all(is_plain(c) or is_wide(c) or is_emoji(c) or c in "\u200d\ufe0f" for c in text)


def _runs_right_to_left(text: str) -> bool:
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)
