"""bookgenre: a book's description goes in; its genres, and cover colours that fit them, come out.

>>> import bookgenre
>>> classifier = bookgenre.GenreClassifier.from_pretrained()  # doctest: +SKIP
>>> classifier.predict("In a small Yorkshire bakery, two rivals …").genres  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bookgenre.book import Book
from bookgenre.errors import (
    BookgenreError,
    CollectError,
    DataError,
    ExportError,
    GenreError,
    InputError,
    MissingExtraError,
    ModelError,
    RecipeError,
)
from bookgenre.version import __version__ as __version__

if TYPE_CHECKING:
    from bookgenre.classifier import Explanation, GenreClassifier, GenreScore, Prediction
    from bookgenre.covers import Palette
    from bookgenre.genres import Genre, LabelMapper, Taxonomy, load_taxonomy
    from bookgenre.recommend import recommend_colours

__all__ = [
    "Book",
    "BookgenreError",
    "CollectError",
    "DataError",
    "Explanation",
    "ExportError",
    "Genre",
    "GenreClassifier",
    "GenreError",
    "GenreScore",
    "InputError",
    "LabelMapper",
    "MissingExtraError",
    "ModelError",
    "Palette",
    "Prediction",
    "RecipeError",
    "Taxonomy",
    "load_taxonomy",
    "recommend_colours",
]

# Loaded on first use, so that `import bookgenre` and the command line's help cost no ONNX Runtime.
_LAZY = {
    "Explanation": "bookgenre.classifier",
    "GenreClassifier": "bookgenre.classifier",
    "GenreScore": "bookgenre.classifier",
    "Prediction": "bookgenre.classifier",
    "Palette": "bookgenre.covers",
    "recommend_colours": "bookgenre.recommend",
    "Genre": "bookgenre.genres",
    "LabelMapper": "bookgenre.genres",
    "Taxonomy": "bookgenre.genres",
    "load_taxonomy": "bookgenre.genres",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
