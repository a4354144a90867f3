"""`Answer`: all that is recommended for one book."""

from dataclasses import dataclass

from bookgenre.book import Book
from bookgenre.classifier import Explanation, Prediction
from bookgenre.covers import Palette
from bookgenre.stores import StoreReport

__all__ = ["Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is recommended for one book.

    Attributes
    ----------
    book
        The book, with the genres that were given for its colours.
    prediction
        Its genres, and the shortlist of those to act on; None for a book without a description.
    stores
        What to choose at each store for the shortlist; None where it was not requested, or no genre is listed.
    palette
        Its cover colours; None where they were not requested.
    explanation
        What speaks for one of its genres; None where it was not requested.
    """

    book: Book
    prediction: Prediction | None = None
    stores: StoreReport | None = None
    palette: Palette | None = None
    explanation: Explanation | None = None
