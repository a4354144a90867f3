"""Token windows of labelled books, cut as the classifier cuts them."""

from collections.abc import Sequence

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.corpus import LabelledBook
from bookgenre.text.cleaning import clean_book

__all__ = ["all_windows", "first_windows", "tokens_of"]


def tokens_of(records: Sequence[LabelledBook], encoder: BookEncoder) -> tuple[list[list[int]], list[list[int]]]:
    """Return the token ids, without marks, of all descriptions and of all titles; an unknown title has none."""
    books = [clean_book(record.book) for record in records]
    texts = encoder.tokens_many([book.description for book in books])
    return texts, encoder.tokens_many([book.title or "" for book in books])


def first_windows(records: Sequence[LabelledBook], encoder: BookEncoder) -> list[list[int]]:
    """Return one window per record, from the start of its text, with its title before it."""
    return [encoder.first_window(text, title) for text, title in zip(*tokens_of(records, encoder), strict=True)]


def all_windows(records: Sequence[LabelledBook], encoder: BookEncoder) -> tuple[list[list[int]], list[int]]:
    """Return the windows of all records, titles included, and the number of windows of each record."""
    return encoder.windows_of(clean_book(record.book) for record in records)
