"""Many books at once: in threads, or in batches of windows of like length."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Literal, TypeVar

from bookgenre.book import Book
from bookgenre.classifier.book_checks import check_book
from bookgenre.classifier.genre_score import Rank
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.pipeline import Pipeline, TokenisedBook
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.scorer import Callback
from bookgenre.errors import InputError

__all__ = ["Errors", "predict_books"]

Errors = Literal["raise", "collect"]
Result = TypeVar("Result")

# Books whose windows are sorted by length together; enough to fill batches, few enough to keep in memory.
_CHUNK = 1024


def predict_books(
    pipeline: Pipeline,
    books: object,
    top_k: int | None,
    rank: Rank,
    *,
    batch_size: int,
    errors: Errors,
    callers: int,
    callback: Callback | None,
) -> list[Prediction | InputError]:
    """Predict the genres of books, in their order; parameters and errors are those of `GenreClassifier.predict_many`.

    With a `batch_size` of 1, `callers` books are worked on at a time, each in a thread, unless there is a `callback`.
    """
    left = _iterate(books)
    taken = 0

    def count() -> Iterator[object]:
        nonlocal taken
        for book in left:
            taken += 1
            yield book

    def tokenise(book: object) -> TokenisedBook | InputError:
        if callback is not None:
            callback()
        try:
            return pipeline.tokenise(check_book(book))
        except InputError as error:
            return error

    def predict(book: object) -> Prediction | InputError:
        tokenised = tokenise(book)
        if isinstance(tokenised, InputError):
            return tokenised
        return pipeline.predictions([tokenised], top_k, rank, callback=callback)[0]

    def checked(found: Iterable[Result]) -> Iterator[Result]:
        for position, answer in enumerate(found, start=1):
            if errors == "raise" and isinstance(answer, InputError):
                more = taken > position or any(True for _ in left)
                raise _at_position(answer, position, more=more) from None
            yield answer

    if batch_size == 1:
        # A callback is called by the thread that passed it.
        return list(checked(ordered_map(predict, count(), 1 if callback else callers)))
    answers: list[Prediction | InputError] = []
    tokenised = checked(map(tokenise, count()))
    while chunk := list(islice(tokenised, _CHUNK)):
        usable = [book for book in chunk if not isinstance(book, InputError)]
        found = iter(pipeline.predictions(usable, top_k, rank, batch_size, callback))
        answers += (book if isinstance(book, InputError) else next(found) for book in chunk)
    return answers


def _iterate(books: object) -> Iterator[object]:
    """Refuse what is no iterable of books; a table would give the names of its columns."""
    if isinstance(books, str | Book):
        raise InputError("predict_many takes a list of books; use predict for one")
    kind = type(books).__name__
    if hasattr(books, "columns") or hasattr(books, "column_names"):
        raise InputError(
            f"predict_many takes descriptions, and a {kind} gives the names of its columns; "
            'pass one column: predict_many(table["description"])'
        )
    if isinstance(books, bytes | bytearray | memoryview | Mapping) or not isinstance(books, Iterable):
        raise InputError(f"predict_many takes a list of descriptions (str) or Books, not a {kind}")
    return iter(books)


def _at_position(error: InputError, position: int, *, more: bool) -> InputError:
    """Return an error that names the position of the book, unless it is the only one: the first, and no `more`."""
    if position == 1 and not more:
        return error
    message = str(error)
    subject = "the book "
    return InputError(
        f"book {position} {message.removeprefix(subject)}"
        if message.startswith(subject)
        else f"book {position}: {message}"
    )
