"""bookgenre: a book's description goes in; its genres, and cover colours that fit them, come out.

>>> import bookgenre
>>> classifier = bookgenre.GenreClassifier.from_pretrained()  # doctest: +SKIP
>>> classifier.predict("In a small Yorkshire bakery, two rivals …").genres  # doctest: +SKIP
"""

from importlib import import_module

from bookgenre.version import __version__ as __version__

# Known to type checkers by its name; the module that it comes from takes longer to import than all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from bookgenre.book import Book
    from bookgenre.classifier import Explanation, GenreClassifier, GenreScore, Prediction
    from bookgenre.covers import Palette
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

# Loaded on first use: `import bookgenre` and the command line's help cost no ONNX Runtime, and Ctrl-C is heard at once.
_LAZY = {
    "Book": "bookgenre.book",
    "BookgenreError": "bookgenre.errors",
    "CollectError": "bookgenre.errors",
    "DataError": "bookgenre.errors",
    "Explanation": "bookgenre.classifier",
    "ExportError": "bookgenre.errors",
    "Genre": "bookgenre.genres",
    "GenreClassifier": "bookgenre.classifier",
    "GenreError": "bookgenre.errors",
    "GenreScore": "bookgenre.classifier",
    "InputError": "bookgenre.errors",
    "LabelMapper": "bookgenre.genres",
    "MissingExtraError": "bookgenre.errors",
    "ModelError": "bookgenre.errors",
    "Palette": "bookgenre.covers",
    "Prediction": "bookgenre.classifier",
    "RecipeError": "bookgenre.errors",
    "Taxonomy": "bookgenre.genres",
    "load_taxonomy": "bookgenre.genres",
    "recommend_colours": "bookgenre.recommend",
}
_MODULES = ("book", "errors")


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _MODULES:
        return import_module(f"bookgenre.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
