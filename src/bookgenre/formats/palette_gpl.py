"""Palettes for GIMP, Inkscape and Krita (developer.gimp.org/core/standards/gpl, version 2 of the format)."""

from collections.abc import Iterator

from bookgenre.covers import Palette
from bookgenre.covers.mockup import clean_line

__all__ = ["LABEL", "MEDIA_TYPE", "named_colours", "palette_name", "write"]

LABEL = "GIMP, Inkscape, Krita"
MEDIA_TYPE = "text/plain"


def write(palette: Palette, title: str) -> bytes:
    """Return the recommended colours, then ground, accent and text."""
    lines = ["GIMP Palette", f"Name: {palette_name(title)}", f"Columns: {len(palette.colours)}", "#"]
    for label, (red, green, blue) in named_colours(palette):
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{label}")
    return "\n".join([*lines, ""]).encode()


def palette_name(title: str) -> str:
    """Return what a program calls the palette: the title without line breaks and control characters."""
    return clean_line(title)[:200] or "Cover"


def named_colours(palette: Palette) -> Iterator[tuple[str, bytes]]:
    """Yield labels with red, green and blue; numbers keep labels apart, as programs merge swatches of one name."""
    working = palette.working
    named = [(str(place), entry.colour) for place, entry in enumerate(palette.colours, 1)]
    named += [("Ground", working.ground), ("Accent", working.accent), ("Text", working.text)]
    for key, colour in named:
        yield f"{key} {colour.name}", bytes.fromhex(colour.hex.removeprefix("#"))
