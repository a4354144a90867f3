"""Palettes as a palette of GIMP, Inkscape and Krita."""

from bookgenre.covers import Palette
from bookgenre.covers.palette_files import to_gpl

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "GIMP, Inkscape, Krita"
MEDIA_TYPE = "text/plain"


def write(palette: Palette, title: str) -> bytes:
    """Return the palette as a palette of GIMP, Inkscape and Krita."""
    return to_gpl(palette, title).encode()
