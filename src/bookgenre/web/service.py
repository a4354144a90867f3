"""What pages and API ask for: answers, reasons and colours, each computed in its turn."""

from bookgenre.book import Book
from bookgenre.classifier import Explanation, GenreClassifier, Prediction, Rank
from bookgenre.covers import Mode, Palette
from bookgenre.errors import InputError
from bookgenre.recommend import colours_of
from bookgenre.web.gate import Gate

__all__ = ["Service"]


class Service:
    """The classifier behind a gate. May be shared between threads.

    Every method raises `BusyError` where there is no room, and `InputError` or `GenreError` where the question cannot
    be answered.
    """

    def __init__(self, classifier: GenreClassifier, gate: Gate) -> None:
        self.classifier = classifier
        self.gate = gate
        self.draining = False

    @property
    def ready(self) -> bool:
        """Whether new requests are welcome: the model is loaded, and the server is not being stopped."""
        return not self.draining

    def predict(self, books: list[Book], top: int, rank: Rank = "probability") -> list[Prediction]:
        """Predict the genres of books, one turn each; an error names the position of the book."""
        answers: list[Prediction] = []
        with self.gate.entered():
            for position, book in enumerate(books, start=1):
                with self.gate.turn():
                    answers += self._predict(book, top, rank, position if len(books) > 1 else None)
        return answers

    def _predict(self, book: Book, top: int, rank: Rank, position: int | None) -> list[Prediction]:
        try:
            return [self.classifier.predict(book, top, rank=rank)]
        except InputError as error:
            raise InputError(str(error) if position is None else f"book {position}: {error}") from None

    def explain(self, prediction: Prediction, genre: str, *, words: bool = True) -> Explanation:
        """Say what carries a genre of an answer; ancestors and genres outside the top may be asked for too."""
        with self.gate.entered(), self.gate.turn():
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
        return colours_of(prediction, book, n, mode=mode, variant=variant)
