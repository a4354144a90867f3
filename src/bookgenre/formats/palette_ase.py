"""Palettes as an Adobe Swatch Exchange file."""

from bookgenre.covers import Palette
from bookgenre.covers.palette_files import to_ase

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "Adobe Swatch Exchange"
MEDIA_TYPE = "application/octet-stream"


def write(palette: Palette, title: str) -> bytes:
    """Return the palette as an Adobe Swatch Exchange file."""
    return to_ase(palette, title)
