"""Palettes as a barcode: an SVG of stripes."""

from decimal import Decimal
from xml.sax.saxutils import escape

from bookgenre.covers import Palette
from bookgenre.errors import InputError

__all__ = ["LABEL", "MEDIA_TYPE", "barcode_svg", "write"]

LABEL = "SVG, the barcode"
MEDIA_TYPE = "image/svg+xml"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return the palette as an SVG of stripes."""
    return barcode_svg(palette).encode()


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
    stripes, done, left = [], 0, Decimal("0.0000")
    for entry in palette.colours:
        done += entry.share
        # Each stripe ends where the next begins: edges are rounded, never widths.
        right = (Decimal(width) * done / total).quantize(Decimal("0.0001"))
        label = escape(f"{entry.colour.name} {entry.colour.hex}, {entry.share}%")
        stripes.append(
            f'<rect x="{left}" y="0" width="{right - left}" height="{height}" fill="{entry.colour.hex}">'
            f"<title>{label}</title></rect>"
        )
        left = right
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
