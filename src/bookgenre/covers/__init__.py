"""Cover colours from genres and text: combinations of real covers, and whether a palette fits."""

from bookgenre.covers.check import PaletteCheck, check_image, check_palette
from bookgenre.covers.palette import Basis, Mode, Palette, Recommended, Working
from bookgenre.covers.recommend import palette_choices, recommend_colours

__all__ = [
    "Basis",
    "Mode",
    "Palette",
    "PaletteCheck",
    "Recommended",
    "Working",
    "check_image",
    "check_palette",
    "palette_choices",
    "recommend_colours",
]
