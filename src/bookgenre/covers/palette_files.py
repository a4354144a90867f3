"""A palette as a file: JSON, CSS, GIMP, Adobe Swatch Exchange, SVG or PNG.

Sources
-------
GIMP: developer.gimp.org/core/standards/gpl, version 2 of the format. Adobe has published no description of its exchange
format; the structure here is the one that carl.camera ("ASE File Specification") and cyotek.com ("Reading Adobe Swatch
Exchange files") found, and agree on.
"""

import contextlib
import struct
from collections.abc import Callable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import get_args

from bookgenre.arguments import check_choice
from bookgenre.covers.lettering import clean_line
from bookgenre.covers.mockup import Layout, barcode_svg, cover_svg
from bookgenre.covers.palette import Palette
from bookgenre.errors import DataError, InputError, MissingExtraError
from bookgenre.files import atomic_write

__all__ = ["SUFFIXES", "WIDEST", "to_ase", "to_css", "to_gpl", "to_png", "write_palettes"]

SUFFIXES = (".json", ".css", ".gpl", ".ase", ".svg", ".png")
"""What `write_palettes` writes."""

WIDEST = 6000
"""Pixels of a PNG; a cover of this width takes 216 MB to render."""

_GROUP_START, _GROUP_END, _COLOUR = 0xC001, 0xC002, 0x0001
_NORMAL = 2  # 0 is global, 1 is a spot colour.
_LONGEST_NAME = 200


def to_css(palette: Palette) -> str:
    """Return custom properties of CSS: ``--cover-ground``, ``-accent``, ``-text``, and ``--cover-1`` and up."""
    working = palette.working
    named = [("ground", working.ground), ("accent", working.accent), ("text", working.text)]
    named += [(str(place), entry.colour) for place, entry in enumerate(palette.colours, 1)]
    shares = {str(place): f", {entry.share}%" for place, entry in enumerate(palette.colours, 1)}
    lines = [f"  --cover-{key}: {colour.hex}; /* {colour.name}{shares.get(key, '')} */" for key, colour in named]
    return "\n".join([":root {", *lines, "}\n"])


def to_gpl(palette: Palette, name: str = "") -> str:
    """Return a palette of GIMP, Inkscape and Krita: the recommended colours, then ground, accent and text.

    Parameters
    ----------
    palette
        What to write.
    name
        What the program calls it; line breaks and control characters are taken out.
    """
    lines = [
        f"{red:3d} {green:3d} {blue:3d}\t{label}"
        for label, hexed in _named(palette)
        for red, green, blue in [_rgb(hexed)]
    ]
    return "\n".join(["GIMP Palette", f"Name: {_name(name)}", f"Columns: {len(palette.colours)}", "#", *lines, ""])


def to_ase(palette: Palette, name: str = "") -> bytes:
    """Return an Adobe Swatch Exchange file, version 1.0: one group of the same colours as in `to_gpl`.

    Parameters
    ----------
    palette
        What to write.
    name
        Of the group; line breaks and control characters are taken out.
    """
    blocks = [_block(_GROUP_START, _utf16(_name(name)))]
    for label, hexed in _named(palette):
        shares = [part / 255 for part in _rgb(hexed)]
        blocks.append(_block(_COLOUR, _utf16(label) + struct.pack(">4s3fH", b"RGB ", *shares, _NORMAL)))
    blocks.append(_block(_GROUP_END, b""))
    return struct.pack(">4sHHI", b"ASEF", 1, 0, len(blocks)) + b"".join(blocks)


