"""Checks of the books that callers pass to a classifier."""

from bookgenre.arguments import check_number
from bookgenre.book import Book
from bookgenre.errors import InputError
from bookgenre.text.cleaning import check_readable, check_text, clean_lines, clean_text

__all__ = ["check_book", "check_top", "check_version"]


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


def check_top(top_k: int | None) -> int | None:
    """Return `top_k` as a plain number; raise `InputError` where it is none, or below 1."""
    return None if top_k is None else check_number("top_k", top_k, more="; None gives all genres")
