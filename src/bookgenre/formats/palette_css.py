"""Palettes as custom properties of CSS."""

from bookgenre.covers import Palette
from bookgenre.covers.palette_files import to_css

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "CSS custom properties"
MEDIA_TYPE = "text/css"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return the palette as custom properties of CSS."""
    return to_css(palette).encode()
