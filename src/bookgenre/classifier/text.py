"""What a description must be, and the one form in which the model sees it."""

import html
import re
import unicodedata

from bookgenre.book import Book
from bookgenre.classifier.marketing import drop_marketing
from bookgenre.errors import InputError

__all__ = [
    "MAX_CHARACTERS",
    "MIN_CHARACTERS",
    "check_readable",
    "check_text",
    "clean_book",
    "clean_markup",
    "clean_text",
    "decode_text",
]

MIN_CHARACTERS = 20
"""A shorter text is a title or a slip of the hand, not a description."""

MAX_CHARACTERS = 50_000
"""A longer text is a book, not a description: the longest blurb of the gathered corpus has 24,787 characters."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,500}?-->", re.DOTALL)
# What parts lines on a page; BBCode and Markdown come from shops' forms, a literal "\n" from exports of exports.
_LINE_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|tr|table|blockquote|hr)\b[^<>]{0,300}>", re.IGNORECASE)
_FORM_MARKS = re.compile(
    r"\[/?(?:b|i|u|s|url|img|size|color|quote|center|list)(?:=[^\]\s]{0,100})?\]|\*\*|__", re.IGNORECASE
)
_LITERAL_LINE = re.compile(r"(?:\\r)?\\n(?=[A-Z\\\s\u201c\"]|$)|\\r(?=\\n)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Signs of lists; where the item before has its full stop, nothing is left of them, elsewhere one sign.
_MARKS = "\u2022\u25aa\u25cf\u25a0\u25ba\u25b6\u25c6\u2605\u2606\u2713\u2714\u27a4\u2756"
_ITEM = re.compile(rf"(?m)^ ?[*{_MARKS}\u2013\u2014-] (?=\S)|(?<=\s)[{_MARKS}]+(?=\s\w)")
_NEEDLESS_ITEM = re.compile(r"(\A|[.!?\u2026:;][\"'\u201d\u2019)]*)\s?\u2022\s*")
# Emoji and ornaments: the tokenizers know few of them.
_ORNAMENT = re.compile(
    "[\u2190-\u21ff\u23e9-\u23fa\u25a0-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
    "(?:\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff]))?"
)
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


def clean_markup(text: str) -> str:
    """Return `text` in Unicode form NFC, lines kept, without tags, entities, addresses and invisible marks."""
    text = _LINE_TAG.sub("\n", _INVISIBLE.sub("", html.unescape(text)))
    text = _LITERAL_LINE.sub("\n", _FORM_MARKS.sub(" ", _TAG.sub(" ", text)))
    # From here on no two kinds of white space follow each other: patterns with several of them would take for ever.
    text = _SPACE.sub(_one_space, _ADDRESS.sub(" ", text))
    text = _SPACE.sub(_one_space, _NEEDLESS_ITEM.sub(r"\1\n", _ITEM.sub("\u2022 ", text)))
    # Last, because a mark that stood between a letter and its accent would have kept them apart.
    return unicodedata.normalize("NFC", text)


def _one_space(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


def clean_text(text: str) -> str:
    """Return `text` on one line, as the model sees it in training and when it answers.

    Markup, addresses, emoji and sentences that only sell (`bookgenre.classifier.marketing`) are taken out; capitals are
    left to the tokenizer.
    """
    text = drop_marketing(clean_markup(text))
    # A list or a quotation that lost its first sentence leaves its sign behind.
    return _SPACE.sub(" ", _ORNAMENT.sub(" ", text)).strip().lstrip(" \u2022\u2013\u2014*-").rstrip(" \u2022")


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
