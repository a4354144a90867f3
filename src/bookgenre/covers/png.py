"""A PNG from an SVG."""

from bookgenre.errors import InputError, MissingExtraError

__all__ = ["WIDEST", "to_png"]

WIDEST = 6000
"""Pixels; a cover of this width takes 216 MB to render."""


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
