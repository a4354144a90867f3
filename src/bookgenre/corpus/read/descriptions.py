"""Cleaning of descriptions and titles, and which descriptions are useless for training."""

import re
from collections import Counter

import ftfy

from bookgenre.text.cleaning import clean_paragraphs, why_nothing
from bookgenre.text.markup import strip_markup

__all__ = ["MAX_CHARACTERS", "MIN_CHARACTERS", "clean_description", "clean_title", "useless_reason"]

MIN_CHARACTERS = 40
"""A shorter text is a tagline. The classifier reads from 20 characters on; there is nothing to learn from so few."""

MAX_CHARACTERS = 20_000
"""A longer text is an excerpt or a book."""

_FTFY = ftfy.TextFixerConfig(
    # Entities are resolved with the markup; curly quotes are how the text was set.
    unescape_html=False,
    uncurl_quotes=False,
    normalization="NFC",
)
_TITLE_NOTHING = re.compile(
    r"\(?(?:untitled|unknown|no title|n/?a|none|null|nan)\b[\W\d_]*(?:[a-z]+ book\)?)?", re.IGNORECASE
)


def clean_description(text: str, found: Counter[str] | None = None) -> str:
    """Return `text` in the form that all descriptions of a corpus have; paragraphs stay apart by a blank line.

    Parameters
    ----------
    text
        As the source gives it.
    found
        Counts the kinds of boilerplate that were taken out.
    """
    return clean_paragraphs(ftfy.fix_text(strip_markup(text), _FTFY), found)


def clean_title(text: str | None) -> str | None:
    """Return a title on one line, or None where it says that there is none."""
    title = " ".join(ftfy.fix_text(strip_markup(text or ""), _FTFY).split())
    return None if not title or _TITLE_NOTHING.fullmatch(title) else title


def useless_reason(text: str) -> str | None:
    """Return the reason why a cleaned description is useless for training, or None if it is useful."""
    if not text:
        return "no description"
    if len(text) > MAX_CHARACTERS:
        return f"more than {MAX_CHARACTERS:,} characters"
    if reason := why_nothing(text):
        return reason
    if len(text) < MIN_CHARACTERS:
        return f"fewer than {MIN_CHARACTERS} characters"
    return "more signs than letters" if sum(map(str.isalpha, text)) < len(text) // 2 else None
