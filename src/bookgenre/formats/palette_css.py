"""Palettes as custom properties of CSS."""

from bookgenre.covers import Palette

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "CSS custom properties"
MEDIA_TYPE = "text/css"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return ``--cover-ground``, ``-accent``, ``-text``, and ``--cover-1`` and up."""
    working = palette.working
    named = [("ground", working.ground), ("accent", working.accent), ("text", working.text)]
    lines = [f"  --cover-{role}: {colour.hex}; /* {colour.name} */" for role, colour in named]
    for place, entry in enumerate(palette.colours, 1):
        lines.append(f"  --cover-{place}: {entry.colour.hex}; /* {entry.colour.name}, {entry.share}% */")
    return "\n".join([":root {", *lines, "}\n"]).encode()
