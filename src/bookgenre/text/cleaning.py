"""What a description must be, and the one form in which the model sees it."""

import re
from collections import Counter

from bookgenre.book import Book
from bookgenre.errors import InputError
from bookgenre.text.characters import mend_encoding, normalise_characters
from bookgenre.text.comparisons import drop_other_books
from bookgenre.text.leftovers import drop_addresses, drop_boilerplate, drop_list_signs, drop_ornaments
from bookgenre.text.light_markup import drop_light_markup, is_rtf
from bookgenre.text.marketing import WORD, drop_marketing
from bookgenre.text.markup import resolve_entities, strip_markup, tidy_lines
from bookgenre.text.messages import one_message
from bookgenre.text.placeholders import why_empty
from bookgenre.text.praise import drop_praise

__all__ = [
    "MAX_CHARACTERS",
    "MIN_CHARACTERS",
    "check_readable",
    "check_text",
    "clean_book",
    "clean_lines",
    "clean_paragraphs",
    "clean_text",
    "decode_text",
    "why_nothing",
]

MIN_CHARACTERS = 20
"""A shorter text is a title or a slip of the hand, not a description."""

MAX_CHARACTERS = 50_000
"""A longer text is a book, not a description: the longest blurb of the gathered corpus has 24,787 characters."""

_SPACE = re.compile(r"\s{2,}|[^\S ]")
_LINE_ENDS = re.compile(r"\n+")
# "the end.Then she": where a tag stood, sources that dropped it glued two sentences. A straight quote is taken to end
# the first.
_GLUED = re.compile(
    r"[.!?](?:(?<=[a-z]{2}.)|(?<=[A-Z]{2}.))(?=[\u201c\u2018']?[A-Z][a-z])|[\u201d\"](?<=[a-z][.!?].)(?=[A-Z][a-z])"
)
# A word that was parted at the end of a line.
_PARTED = re.compile(r"\b([A-Za-z][a-z]+)[-\u2010]\n(?=([a-z]{2,})(-[a-z])?)")
# The hyphen of these stays. So does that of "son-in-law".
_FIRST_PARTS = frozenset("self well half non multi twenty thirty forty fifty sixty seventy eighty ninety".split())
# A text within quotes, as a cell of a table or the string of a program is.
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
# {"description": "…"}, [{'title': '…'}]
_DATA = re.compile(r"\s*[\[{]\s*(?:\{\s*)?[\"'][\w -]{1,40}[\"']\s*:.*[\]}]\s*", re.DOTALL)
# Where a page folded a text.
_FOLDED = re.compile(r"\s?(?:\.{3}|\u2026)\Z")
_REPEATED = 40
"""Characters from which on a line that comes twice is taken for a slip, not for a refrain."""
_FEWEST_WORDS = 5
"""A text that would be left with fewer words is not shortened: then they are all there is."""


