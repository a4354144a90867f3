"""The taxonomy: 256 genres, their names, parents, aliases and definitions."""

from bookgenre.genres.folding import fold
from bookgenre.genres.genre import FACETS, Genre
from bookgenre.genres.label_mapper import LabelMapper, Mapping
from bookgenre.genres.taxonomy import Taxonomy, load_taxonomy

__all__ = [
    "FACETS",
    "Genre",
    "LabelMapper",
    "Mapping",
    "Taxonomy",
    "fold",
    "load_taxonomy",
]
