"""What visitors and programs send to the page: checked, as a `Book`, or refused with a message."""

import html
import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from bookgenre.arguments import check_text_type
from bookgenre.book import Book
from bookgenre.classifier import Prediction
from bookgenre.errors import BookgenreError, GenreError, InputError
from bookgenre.recommender import Recommender

__all__ = ["MOST_GENRES", "TOP", "book_of", "names_of", "predict", "refusing"]

_LOG = logging.getLogger("bookgenre.space")

TOP = 10
MOST_GENRES = 10
"""Genres that may be named for the colours."""

_MOST_NAMES = 20
_SECONDS = 20
_ALL_GENRES = "the list in the page's field “Genres for the colours”"

P = ParamSpec("P")
R = TypeVar("R")


def book_of(description: str, title: str | None = "", genres: object = (), author: str = "") -> Book:
    """Return the book; `InputError` says what is wrong with `genres` or `author`."""
    names = names_of(genres, "the genres")
    if len(names) > MOST_GENRES:
        raise InputError(f"{len(names)} genres were given; give {MOST_GENRES} at most")
    authors = (check_text_type("the author", author),) if author else ()
    return Book(description, title or None, names, authors=authors)


def predict(recommender: Recommender, book: Book) -> Prediction | None:
    """Score all genres of a book; None where it has no description but genres, which are enough for colours."""
    if isinstance(book.description, str) and not book.description.strip() and book.genres:
        return None
    return recommender.predict(book, None)


def names_of(value: object, what: str) -> tuple[str, ...]:
    """Return names that a program sent, 20 at most; `what` says in an error which ones they are."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{what} must be a list of names")
    if len(value) > _MOST_NAMES:
        raise InputError(f"{len(value)} names were given for {what}; give {_MOST_NAMES} at most")
    return tuple(value)


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Show errors that bookgenre raises on purpose in the page; others are bugs and keep their traceback.

    The log gets one line with the kind of error and nothing of what was typed: descriptions are often not published
    yet, and a message can quote a genre's name or an option as it was sent.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BookgenreError as error:
            _LOG.warning("%s refused: %s", function.__name__, type(error).__name__)
            # Gradio takes the message for HTML.
            said = error.see(_ALL_GENRES) if isinstance(error, GenreError) else str(error)
            message = html.escape(" ".join(said.split()), quote=False)
            raise gr.Error(message, duration=_SECONDS, print_exception=False) from None

    return answer
