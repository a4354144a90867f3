"""What the page and its API are asked, and what they answer; nothing of Gradio."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bookgenre.book import Book
from bookgenre.classifier import Explanation, GenreClassifier, Prediction, Rank
from bookgenre.covers import Mode, Palette
from bookgenre.covers.lettering import clean_line
from bookgenre.covers.mockup import Layout, barcode_svg, cover_svg
from bookgenre.errors import InputError
from bookgenre.recommend import colours_of

__all__ = ["MOST_GENRES", "TOP", "UNTITLED", "Answers", "Asked"]

TOP = 10
MOST_GENRES = 10
"""Genres that may be named for the colours."""

UNTITLED = "Title of the Book"
"""On the mock-up of a book whose title is not known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A book, and its genres as they were predicted; None where only genres were given."""

    book: Book
    prediction: Prediction | None


class Answers:
    """The classifier and the covers behind the page. May be shared between threads.

    Every method raises `InputError` or `GenreError` where the question cannot be answered.
    """

    def __init__(self, classifier: GenreClassifier) -> None:
        self.classifier = classifier
        self._names = {genre.id: genre.name for genre in classifier.labels.genres}

    def ask(
        self, description: str, title: str = "", genres: Sequence[str] = (), rank: Rank = "probability", top: int = TOP
    ) -> Asked:
        """Predict the genres of a book; where there is no description, genres must be given, for the colours."""
        genres = _checked_genres(genres)
        book = Book(description, title or None, genres)
        if isinstance(description, str) and not description.strip() and genres:
            return Asked(book, None)
        return Asked(book, self.classifier.predict(Book(description, title or None), top, rank=rank))

    def explain(self, asked: Asked, genre: str, *, words: bool = True) -> Explanation:
        """Say what carries a genre."""
        if asked.prediction is None:
            raise InputError("there is no description to explain; paste one")
        return asked.prediction.explain(genre or None, words=words)

    def colours(self, asked: Asked, mode: Mode = "fit-in", variant: int = 0) -> Palette:
        """Recommend cover colours from the genres that were given and those that were read."""
        return colours_of(asked.prediction, asked.book, mode=mode, variant=variant)

    def cover(self, asked: Asked, palette: Palette, author: str = "", layout: Layout = "band") -> str:
        """Draw the mock-up, an SVG."""
        title = asked.book.title or ""
        shown = title if any(character.isalnum() for character in clean_line(title)) else UNTITLED
        return cover_svg(palette, shown, author, layout=layout)

    def cover_answer(self, asked: Asked, palette: Palette, author: str = "", layout: Layout = "band") -> dict[str, Any]:
        """Return palette, barcode and mock-up as plain values."""
        return palette.to_dict() | {
            "barcode_svg": barcode_svg(palette),
            "cover_svg": self.cover(asked, palette, author, layout),
        }

    def path(self, ids: Sequence[str]) -> str:
        """Names of a genre's ancestors."""
        return " › ".join(self._names[one] for one in ids)


def _checked_genres(genres: object) -> tuple[str, ...]:
    if genres is None:
        return ()
    if isinstance(genres, str) or not isinstance(genres, Sequence) or not all(isinstance(one, str) for one in genres):
        raise InputError("the genres must be a list of names; see `bookgenre genres`")
    if len(genres) > MOST_GENRES:
        raise InputError(f"{len(genres)} genres were given; name {MOST_GENRES} at most")
    return tuple(genres)
