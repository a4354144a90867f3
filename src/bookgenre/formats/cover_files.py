"""A palette as files: in each format of palettes, and as a picture (SVG or PNG) of a cover or of the barcode."""

import contextlib
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from bookgenre.covers import Palette
from bookgenre.covers.mockup import Layout, cover_svg
from bookgenre.errors import DataError, InputError, MissingExtraError
from bookgenre.files import atomic_write
from bookgenre.formats.discovery import palette_format, palette_names
from bookgenre.formats.palette_svg import barcode_svg

__all__ = ["to_png", "write_palettes"]

_WIDEST = 6000
"""Pixels of a PNG; a cover of this width takes 216 MB to render."""


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
        Each ends in ``.png`` or in the name of a format of palettes, such as ``.css``. Existing files are replaced, and
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
    contents = []
    for path in paths:
        if not isinstance(path, str | PathLike):
            raise InputError(f"the path must be text or a Path, not {type(path).__name__}")
        name = Path(path).suffix.lower().removeprefix(".")
        if name in ("svg", "png"):
            svg = cover_svg(palette, title, author, layout=layout) if title else barcode_svg(palette)
            contents.append(svg.encode() if name == "svg" else to_png(svg))
        elif name in palette_names():
            contents.append(palette_format(name).write(palette, title))
        else:
            known = ", ".join(f".{name}" for name in (*palette_names(), "png"))
            raise InputError(f"{path} has no suffix that says what to write; end it in {known}")
    try:
        # None takes its name before all are written.
        with contextlib.ExitStack() as files:
            for path, content in zip(paths, contents, strict=True):
                files.enter_context(atomic_write(Path(path))).write(content)
    except DataError as error:
        raise InputError(str(error)) from error


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
    if width is not None and not 1 <= width <= _WIDEST:
        raise InputError(f"the width must be from 1 to {_WIDEST:,} pixels, not {width:,}")
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
