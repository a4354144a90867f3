"""Every error that bookgenre raises on purpose. Each message says what to do next.

::

    BookgenreError
    ├── InputError          a text, a file or an option that cannot be used as it is
    ├── GenreError          a genre that the taxonomy does not hold, or a broken taxonomy
    ├── ModelError          a model folder that is missing, damaged or inconsistent
    ├── DataError           records of books that cannot be read or understood
    ├── CollectError        a crawl that cannot begin, or that a site or the network has stopped
    ├── RecipeError         a training recipe, or a run folder, that cannot be used
    ├── ExportError         a trained model that is not good enough to become a model folder
    └── MissingExtraError   a part of bookgenre whose packages are not installed
"""

__all__ = [
    "BookgenreError",
    "CollectError",
    "DataError",
    "ExportError",
    "GenreError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "RecipeError",
]


class BookgenreError(Exception):
    """Base of all errors raised by bookgenre; catch this one to catch them all."""


class InputError(BookgenreError, ValueError):
    """A text, a file or an option that cannot be used as it is."""


class GenreError(BookgenreError, LookupError):
    """A genre that the taxonomy does not hold, or a taxonomy that is broken."""


class ModelError(BookgenreError):
    """A model folder that is missing, damaged or inconsistent."""


class DataError(BookgenreError, ValueError):
    """Records of books that cannot be read or understood."""


class CollectError(BookgenreError):
    """A crawl that cannot begin, or that the site or the network has stopped; what was collected is kept."""


class RecipeError(BookgenreError, ValueError):
    """A training recipe, or the folder of a training run, that cannot be used."""


class ExportError(BookgenreError):
    """A trained model that is not good enough to become a model folder."""


class MissingExtraError(BookgenreError, ImportError):
    """A part of bookgenre whose optional packages are not installed."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"{package} is not installed; install it with: pip install 'bookgenre[{extra}]'")
        self.extra = extra
