"""Cover colours from genres and text: what covers wear, what sets them apart, and a palette that works."""

from bookgenre.covers.palette import Mode, Palette, Recommended, Working
from bookgenre.covers.recommend import recommend_colours

__all__ = ["Mode", "Palette", "Recommended", "Working", "recommend_colours"]
