"""The recommender as pages and API use it: each computation runs in a slot of the concurrency limit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import current_app

from bookgenre.book import Book
from bookgenre.classifier import Comparison, Explanation, Prediction, Rank
from bookgenre.covers import Palette
from bookgenre.errors import InputError
from bookgenre.recommender import Recommender
from bookgenre.stores import StoreReport
from bookgenre.web.client_throttle import Throttle, client_name
from bookgenre.web.concurrency import ConcurrencyLimit, Slot
from bookgenre.web.deadline import check_request
from bookgenre.web.prometheus import Metrics
from bookgenre.web.settings import Settings

__all__ = ["FieldError", "Service", "current_service"]

# An explanation has the network read up to 64 windows; those of a text that fits one are short.
_WINDOWS_OF_AN_EXPLANATION = 20
_WINDOWS_OF_A_LONG_EXPLANATION = 64

T = TypeVar("T")


class FieldError(InputError):
    """A field of a request cannot be used; `field` holds its steps in the body, with slashes between them."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class Service:
    """A recommender behind a concurrency limit. May be shared between threads.

    Every method raises `BusyError` where all places are taken, `TooManyRequestsError` where the client has exceeded its
    rate, `DeadlineError` and `ClientGoneError` where the work has to end, and `InputError` or `GenreError` where the
    request cannot be answered. The throttle counts the windows that are about to be read, the metrics the books that
    were answered.
    """

    def __init__(
        self,
        recommender: Recommender,
        concurrency: ConcurrencyLimit,
        throttle: Throttle,
        metrics: Metrics,
        settings: Settings,
    ) -> None:
        self.recommender = recommender
        self.concurrency = concurrency
        self.metrics = metrics
        self.settings = settings
        self._throttle = throttle
        self.is_draining: Callable[[], bool] = lambda: False
        """Whether the server is being stopped: what is in flight is answered, and new requests should go elsewhere."""

    @property
    def model_version(self) -> str:
        """Version of the model that answers."""
        return self.recommender.classifier.model_version

    def compute(self, function: Callable[[], T]) -> T:
        """Return what a function returns that cleans or checks texts; it runs in a slot."""
        with self._slot():
            return function()

    def predict(self, book: Book, top: int | None, rank: Rank = "probability") -> Prediction:
        """Predict the genres of one book."""
        (answer,) = self.predict_many([book], top, rank)
        if isinstance(answer, FieldError):
            raise answer
        return answer

    def predict_many(
        self, books: Sequence[Book], top: int | None, rank: Rank = "probability"
    ) -> list[Prediction | FieldError]:
        """Predict the genres of books; an error stands in the place of one that cannot be answered."""
        with self._slot() as slot:
            windows: list[int | FieldError] = []
            for book in books:
                try:
                    windows.append(self._count_windows(book, slot))
                except FieldError as error:
                    windows.append(error)
            self._throttle.charge(sum(count for count in windows if isinstance(count, int)))
            answers = [
                count
                if isinstance(count, FieldError)
                else self.recommender.predict(book, top, rank=rank, callback=slot.check)
                for book, count in zip(books, windows, strict=True)
            ]
        self.metrics.books.inc(sum(isinstance(answer, Prediction) for answer in answers))
        return answers

    def explain(self, book: Book, genre: str, windows: int) -> Explanation:
        """Explain a genre of a book whose prediction has taken so many windows."""
        self._throttle.charge(_cost_of_explaining(windows))
        with self._slot() as slot:
            return self.recommender.explain(book, genre, callback=slot.check)

    def compare(self, first: Book, second: Book) -> Comparison:
        """Compare two versions of a book; charged as two answers with an explanation each."""
        with self._slot() as slot:
            windows = [
                self._count_windows(book, slot, f"{name}/description")
                for name, book in (("first", first), ("second", second))
            ]
            self._throttle.charge(sum(count + _cost_of_explaining(count) for count in windows))
            comparison = self.recommender.compare(first, second, callback=slot.check)
        self.metrics.books.inc(2)
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
                self._throttle.charge(self._count_windows(book, slot))
            return self.recommender.stores(book, names, genres=genres, prediction=prediction)

    def palette(self, book: Book, prediction: Prediction | None, **options: Any) -> Palette:
        """Recommend colours from ``book.genres`` and from the prediction; `options` are those of the recommender."""
        return self.compute(lambda: self.recommender.palette(book, prediction=prediction, predict=False, **options))

    def _count_windows(self, book: Book, slot: Slot, field: str = "description") -> int:
        slot.check()
        try:
            return self.recommender.classifier.count_windows(book)
        except InputError as error:
            raise FieldError(str(error), field) from None

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        client = client_name()
        with self.concurrency.admitted(client), self.concurrency.slot(client, check_request) as slot:
            yield slot


def _cost_of_explaining(windows: int) -> int:
    return _WINDOWS_OF_AN_EXPLANATION if windows == 1 else _WINDOWS_OF_A_LONG_EXPLANATION


def current_service() -> Service:
    """Return the service of the application that handles the current request."""
    service = current_app.extensions["bookgenre"]
    assert isinstance(service, Service)  # noqa: S101 - create_app puts it there
    return service
