"""What pages and API ask for: answers, reasons and colours, each computed in its turn."""

from collections.abc import Callable, Sequence

from bookgenre.book import Book
from bookgenre.classifier import Explanation, GenreClassifier, Prediction, Rank
from bookgenre.covers import Mode, Palette
from bookgenre.errors import InputError
from bookgenre.recommend import colours_of
from bookgenre.web.gate import Gate
from bookgenre.web.limits import BOOKS_OF_AN_EXPLANATION

__all__ = ["Service"]


class Service:
    """The classifier behind a gate. May be shared between threads.

    Every method raises `BusyError` where there is no room, `TooManyError` where the client has asked too much, and
    `InputError` or `GenreError` where the question cannot be answered.

    Parameters
    ----------
    classifier
        Who answers.
    gate
        Who may come in, and whose turn it is.
    limit
        Called with the number of books that a request is about to ask for.
    answered
        Called with the number of books that were answered.
    """

    def __init__(
        self,
        classifier: GenreClassifier,
        gate: Gate,
        *,
        limit: Callable[[int], None] = lambda books: None,  # noqa: ARG005
        answered: Callable[[int], None] = lambda books: None,  # noqa: ARG005
    ) -> None:
        self.classifier = classifier
        self.gate = gate
        self._limit = limit
        self._answered = answered
        self.draining = False
        """Whether the server is being stopped: what is in flight is answered, and new requests should go elsewhere."""

    def predict(self, books: Sequence[Book], top: int, rank: Rank = "probability") -> list[Prediction]:
        """Predict the genres of books, one turn each; an error names the position of the book."""
        answers: list[Prediction] = []
        with self.gate.entered():
            self._limit(len(books))
            for position, book in enumerate(books, start=1):
                with self.gate.turn():
                    answers.append(self._predict(book, top, rank, position if len(books) > 1 else None))
        self._answered(len(books))
        return answers

    def _predict(self, book: Book, top: int, rank: Rank, position: int | None) -> Prediction:
        try:
            return self.classifier.predict(book, top, rank=rank)
        except InputError as error:
            raise InputError(str(error) if position is None else f"book {position}: {error}") from None

    def explain(self, prediction: Prediction, genre: str | None = None, *, words: bool = True) -> Explanation:
        """Say what carries a genre of an answer (None: the first); those outside the top may be asked for, too."""
        with self.gate.entered():
            self._limit(BOOKS_OF_AN_EXPLANATION)
            with self.gate.turn():
                return prediction.explain(genre, words=words)

    def colours(
        self,
        prediction: Prediction | None,
        book: Book,
        n: int = 10,
        *,
        mode: Mode = "fit-in",
        variant: int = 0,
    ) -> Palette:
        """Recommend colours from the genres that were given (``book.genres``) and those that were read."""
        with self.gate.entered(), self.gate.turn():
            return colours_of(prediction, book, n, mode=mode, variant=variant)
