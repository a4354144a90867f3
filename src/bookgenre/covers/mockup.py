"""Pictures of a palette as SVG: a plain cover in its ground, accent and text, and the ten colours as a barcode."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args
from xml.sax.saxutils import escape

from bookgenre.covers.colours import contrast
from bookgenre.covers.lettering import Lettering, clean_line, fit, is_plain
from bookgenre.covers.palette import LEAST_CONTRAST, Palette, Working
from bookgenre.errors import InputError

__all__ = ["HEIGHT", "MOST_CHARACTERS", "SAFE_AREA", "WIDTH", "Layout", "barcode_svg", "cover_svg", "shortened"]

Layout = Literal["band", "frame", "split"]

WIDTH, HEIGHT = 600, 900

SAFE_AREA = 40
"""From every edge; no lettering comes nearer."""

MOST_CHARACTERS = 200
"""Of a title, and of an author's name."""

_SERIF = "Georgia, 'DejaVu Serif', 'Noto Serif', 'Liberation Serif', 'Times New Roman', serif"
_SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Noto Sans', 'Liberation Sans', sans-serif"
_SPACED = 0.1
_FRAME = f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none" stroke="#8a8a8a" stroke-width="2"/>'


@dataclass(frozen=True, slots=True)
class _Box:
    """Where lettering goes, and how: what is drawn outside of it is cut off."""

    role: str
    x: float
    y: float
    width: float
    height: float
    colour: str
    align: Literal["left", "centre"] = "centre"
    stand: Literal["top", "middle", "bottom"] = "middle"
    largest: float = 108
    most_lines: int = 24


def cover_svg(palette: Palette, title: str, author: str = "", *, layout: Layout = "band") -> str:
    """Draw a cover, 600 by 900 units.

    Lettering is drawn only where its contrast is at least 4.5. A title is never cut; a very long author's name may end
    in an ellipsis. A thin grey frame keeps a black cover apart from a dark page and a white one from a light page.

    Parameters
    ----------
    palette
        Its ground, accent and text are used.
    title
        1 to 200 characters.
    author
        200 characters at most.
    layout
        ``"band"``: a band in the accent, with the title on it if it can be read there, and below the title if not;
        ``"frame"``: all lettering centred in a thin frame; ``"split"``: the lower third in the accent.

    Raises
    ------
    InputError
        If the title is empty, a text is too long, or there is no such layout.
    """
    title = _checked("title", title)
    author = _checked("author", author)
    if not title:
        raise InputError("the title is empty; give one of 1 to 200 characters")
    draw = {"band": _band, "frame": _frame, "split": _split}.get(layout) if isinstance(layout, str) else None
    if draw is None:
        raise InputError(f"there is no layout {layout!r}; use one of {', '.join(get_args(Layout))}")
    working = palette.working
    name = f"{title}, {author}" if author else title
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'role="img">',
            f"<title>{escape(name)}</title>",
            _bar(0, 0, WIDTH, HEIGHT, working.ground.hex),
            *draw(working, title, author),
            _FRAME,
            "</svg>\n",
        ]
    )


def barcode_svg(palette: Palette, *, width: int = 1000, height: int = 240) -> str:
    """Draw the recommended colours side by side, the largest share first.

    Parameters
    ----------
    palette
        What to draw.
    width, height
        Of the whole picture, whole units.

    Raises
    ------
    InputError
        If the width or the height is less than 1.
    """
    for name, value in (("width", width), ("height", height)):
        if value < 1:
            raise InputError(f"the {name} of the barcode must be 1 or more, not {value}")
    total = sum(entry.share for entry in palette.colours)
    stripes = []
    done = 0
    for entry in palette.colours:
        # Each stripe ends where the next begins: edges are rounded, never widths.
        left, right = (_edge(width, part, total) for part in (done, done + entry.share))
        label = escape(f"{entry.colour.name} {entry.colour.hex}, {entry.share}%")
        stripes.append(
            f'<rect x="{left}" y="0" width="{right - left}" height="{height}" fill="{entry.colour.hex}">'
            f"<title>{label}</title></rect>"
        )
        done += entry.share
    names = ", ".join(f"{entry.colour.name} {entry.share}%" for entry in palette.colours)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            'role="img" shape-rendering="crispEdges">',
            f"<title>{escape(f'Cover colours: {names}')}</title>",
            *stripes,
            "</svg>\n",
        ]
    )


def _edge(width: int, done: int, total: int) -> Decimal:
    return (Decimal(width) * done / total).quantize(Decimal("0.0001"))


def _checked(kind: str, text: str) -> str:
    if not isinstance(text, str):
        raise InputError(f"the {kind} must be text (str), not {type(text).__name__}")
    cleaned = clean_line(text)
    if len(cleaned) > MOST_CHARACTERS:
        raise InputError(f"the {kind} has {len(cleaned):,} characters; shorten it to {MOST_CHARACTERS} at most")
    return cleaned if any(unicodedata.category(character)[0] in "LNPS" for character in cleaned) else ""


