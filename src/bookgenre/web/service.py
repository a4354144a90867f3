"""What pages and API ask for: answers, reasons and colours, each computed in a slot of the concurrency limit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from bookgenre.book import Book
from bookgenre.classifier import Explanation, GenreClassifier, Prediction, Rank
from bookgenre.covers import Mode, Palette
from bookgenre.errors import InputError
from bookgenre.recommend import colours_of
from bookgenre.web.concurrency import ConcurrencyLimit, Slot

__all__ = ["Service", "UnreadableError"]

# An explanation has the network read up to 64 windows; those of a text that fits one are short.
_WINDOWS_OF_AN_EXPLANATION = 20
_WINDOWS_OF_A_LONG_EXPLANATION = 64

T = TypeVar("T")


class UnreadableError(InputError):
    """The texts of a book cannot be classified."""


class Service:
    """The classifier behind a concurrency limit. May be shared between threads.

    Every method raises `BusyError` where there is no place, `TooManyError` where the client has asked too much,
    `DeadlineError` and `ClientGoneError` where the work has to end, and `InputError` or `GenreError` where the question
    cannot be answered.

    Parameters
    ----------
    classifier
        Who answers.
    concurrency
        Who computes, and who waits.
    client
        Returns the name of the client of the request at hand.
    check
        Called between windows and books; what it raises ends the work.
    charge
        Called with the number of windows that a request is about to have read.
    answered
        Called with the number of books that were answered.
    """

    def __init__(
        self,
        classifier: GenreClassifier,
        concurrency: ConcurrencyLimit,
        *,
        client: Callable[[], str] = lambda: "",
        check: Callable[[], None] = lambda: None,
        charge: Callable[[int], None] = lambda windows: None,  # noqa: ARG005
        answered: Callable[[int], None] = lambda books: None,  # noqa: ARG005
    ) -> None:
        self.classifier = classifier
        self.concurrency = concurrency
        self._client = client
        self._check = check
        self._charge = charge
        self._answered = answered
        self.is_draining: Callable[[], bool] = lambda: False
        """Whether the server is being stopped: what is in flight is answered, and new requests should go elsewhere."""

    def compute(self, function: Callable[[], T]) -> T:
        """Return what a function returns that cleans or checks texts; it runs in a slot."""
        with self._slot():
            return function()

    def predict(self, book: Book, top: int, rank: Rank = "probability") -> Prediction:
        """Predict the genres of one book."""
        (answer,) = self.predict_many([book], top, rank)
        if isinstance(answer, InputError):
            raise UnreadableError(str(answer))
        return answer

    def predict_many(
        self, books: Sequence[Book], top: int, rank: Rank = "probability"
    ) -> list[Prediction | InputError]:
        """Predict the genres of books; in the place of one that cannot be answered stands why."""
        answers: list[Prediction | InputError] = []
        with self._slot() as slot:
            windows = [self._windows(book, slot) for book in books]
            self._charge(sum(count for count in windows if isinstance(count, int)))
            for book, count in zip(books, windows, strict=True):
                if isinstance(count, InputError):
                    answers.append(count)
                else:
                    answers.append(self.classifier.predict(book, top, rank=rank, check=slot.check))
        self._answered(sum(isinstance(answer, Prediction) for answer in answers))
        return answers

    def _windows(self, book: Book, slot: Slot) -> int | InputError:
        slot.check()
        try:
            return self.classifier.count_windows(book)
        except InputError as error:
            return error

    def explain(self, prediction: Prediction, genre: str | None = None, *, words: bool = True) -> Explanation:
        """Say what carries a genre of an answer (None: the first); those outside the top may be asked for, too."""
        self._charge(_WINDOWS_OF_AN_EXPLANATION if prediction.windows == 1 else _WINDOWS_OF_A_LONG_EXPLANATION)
        with self._slot() as slot:
            return prediction.explain(genre, words=words, check=slot.check)

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
        return self.compute(lambda: colours_of(prediction, book, n, mode=mode, variant=variant))

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        client = self._client()
        with self.concurrency.admitted(client), self.concurrency.slot(client, self._check) as slot:
            yield slot
