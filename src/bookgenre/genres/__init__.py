"""The taxonomy: 256 genres, their names, parents, aliases and definitions."""

from bookgenre.genres.crosswalk import Crosswalk, CrosswalkEntry, load_crosswalk
from bookgenre.genres.folding import fold
from bookgenre.genres.mapping import LabelMapper, Mapping
from bookgenre.genres.taxonomy import FACETS, Genre, Taxonomy, load_taxonomy

__all__ = [
    "FACETS",
    "Crosswalk",
    "CrosswalkEntry",
    "Genre",
    "LabelMapper",
    "Mapping",
    "Taxonomy",
    "fold",
    "load_crosswalk",
    "load_taxonomy",
]
