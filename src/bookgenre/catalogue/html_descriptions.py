"""Descriptions that records hold as HTML, read as text at a cost that no single record can drive up."""

from collections.abc import Iterable, Iterator

from bookgenre.text import MAX_CHARACTERS, MIN_CHARACTERS, strip_markup

__all__ = ["MOST_SOURCE", "best_description", "plain_texts"]

MOST_SOURCE = 4 * MAX_CHARACTERS
"""Characters of HTML that are read of one record: tags cost far more than the text between them."""


def plain_texts(sources: Iterable[str]) -> Iterator[str]:
    """Yield the texts of one record without their HTML, in order.

    A text that would have more than `MOST_SOURCE` characters read stays as it is. If that is the description, it is
    refused for its length, or read when it is classified.
    """
    left = MOST_SOURCE
    for source in sources:
        if len(source) <= left:
            left -= len(source)
            yield strip_markup(source)
        else:
            yield source


def best_description(sources: Iterable[str]) -> str:
    """Return the first text that has as many characters as a description needs, or else the first that is not empty."""
    short = ""
    for text in plain_texts(sources):
        if len(text) >= MIN_CHARACTERS:
            return text
        short = short or text
    return short
