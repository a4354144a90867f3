"""The recommender as pages and API use it: each computation runs in a slot of the concurrency limit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from flask import current_app

from bookgenre.book import Book
from bookgenre.classifier import Comparison, Explanation, Prediction, Rank
from bookgenre.covers import Mode, Palette
from bookgenre.errors import InputError
from bookgenre.recommender import Recommender
from bookgenre.stores import StoreReport
from bookgenre.web.concurrency import ConcurrencyLimit, Slot

__all__ = ["Service", "UnreadableError", "current_service"]

# An explanation has the network read up to 64 windows; those of a text that fits one are short.
_WINDOWS_OF_AN_EXPLANATION = 20
_WINDOWS_OF_A_LONG_EXPLANATION = 64

# No client has this name.
_BACKGROUND = "(background)"

T = TypeVar("T")


class UnreadableError(InputError):
    """The texts of a book cannot be classified.

    Attributes
    ----------
    position
        Of the book, where there are several; from 0.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class Service:
    """A recommender behind a concurrency limit. May be shared between threads.

    Every method raises `BusyError` where all places are taken, `TooManyRequestsError` where the client has exceeded its
    rate, `DeadlineError` and `ClientGoneError` where the work has to end, and `InputError` or `GenreError` where the
    request cannot be answered.

    Parameters
    ----------
    recommender
        Computes the answers.
    concurrency
        Limits how many requests compute, and how many wait.
    client
        Returns the name of the client of the current request.
    callback
        Called between windows and books; what it raises ends the work.
    charge
        Called with the number of windows that a request is about to have read.
    answered
        Called with the number of books that were answered.
    """

    def __init__(
        self,
        recommender: Recommender,
        concurrency: ConcurrencyLimit,
        *,
        client: Callable[[], str] = lambda: "",
        callback: Callable[[], None] = lambda: None,
        charge: Callable[[int], None] = lambda windows: None,  # noqa: ARG005
        answered: Callable[[int], None] = lambda books: None,  # noqa: ARG005
    ) -> None:
        self.recommender = recommender
        self.concurrency = concurrency
        self._client = client
        self._callback = callback
        self._charge = charge
        self._answered = answered
        self.is_draining: Callable[[], bool] = lambda: False
        """Whether the server is being stopped: what is in flight is answered, and new requests should go elsewhere."""

    def compute(self, function: Callable[[], T]) -> T:
        """Return what a function returns that cleans or checks texts; it runs in a slot."""
        with self._slot():
            return function()

    def predict(self, book: Book, top: int | None, rank: Rank = "probability") -> Prediction:
        """Predict the genres of one book."""
        (answer,) = self.predict_many([book], top, rank)
        if isinstance(answer, InputError):
            raise UnreadableError(str(answer))
        return answer

    def predict_many(
        self, books: Sequence[Book], top: int | None, rank: Rank = "probability"
    ) -> list[Prediction | InputError]:
        """Predict the genres of books; an error stands in the place of one that cannot be answered."""
        answers: list[Prediction | InputError] = []
        with self._slot() as slot:
            windows = [self._windows(book, slot) for book in books]
            self._charge(sum(count for count in windows if isinstance(count, int)))
            for book, count in zip(books, windows, strict=True):
                if isinstance(count, InputError):
                    answers.append(count)
                else:
                    answers.append(self.recommender.predict(book, top, rank=rank, callback=slot.check))
        self._answered(sum(isinstance(answer, Prediction) for answer in answers))
        return answers

    @contextmanager
    def in_background(self, check: Callable[[], None]) -> Iterator[Slot]:
        """Give a slot to work for which nobody waits: visitors go first, and a busy site delays it.

        `check` is called now and then; what it raises ends the work.
        """
        with self.concurrency.background(_BACKGROUND, check) as slot:
            yield slot

    def count_answers(self, books: int) -> None:
        """Count books that were answered in the background."""
        self._answered(books)

    def _windows(self, book: Book, slot: Slot) -> int | InputError:
        slot.check()
        try:
            return self.recommender.classifier.count_windows(book)
        except InputError as error:
            return error

    def explain(self, book: Book, genre: str, windows: int, *, words: bool = True) -> Explanation:
        """Explain a genre of a book whose prediction has taken so many windows."""
        self._charge(_cost_of_explaining(windows))
        with self._slot() as slot:
            return self.recommender.explain(book, genre, words=words, callback=slot.check)

    def compare(self, first: Book, second: Book) -> Comparison:
        """Compare two versions of a book; charged as two answers with an explanation each."""
        with self._slot() as slot:
            windows = []
            for position, book in enumerate((first, second)):
                count = self._windows(book, slot)
                if isinstance(count, InputError):
                    raise UnreadableError(str(count), position)
                windows.append(count)
            self._charge(sum(count + _cost_of_explaining(count) for count in windows))
            comparison = self.recommender.compare(first, second, callback=slot.check)
        self._answered(2)
        return comparison

    def stores(
        self,
        book: Book,
        names: Sequence[str] = (),
        *,
        genres: Sequence[str] | None = None,
        prediction: Prediction | None = None,
    ) -> StoreReport:
        """Suggest what to choose at each store, for genres that are given or for those of a prediction's shortlist.

        A description that has not been predicted is charged as if it were: finding keywords takes as long.
        """
        with self._slot() as slot:
            if prediction is None and book.description:
                windows = self._windows(book, slot)
                if isinstance(windows, InputError):
                    raise UnreadableError(str(windows))
                self._charge(windows)
            return self.recommender.stores(book, names, genres=genres, prediction=prediction)

    def palette(
        self,
        book: Book,
        n: int = 10,
        *,
        prediction: Prediction | None,
        mode: Mode = "fit-in",
        variant: int = 0,
    ) -> Palette:
        """Recommend colours from ``book.genres`` and from the prediction, if there is one."""
        return self.compute(
            lambda: self.recommender.palette(book, n, prediction=prediction, predict=False, mode=mode, variant=variant)
        )

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        client = self._client()
        with self.concurrency.admitted(client), self.concurrency.slot(client, self._callback) as slot:
            yield slot


def _cost_of_explaining(windows: int) -> int:
    return _WINDOWS_OF_AN_EXPLANATION if windows == 1 else _WINDOWS_OF_A_LONG_EXPLANATION


def current_service() -> Service:
    """Return the service of the application that handles the current request."""
    service = current_app.extensions["bookgenre"]
    assert isinstance(service, Service)  # noqa: S101 - create_app puts it there
    return service