def to_png(svg: str, width: int | None = None) -> bytes:
    """Render an SVG with the fonts of this machine.

    Parameters
    ----------
    svg
        As `cover_svg` and `barcode_svg` return it. Of other origin it must be trusted: an SVG may name files to show.
    width
        In pixels, the height keeps the proportion; None for the size that the SVG gives.

    Raises
    ------
    InputError
        If the SVG cannot be rendered, or the width is not from 1 to 6,000.
    MissingExtraError
        If resvg_py is not installed.

    Notes
    -----
    resvg leaves text out if it finds none of the fonts that the SVG names, and draws boxes for letters that no font
    has.
    """
    if width is not None and not 1 <= width <= WIDEST:
        raise InputError(f"the width must be from 1 to {WIDEST:,} pixels, not {width:,}")
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtraError("covers", "resvg_py") from error
    try:
        return resvg_py.svg_to_bytes(svg_string=svg, width=width)
    except ValueError as error:
        raise InputError(
            f"the SVG cannot be rendered: {error}; pass one that cover_svg or barcode_svg returned"
        ) from error


def write_palettes(
    palette: Palette,
    paths: Sequence[str | PathLike[str]],
    *,
    title: str = "",
    author: str = "",
    layout: Layout = "band",
) -> None:
    """Write a palette to files, each in the format of its suffix; if one cannot be made, none is written.

    Parameters
    ----------
    palette
        What to write.
    paths
        Each ends in ``.json``, ``.css``, ``.gpl``, ``.ase``, ``.svg`` or ``.png``. Existing files are replaced, and
        missing folders are made.
    title, author, layout
        For ``.svg`` and ``.png``: with a title the cover, without one the barcode. The title also names the palette in
        ``.gpl`` and ``.ase``.

    Raises
    ------
    InputError
        If a suffix is another one, the cover cannot be drawn, or a file cannot be written.
    MissingExtraError
        If a PNG is asked for and resvg_py is not installed.
    """
    for path in paths:
        if not isinstance(path, str | PathLike):
            raise InputError(f"the path must be text or a Path, not {type(path).__name__}")
    targets = [Path(path) for path in paths]
    contents = [_content(palette, path, title, author, layout) for path in targets]
    try:
        # None takes its name before all are written.
        with contextlib.ExitStack() as files:
            for path, content in zip(targets, contents, strict=True):
                files.enter_context(atomic_write(path)).write(content)
    except DataError as error:
        raise InputError(str(error)) from error


def _content(palette: Palette, path: Path, title: str, author: str, layout: Layout) -> bytes:
    """What belongs into a file of such a name."""
    check_choice("layout", layout, get_args(Layout))
    forms: dict[str, Callable[[], str | bytes]] = {
        ".json": palette.to_json,
        ".css": lambda: to_css(palette),
        ".gpl": lambda: to_gpl(palette, title),
        ".ase": lambda: to_ase(palette, title),
        ".svg": lambda: _picture(palette, title, author, layout),
        ".png": lambda: to_png(_picture(palette, title, author, layout)),
    }
    form = forms.get(path.suffix.lower())
    if form is None:
        raise InputError(f"{path} has no suffix that says what to write; end it in {', '.join(SUFFIXES)}")
    content = form()
    return content.encode() if isinstance(content, str) else content


def _picture(palette: Palette, title: str, author: str, layout: Layout) -> str:
    return cover_svg(palette, title, author, layout=layout) if title else barcode_svg(palette)


def _named(palette: Palette) -> Iterator[tuple[str, str]]:
    """Labels and colours; the numbers keep labels apart, as programs take two swatches of one name for the same."""
    for place, entry in enumerate(palette.colours, 1):
        yield f"{place} {entry.colour.name}", entry.colour.hex
    working = palette.working
    for role, colour in (("Ground", working.ground), ("Accent", working.accent), ("Text", working.text)):
        yield f"{role} {colour.name}", colour.hex


def _rgb(hexed: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(hexed.removeprefix("#"))
    return red, green, blue


def _name(name: str) -> str:
    return clean_line(name)[:_LONGEST_NAME] or "Cover"


def _block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content


def _utf16(text: str) -> bytes:
    # The length counts UTF-16 units with the final zero, not characters.
    units = text.encode("utf-16-be") + b"\0\0"
    return struct.pack(">H", len(units) // 2) + units
