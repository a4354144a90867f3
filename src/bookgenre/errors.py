"""Every error that bookgenre raises on purpose. Each message says what to do next.

::

    BookgenreError
    ├── InputError          a text, a file or an option that cannot be used as it is
    ├── GenreError          a genre that the taxonomy does not hold, or a broken taxonomy
    ├── ModelError          a model folder that is missing, damaged or inconsistent
    ├── DataError           records of books that cannot be read or understood
    ├── CollectError        a crawl that cannot begin, or that a site or the network has stopped
    ├── RecipeError         a training recipe, or a run folder, that cannot be used
    ├── ExportError         a trained model that fails the final check of its export
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
    """A genre that the taxonomy does not hold, or a taxonomy that is broken.

    Where the message has nothing better to advise, it ends in the `command` that lists all genres. What is not a
    command line says with `see` where its own list is.
    """

    def __init__(self, message: str, command: str = "") -> None:
        super().__init__(f"{message}; see all with: {command}" if command else message)
        self._fault, self._command = message, command

    def see(self, place: str) -> str:
        """Return the message with a place in the stead of the command."""
        return f"{self._fault}; see {place}" if self._command else str(self)


class ModelError(BookgenreError):
    """A model folder that is missing, damaged or inconsistent."""


class DataError(BookgenreError, ValueError):
    """Records of books that cannot be read or understood."""


class CollectError(BookgenreError):
    """A crawl that cannot begin, or that the site or the network has stopped; what was collected is kept."""


class RecipeError(BookgenreError, ValueError):
    """A training recipe, or the folder of a training run, that cannot be used."""


class ExportError(BookgenreError):
    """A trained model that fails the final check of its export."""


class MissingExtraError(BookgenreError, ImportError):
    """A part of bookgenre whose optional packages are not installed."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"{package} is not installed; install it with: pip install 'bookgenre[{extra}]'")
        self.extra = extra
