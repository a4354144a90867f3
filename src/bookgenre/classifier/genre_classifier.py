"""`GenreClassifier`: the genres of books, from a model folder."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, overload

import numpy as np
import numpy.typing as npt

from bookgenre.arguments import check_choice, check_number
from bookgenre.book import Book
from bookgenre.classifier.book_checks import check_book, check_top, check_version
from bookgenre.classifier.comparison import Comparison, compare_books
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.explain import Explanation, explain_book
from bookgenre.classifier.genre_score import Rank
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.loading import check_parts, load_model
from bookgenre.classifier.many_books import Errors, predict_books
from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.classifier.parallel import callers_for
from bookgenre.classifier.pipeline import Pipeline
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.scorer import Callback, Scorer
from bookgenre.errors import InputError, ModelError
from bookgenre.text.cleaning import clean_book

__all__ = ["GenreClassifier"]


class GenreClassifier:
    """Predicts the genres of books from their descriptions. Use `from_pretrained` to make one.

    A classifier may be shared between threads. It never changes, so a copy is the
    same object; pickled, it is its model's name, and is loaded again from there.

    >>> classifier = GenreClassifier.from_pretrained()  # doctest: +SKIP
    >>> classifier.predict("A retired spy is pulled back to Cold War Berlin …").genres[0].name  # doctest: +SKIP
    'Espionage & Spy Thriller'
    """

    def __init__(self, config: ModelConfig, labels: LabelSpace, encoder: BookEncoder, scorer: Scorer) -> None:
        check_parts(config, labels, encoder, scorer)
        self.config = config
        self.labels = labels
        self._pipeline = Pipeline(encoder, scorer, labels, config.model_version)
        self._source: tuple[str | Path | None, str | None, int | None] | None = None
        # A scorer of one's own need not be made for several threads.
        self._callers = 1

    @classmethod
    def from_pretrained(
        cls,
        folder_or_hub_id: str | Path | None = None,
        *,
        revision: str | None = None,
        threads: int | None = None,
    ) -> "GenreClassifier":
        """Load a model.

        Parameters
        ----------
        folder_or_hub_id
            A model folder, or ``owner/name`` on the Hugging Face hub; None for the packaged model.
        revision
            Branch, tag or commit on the hub.
        threads
            Threads of one prediction; None for one a core.

        Raises
        ------
        ModelError
            If the folder is missing, damaged, or its files do not belong together.
        InputError
            If an argument is of a wrong type.
        """
        if threads is not None:
            threads = check_number("threads", threads)
        parts, name = load_model(folder_or_hub_id, revision, threads)
        classifier = cls(*parts)
        classifier._source = (name, revision, threads)
        classifier._callers = callers_for(threads)
        return classifier

    def __copy__(self) -> "GenreClassifier":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "GenreClassifier":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self._source is None:
            raise InputError(
                "this classifier was not made by from_pretrained, so that it cannot be pickled; "
                "load the model in the other process"
            )
        return _load_again, (*self._source, self.config)

    @property
    def model_version(self) -> str:
        """Version of the loaded model."""
        return self.config.model_version

    def predict(
        self,
        book: Book | str,
        top_k: int | None = 10,
        *,
        title: str | None = None,
        rank: Rank = "probability",
        callback: Callback | None = None,
    ) -> Prediction:
        """Predict the genres of one book.

        Parameters
        ----------
        book
            A description, or a `Book`.
        top_k
            Number of genres to return; None for all.
        title
            The title, where `book` is a description.
        rank
            ``probability``: the most probable first. ``specific``: the highest specificity first, which is probability
            against the genre's base rate (`LabelSpace.specificity`).
        callback
            Called before the text is cleaned and before every window that the network reads (16 at most). An exception
            that it raises ends the work and reaches the caller: the way to keep a deadline, or to stop when nobody
            waits for the answer any more.

        Raises
        ------
        InputError
            If the description is not text, or is empty, too short (20 characters) or too long (50,000), or an
            option is out of range. The message says what to do.
        """
        top_k = check_top(top_k)
        check_choice("rank", rank, get_args(Rank))
        if callback is not None:
            callback()
        tokenised = self._pipeline.tokenise(check_book(book, title))
        return self._pipeline.predictions([tokenised], top_k, rank, callback=callback)[0]

    def count_windows(self, book: Book | str, *, title: str | None = None) -> int:
        """Return how many windows an answer to this book runs, from 1 to 16; the network is not run.

        What an answer costs is about proportional to it. Parameters and errors are those of `predict`.
        """
        return len(self._pipeline.tokenise(check_book(book, title)).tokens.shares)

    @overload
    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        errors: Literal["raise"] = "raise",
        callback: Callback | None = None,
    ) -> list[Prediction]: ...

    @overload
    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        errors: Literal["collect"],
        callback: Callback | None = None,
    ) -> list[Prediction | InputError]: ...

    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        errors: Errors = "raise",
        callback: Callback | None = None,
    ) -> list[Prediction] | list[Prediction | InputError]:
        """Predict the genres of many books; answers come in the order of `books`.

        Windows of like length run together, `batch_size` at a time. One at a time is the fastest on a CPU, and an 8-bit
        model then answers the same whatever stands beside a book, because the range of its activations is taken over
        the whole batch. Without a `callback`, up to four books are worked on at a time, each in a thread, if the
        classifier has as many. Other parameters and errors are those of `predict`.

        Parameters
        ----------
        books
            Descriptions and `Book`s: a list, a column of a table, or any other iterable.
        top_k, rank
            As in `predict`.
        batch_size
            Windows that run together.
        errors
            What happens with a book that cannot be classified. ``raise``: an `InputError` that names its position, and
            no answers. ``collect``: an `InputError` stands in the list in place of its answer.
        callback
            Called before each book is cleaned and before each batch of windows; see `predict`.
        """
        top_k = check_top(top_k)
        check_choice("rank", rank, get_args(Rank))
        check_choice("errors", errors, get_args(Errors))
        batch_size = check_number("batch_size", batch_size)
        return predict_books(
            self._pipeline,
            books,
            top_k,
            rank,
            batch_size=batch_size,
            errors=errors,
            callers=self._callers,
            callback=callback,
        )

    def explain(
        self,
        book: Book | str,
        genre: str,
        *,
        title: str | None = None,
        words: bool = True,
        callback: Callback | None = None,
    ) -> Explanation:
        """Say which sentences and words of a book's description count for a genre, and which against it.

        Takes up to 64 readings of the text by the network, some thirty times as long as a prediction. Of a description
        that fills more than 16 windows, the first 16 are explained.

        Parameters
        ----------
        book, title, callback
            As in `predict`.
        genre
            Id, name or other name of any genre that the model knows.
        words
            Whether to try single words, too.

        Raises
        ------
        GenreError
            If the model does not know the genre; the message names the nearest ones.
        InputError
            If the description cannot be used.
        """
        if callback is not None:
            callback()
        book = check_book(book, title, lines=True)
        column = self.labels.find(genre)
        callers = 1 if callback else self._callers
        return explain_book(self._pipeline, book, column, words=words, callers=callers, callback=callback)

    def compare(self, first: Book | str, second: Book | str, *, callback: Callback | None = None) -> Comparison:
        """Say which genres rise and fall from one version of a book to another, and which sentences cause it.

        Takes up to 64 readings of each version by the network; few where few sentences changed.
        Parameters and errors are those of `predict`; a message names the version.
        """
        versions = check_version(first, "first"), check_version(second, "second")
        return compare_books(self._pipeline, *versions, callback)

    def probabilities(self, books: Sequence[Book], batch_size: int = 1) -> npt.NDArray[np.floating]:
        """Calibrated probabilities of shape (books, genres); the columns are in the order of ``labels.genres``.

        Texts are cleaned but not checked: use this on a corpus, `predict_many` on what people type.

        Raises
        ------
        InputError
            If `books` holds something else than a `Book`, or `batch_size` is out of range.
        """
        return self.labels.probabilities(self.logits(books, batch_size))

    def logits(self, books: Sequence[Book], batch_size: int = 1) -> npt.NDArray[np.floating]:
        """Logits of shape (books, genres) before calibration; parameters and errors are those of `probabilities`."""
        batch_size = check_number("batch_size", batch_size)
        for book in books:
            if not isinstance(book, Book):
                raise InputError(f"probabilities takes Books, not a {type(book).__name__}; use predict_many for texts")
        tokens = [self._pipeline.tokenise(clean_book(book)).tokens for book in books]
        return self._pipeline.logits(tokens, batch_size)


def _load_again(
    folder_or_hub_id: str | Path | None, revision: str | None, threads: int | None, config: ModelConfig
) -> GenreClassifier:
    """Return a classifier that was pickled."""
    classifier = GenreClassifier.from_pretrained(folder_or_hub_id, revision=revision, threads=threads)
    if classifier.config != config:
        name = "the packaged model" if folder_or_hub_id is None else folder_or_hub_id
        raise ModelError(
            f"{name} is another model ({classifier.model_version}) than the classifier that was pickled "
            f"({config.model_version}); load the model anew with from_pretrained"
        )
    return classifier
