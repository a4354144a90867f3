"""Checks of the books that callers pass to a classifier."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from bookgenre.arguments import check_number
from bookgenre.book import Book
from bookgenre.errors import InputError
from bookgenre.text.cleaning import check_readable, check_text, clean_lines, clean_text

__all__ = ["Errors", "at_position", "check_book", "check_top", "check_version", "iterate_books"]

Errors = Literal["raise", "collect"]


def check_book(book: object, title: object = None, *, lines: bool = False) -> Book:
    r"""Return a book with its texts cleaned.

    Parameters
    ----------
    book
        A description, or a `Book`.
    title
        The title, where `book` is a description.
    lines
        Whether the lines of the description are kept apart by ``\n``; the text is the same otherwise.

    Raises
    ------
    InputError
        If it is neither, or its texts cannot be classified; the message says what to do.
    """
    if isinstance(book, str):
        description: object = book
    elif title is not None:
        raise InputError("give the title in the Book, or pass the description as text beside the title")
    elif isinstance(book, Book):
        description, title = book.description, book.title
    elif isinstance(book, list | tuple):
        raise InputError(f"the book is a {type(book).__name__}; use predict_many for many books")
    else:
        raise InputError(f"the book is a {type(book).__name__}; pass a description (str) or a Book")
    cleaned = check_text(description)
    if lines:
        cleaned = clean_lines(str(description))
    return Book(cleaned, title=None if title is None else clean_text(check_readable(title, kind="title")) or None)


def check_version(book: object, name: str) -> Book:
    """Return a version of a book with its texts cleaned, the lines of the description kept.

    Raises
    ------
    InputError
        As `check_book`; the message names the version.
    """
    try:
        return check_book(book, lines=True)
    except InputError as error:
        raise InputError(f"the {name} version: {error}") from None


def iterate_books(books: object) -> Iterator[object]:
    """Iterate over what `GenreClassifier.predict_many` was given.

    Raises
    ------
    InputError
        If it is no iterable of books: one text or book, bytes, a mapping, or a table, which would give the names of its
        columns.
    """
    if isinstance(books, str | Book):
        raise InputError("predict_many takes a list of books; use predict for one")
    kind = type(books).__name__
    if hasattr(books, "columns") or hasattr(books, "column_names"):
        raise InputError(
            f"predict_many takes descriptions, and a {kind} gives the names of its columns; "
            'pass one column: predict_many(table["description"])'
        )
    if isinstance(books, bytes | bytearray | memoryview | Mapping) or not isinstance(books, Iterable):
        raise InputError(f"predict_many takes a list of descriptions (str) or Books, not a {kind}")
    return iter(books)


def at_position(error: InputError, position: int, *, more: bool) -> InputError:
    """Return an error that names the position of the book, unless it is the only one: the first, and no `more`."""
    if position == 1 and not more:
        return error
    message = str(error)
    subject = "the book "
    return InputError(
        f"book {position} {message.removeprefix(subject)}"
        if message.startswith(subject)
        else f"book {position}: {message}"
    )


def check_top(top_k: int | None) -> int | None:
    """Return `top_k` as a plain number; raise `InputError` where it is none, or below 1."""
    return None if top_k is None else check_number("top_k", top_k, more="; None gives all genres")
