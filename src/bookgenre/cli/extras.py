"""A clear word where the packages of an optional part are missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from bookgenre.errors import MissingExtraError

__all__ = ["needs_extra"]


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn a missing package into `MissingExtraError` for `extra`; put the imports inside."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bookgenre"):
            raise
        raise MissingExtraError(extra, (error.name or "a package").partition(".")[0]) from error
