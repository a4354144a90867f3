"""A palette as vertical stripes whose widths are the shares."""

from decimal import Decimal
from xml.sax.saxutils import escape

from bookgenre.covers.palette import Palette
from bookgenre.errors import InputError

__all__ = ["barcode_svg"]


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
        left, right = _edge(width, done, total), _edge(width, done + entry.share, total)
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
