"""`Answer`: all that is recommended for one book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

# Colours and stores are loaded only where they are asked for.
if TYPE_CHECKING:
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
        Its genres, and the shortlist of those to use; None for a book without a description.
    stores
        Categories for each store, for the shortlist; None if they were not requested, or no genre is listed.
    palette
        Its cover colours; None where they were not requested.
    explanation
        What counts for one of its genres; None if it was not requested.
    """

    book: Book
    prediction: Prediction | None = None
    stores: StoreReport | None = None
    palette: Palette | None = None
    explanation: Explanation | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values: the book, the fields of its prediction, and stores, palette and explanation if any."""
        book = self.book
        plain: dict[str, Any] = {
            "book": {"title": book.title, "author": ", ".join(book.authors) or None, "genres": list(book.genres)}
        }
        if self.prediction is not None:
            plain |= self.prediction.to_dict()
        for name in ("stores", "palette", "explanation"):
            part = getattr(self, name)
            if part is not None:
                plain[name] = part.to_dict()
        return plain
