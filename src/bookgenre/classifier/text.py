"""What a description must be, and the one form in which the model sees it."""

import html
import re
import unicodedata

from bookgenre.book import Book
from bookgenre.errors import InputError

__all__ = [
    "MAX_CHARACTERS",
    "MIN_CHARACTERS",
    "check_readable",
    "check_text",
    "clean_book",
    "clean_text",
    "decode_text",
]

MIN_CHARACTERS = 20
"""A shorter text is a title or a slip of the hand, not a description."""

MAX_CHARACTERS = 50_000
"""A longer text is a book, not a description: the longest blurb of the gathered corpus has 24,787 characters."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,500}?-->", re.DOTALL)
_SPACE = re.compile(r"\s+")
# C0 and C1 controls, zero-width and bidirectional marks: invisible, and noise to the tokenizer. White space and the
# zero-width joiner, which shapes words in several scripts, stay. Lone surrogates, half characters that JSON can carry,
# go too: the tokenizer takes none.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)


def decode_text(data: bytes, name: str = "the input") -> str:
    """Decode UTF-8 bytes, with or without a byte order mark.

    Raises
    ------
    InputError
        If the bytes are not UTF-8; the message names the offset.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8 and try again") from None


def clean_text(text: str) -> str:
    """Return `text` in Unicode form NFC, on one line, without HTML tags, entities and invisible characters."""
    text = _TAG.sub(" ", _INVISIBLE.sub("", html.unescape(text)))
    # Last, because a mark that stood between a letter and its accent would have kept them apart.
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_book(book: Book) -> Book:
    """Return what the model reads of `book`: description and title, gone over by `clean_text`."""
    title = clean_text(book.title) if book.title else None
    return Book(description=clean_text(book.description), title=title or None)


def check_readable(text: object, *, kind: str) -> str:
    """Return `text`, if it is a string of valid characters and not too long.

    Raises
    ------
    InputError
        If it is not.
    """
    if not isinstance(text, str):
        raise InputError(f"the {kind} must be text (str), not {type(text).__name__}; decode or convert it first")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the {kind} has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that are read; "
            "pass the book's description rather than the book"
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"the {kind} holds half a character (a lone surrogate at {error.start}); read its file as UTF-8"
        ) from None
    return text


def check_text(text: object, *, kind: str = "description") -> str:
    """Return `text` cleaned, if it can be classified.

    Raises
    ------
    InputError
        If it is not a string, holds nothing to read, has fewer than `MIN_CHARACTERS` or more than
        `MAX_CHARACTERS` characters, or holds no letters.
    """
    cleaned = clean_text(check_readable(text, kind=kind))
    if not cleaned:
        raise InputError(f"the {kind} is empty; paste the book's description, best 50 words or more")
    if len(cleaned) < MIN_CHARACTERS:
        raise InputError(
            f"the {kind} has only {len(cleaned)} characters; "
            f"give at least {MIN_CHARACTERS}, best a description of 50 words or more"
        )
    if not any(character.isalpha() for character in cleaned):
        raise InputError(f"the {kind} holds no letters; paste the book's description as words")
    return cleaned