def decode_text(data: bytes, name: str = "the input") -> str:
    """Decode UTF-8 bytes, with or without a byte order mark; an `InputError` names the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8 and try again") from None


def clean_paragraphs(text: str, found: Counter[str] | None = None) -> str:
    """Return the plain text of a description, its paragraphs apart by a blank line: the form that a corpus keeps.

    No markup, invisible marks, styled letters, addresses, signs of forms, notes on editions and rights. `found` counts
    the kinds of boilerplate that were taken out. Takes time that grows with the length of the text and no faster.
    """
    text = drop_light_markup(normalise_characters(strip_markup(mend_encoding(resolve_entities(text)))))
    text = tidy_lines(_GLUED.sub(r"\g<0> ", drop_addresses(_PARTED.sub(_joined, text))))
    # From here on no two kinds of white space follow each other: patterns with several of them would take for ever.
    return tidy_lines(drop_list_signs(tidy_lines(drop_boilerplate(one_message(text), found))))


def clean_text(text: str) -> str:
    """Return `text` on one line, as the model sees it in training and when it answers: `clean_lines`, joined."""
    return clean_lines(text).replace("\n", " ")


def clean_lines(text: str) -> str:
    """Return the lines of `text` as the model sees them, but for the ends of lines, which stand for spaces.

    After `clean_paragraphs` go emoji and what says nothing about this book: sentences that only sell, product data,
    praise that fits any book or another one, comparisons with other books by name. Capitals are left to the tokenizer.
    """
    text = _without_repeats(_LINE_ENDS.sub("\n", clean_paragraphs(text)))
    left = _without_sales(text)
    if len(left) < 200 and len(WORD.findall(left)) < _FEWEST_WORDS:
        left = text
    # A list or a quotation that lost its first sentence leaves its sign behind.
    left = _SPACE.sub(_one_space, drop_ornaments(left)).strip()
    left = left.lstrip(" \n\u00b7\u2022\u2013\u2014*-").rstrip(" \n\u2022")
    quoted = _QUOTED.fullmatch(left)
    return quoted[1].strip() if quoted else left


def _without_repeats(text: str) -> str:
    """Return `text` once where it was pasted twice, and each long line once: pages show a start, then the whole."""
    half = len(text) // 2
    if half >= _REPEATED and text[:half].strip() == text[-half:].strip():
        text = text[:half].strip()
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    last = {line[:_REPEATED]: line for line in lines}
    seen = set()
    kept = []
    for line in lines:
        if len(line) >= _REPEATED:
            start = _FOLDED.sub("", line)
            longer = last[line[:_REPEATED]]
            if line in seen or (start != line and longer != line and longer.startswith(start)):
                continue
            seen.add(line)
        kept.append(line)
    return "\n".join(kept)


def _joined(word: re.Match[str]) -> str:
    compound = word[3] or word[1].lower() in _FIRST_PARTS
    return f"{word[1]}-" if compound else word[1]


def _one_space(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


def why_nothing(text: str) -> str | None:
    """Say why a description tells nothing about its book, or None if it tells something; one rule for all readers.

    `text` has been gone over by `clean_paragraphs` or `clean_text`.
    """
    return why_empty(text) or ("nothing but praise and sales talk" if _only_sells(text) else None)


def _without_sales(text: str) -> str:
    return drop_marketing(drop_other_books(drop_praise(text)))


def _only_sells(text: str) -> bool:
    return bool(WORD.search(text)) and not WORD.search(_without_sales(_LINE_ENDS.sub("\n", text)))


def _is_seen(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def clean_book(book: Book) -> Book:
    """Return what the model reads of `book`: description and title, gone over by `clean_text`."""
    title = clean_text(book.title) if book.title else None
    return Book(description=clean_text(book.description), title=title or None)


def check_readable(text: object, *, kind: str) -> str:
    """Return `text`, if it is a string of valid characters and not too long, else raise `InputError`."""
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
        `MAX_CHARACTERS` characters, holds no letters, or says nothing about a book (`why_nothing`).
    """
    text = check_readable(text, kind=kind)
    if _DATA.fullmatch(text):
        raise InputError(
            f"the {kind} is JSON, or an object of a program; pass the text that it holds, "
            "or read a file of books with `bookgenre classify`"
        )
    if is_rtf(text):
        raise InputError(
            f"the {kind} is the source of a document in Rich Text Format; open it in its program and copy the text"
        )
    cleaned = clean_text(text)
    reason = why_nothing(cleaned)
    plain = "" if cleaned else strip_markup(text)
    if any(map(str.isalnum, plain)):
        reason = "nothing but numbers and notes"
    if reason:
        raise InputError(
            f"the {kind} says nothing about the book ({reason}); "
            "paste what its publisher or its author says about it; 50 words or more work best"
        )
    if not cleaned and not any(map(_is_seen, plain)):
        raise InputError(f"the {kind} is empty; paste the book's description; 50 words or more work best")
    if cleaned and len(cleaned) < MIN_CHARACTERS:
        raise InputError(
            f"the {kind} has only {len(cleaned)} characters; "
            f"give at least {MIN_CHARACTERS}; a description of 50 words or more works best"
        )
    if not any(character.isalpha() for character in cleaned):
        raise InputError(f"the {kind} contains no letters; paste the book's description as words")
    return cleaned