def _band(working: Working, title: str, author: str) -> Iterator[str]:
    on_accent = _legible_on_accent(working)
    if on_accent:
        box = _Box("title", 56, 100, 488, 540, on_accent)
        half = _fitted(box, title).height / 2 + 40
        yield _bar(0, box.y + box.height / 2 - half, WIDTH, 2 * half, working.accent.hex)
        yield from _lettered(box, title)
    else:
        yield from _lettered(_Box("title", 56, 80, 488, 460, working.text.hex, "left", "bottom"), title)
        yield _bar(0, 580, WIDTH, 110, working.accent.hex)
    yield from _author(_Box("author", 56, 770, 488, 80, working.text.hex, "centre" if on_accent else "left"), author)


def _frame(working: Working, title: str, author: str) -> Iterator[str]:
    yield (
        f'<rect x="28" y="28" width="{WIDTH - 56}" height="{HEIGHT - 56}" fill="none" '
        f'stroke="{working.accent.hex}" stroke-width="5"/>'
    )
    yield from _lettered(_Box("title", 72, 110, 456, 510, working.text.hex, largest=100), title)
    yield _bar(270, 660, 60, 5, working.accent.hex)
    yield from _author(_Box("author", 72, 712, 456, 96, working.text.hex), author)


def _split(working: Working, title: str, author: str) -> Iterator[str]:
    on_accent = _legible_on_accent(working)
    yield _bar(0, 600, WIDTH, 300, working.accent.hex)
    title_box = _Box("title", 56, 170, 488, 400, working.text.hex, "left", "bottom")
    yield from _lettered(title_box, title)
    author_box = _Box("author", 56, 56, 488, 80, working.text.hex, "left", "top")
    yield from _author(
        replace(author_box, y=764, colour=on_accent, stand="bottom") if on_accent else author_box, author
    )


def _legible_on_accent(working: Working) -> str | None:
    """The text's or the ground's colour, whichever can be read better on the accent, if it can be read."""
    best = max((working.text.hex, working.ground.hex), key=lambda colour: contrast(colour, working.accent.hex))
    return best if contrast(best, working.accent.hex) >= LEAST_CONTRAST else None


def _author(box: _Box, author: str) -> Iterator[str]:
    if author:
        yield from _lettered(replace(box, largest=30, most_lines=5), author)


def _fitted(box: _Box, text: str) -> Lettering:
    small = 16 if box.role == "title" else 12
    return fit(
        text,
        box.width,
        box.height,
        most_lines=box.most_lines,
        largest=box.largest,
        smallest=small,
        spacing=_spacing(box, text),
    )


def _spacing(box: _Box, text: str) -> float:
    # Arabic and Indian letters hang together; apart they are no longer words.
    return _SPACED if box.role == "author" and is_plain(text) else 0.0


def _lettered(box: _Box, text: str) -> Iterator[str]:
    """Yield a box of lettering: an SVG of its own, which cuts off what no estimate foresees."""
    lettering = _fitted(box, text)
    spare = box.height - lettering.height
    top = box.y + {"top": 0.0, "middle": spare / 2, "bottom": spare}[box.stand]
    yield (
        f'<svg x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'viewBox="{box.x:g} {box.y:g} {box.width:g} {box.height:g}" {_style(box, lettering, text)}>'
    )
    # resvg ignores the direction and would set right-to-left text from the wrong edge; the middle is the same in both.
    left = box.align == "left" and not lettering.right_to_left
    for place, line in enumerate(lettering.lines):
        squeeze = f' textLength="{line.squeeze:g}" lengthAdjust="spacingAndGlyphs"' if line.squeeze else ""
        y = top + lettering.ascent + place * lettering.leading
        x = box.x if left else box.x + box.width / 2
        yield f'<text x="{x:g}" y="{y:.1f}"{squeeze}>{escape(line.text)}</text>'
    yield "</svg>"


def _style(box: _Box, lettering: Lettering, text: str) -> str:
    face = f'font-family="{_SERIF}" font-weight="700"' if box.role == "title" else f'font-family="{_SANS}"'
    spacing = _spacing(box, text) * lettering.size
    spaced = f' letter-spacing="{spacing:.2f}"' if spacing else ""
    direction = ' direction="rtl"' if lettering.right_to_left else ""
    left = box.align == "left" and not lettering.right_to_left
    return (
        f'class="{box.role}" {face} font-size="{lettering.size:g}" fill="{box.colour}"{spaced}{direction} '
        f'text-anchor="{"start" if left else "middle"}"'
    )


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def shortened(text: str) -> str:
    """Cut a text to what fits on a cover, at a word."""
    from bookgenre.covers.mockup import MOST_CHARACTERS

    line = " ".join(text.split())
    if len(line) <= MOST_CHARACTERS:
        return line
    return line[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
