"""Palettes as JSON, with the evidence for each colour."""

from bookgenre.covers import Palette

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "JSON, with the evidence"
MEDIA_TYPE = "application/json"


def write(palette: Palette, title: str) -> bytes:  # noqa: ARG001 - the format has no name
    """Return the palette as JSON, with the evidence for each colour."""
    return palette.to_json().encode()
