"""Palettes as an SVG of stripes."""

from bookgenre.covers import Palette
from bookgenre.covers.mockup import barcode_svg

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "SVG, the barcode"
MEDIA_TYPE = "image/svg+xml"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return the palette as an SVG of stripes."""
    return barcode_svg(palette).encode()
