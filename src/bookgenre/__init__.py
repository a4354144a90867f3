"""bookgenre: paste a book description and get its genres and matching cover colours.

>>> from bookgenre import Recommender
>>> answer = Recommender().answer("In a small Yorkshire bakery, two rivals …")  # doctest: +SKIP
>>> answer.prediction.genres, answer.palette.colours  # doctest: +SKIP

What else there is lies in the packages: `bookgenre.classifier`, `bookgenre.covers`, `bookgenre.genres`,
`bookgenre.formats`, `bookgenre.errors`.
"""

from importlib import import_module

from bookgenre.version import __version__ as __version__

# Known to type checkers by its name; the module that it comes from takes longer to import than all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from bookgenre.book import Book
    from bookgenre.classifier import GenreClassifier
    from bookgenre.errors import BookgenreError
    from bookgenre.genres import load_taxonomy
    from bookgenre.recommender import Answer, Recommender

__all__ = ["Answer", "Book", "BookgenreError", "GenreClassifier", "Recommender", "load_taxonomy"]

# Loaded on first use: `import bookgenre` and the command line's help start without ONNX Runtime.
_LAZY = {
    "Answer": "bookgenre.recommender",
    "Book": "bookgenre.book",
    "BookgenreError": "bookgenre.errors",
    "GenreClassifier": "bookgenre.classifier",
    "Recommender": "bookgenre.recommender",
    "load_taxonomy": "bookgenre.genres",
}


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
