"""Palettes as a barcode: an SVG of stripes."""

from xml.sax.saxutils import escape

from bookgenre.covers import Palette

__all__ = ["LABEL", "MEDIA_TYPE", "barcode_svg", "write"]

LABEL = "SVG, the barcode"
MEDIA_TYPE = "image/svg+xml"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return the palette as an SVG of stripes."""
    return barcode_svg(palette).encode()


def barcode_svg(palette: Palette, *, height: int = 240) -> str:
    """Draw the recommended colours side by side, the largest share first, in a picture 1,000 units wide."""
    stripes, left = [], 0
    for entry in palette.colours:
        label = escape(f"{entry.colour.name} {entry.colour.hex}, {entry.share}%")
        stripes.append(
            f'<rect x="{10 * left:.4f}" y="0" width="{10 * entry.share:.4f}" height="{height}" '
            f'fill="{entry.colour.hex}"><title>{label}</title></rect>'
        )
        left += entry.share
    names = ", ".join(f"{entry.colour.name} {entry.share}%" for entry in palette.colours)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="{height}" viewBox="0 0 1000 {height}" '
            'role="img" shape-rendering="crispEdges">',
            f"<title>{escape(f'Cover colours: {names}')}</title>",
            *stripes,
            "</svg>\n",
        ]
    )
