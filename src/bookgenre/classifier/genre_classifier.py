"""The facade: a model folder in, answers out."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder, BookTokens, Check, average_windows
from bookgenre.classifier.explain import Explanation, explain_book
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.language import looks_english
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER, ModelConfig, check_folder
from bookgenre.classifier.ngrams import Blend, NgramModel
from bookgenre.classifier.prediction import GenreScore, Prediction, Rank
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.classifier.text import check_readable, check_text, clean_book, clean_text
from bookgenre.errors import InputError, ModelError

__all__ = ["GenreClassifier"]

NOT_ENGLISH = "the description does not look like English, and the model knows English alone: trust it less"

# Books whose windows are sorted by length together; enough to fill batches, few enough to keep in memory.
_CHUNK = 1024


class _ReadBook(NamedTuple):
    """A book with its texts cleaned, and its tokens."""

    book: Book
    tokens: BookTokens


class GenreClassifier:
    """Predicts the genres of books from their descriptions.

    Use `from_pretrained` to make one. A classifier may be shared between threads.

    >>> classifier = GenreClassifier.from_pretrained()  # doctest: +SKIP
    >>> classifier.predict("A retired spy is pulled back to Cold War Berlin …").genres[0].name  # doctest: +SKIP
    'Espionage & Spy Thriller'
    """

    def __init__(
        self, config: ModelConfig, labels: LabelSpace, encoder: BookEncoder, network: OnnxNetwork | Blend
    ) -> None:
        if len(labels) != network.genres:
            raise ModelError(
                f"genres.json names {len(labels)} genres, model.onnx has {network.genres} outputs; "
                "they belong to different models: export the model again"
            )
        if encoder.vocabulary_size != config.vocabulary_size:
            raise ModelError(
                f"tokenizer.json has {encoder.vocabulary_size} tokens, the model knows {config.vocabulary_size}; "
                "they belong to different models: export the model again"
            )
        self.config = config
        self.labels = labels
        self._encoder = encoder
        self._network = network

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
        """
        if threads is not None:
            _check_count("threads", threads)
        folder = find_model_folder(folder_or_hub_id, revision)
        config = check_folder(folder)
        network = OnnxNetwork(folder / MODEL, config.pad_token_id, threads)
        ngrams = NgramModel.read(folder / NGRAMS) if NGRAMS in config.files else None
        return cls(
            config=config,
            labels=LabelSpace.read(folder / GENRES),
            encoder=BookEncoder.from_file(folder / TOKENIZER, config.window),
            network=network if ngrams is None else Blend(network, ngrams, config.vocabulary_size),
        )

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
        check: Check | None = None,
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
            ``probability``: the most probable first. ``specific``: the most telling first, by probability against
            the genre's base rate (`LabelSpace.telling`).
        check
            Called before the text is cleaned and before every window that the network reads (16 at most). An exception
            that it raises ends the work and reaches the caller: the way to keep a deadline, or to stop when nobody
            waits for the answer any more.

        Raises
        ------
        InputError
            If the description is not text, or is empty, too short (20 characters) or too long (50,000), or an
            option is out of range. The message says what to do.
        """
        book, top_k, rank = _as_book(book, title), _checked_top(top_k), _checked_rank(rank)
        if check is not None:
            check()
        return self._answer([self._read(_checked(book))], top_k, rank, 1, check)[0]

    def count_windows(self, book: Book | str, *, title: str | None = None) -> int:
        """Return how many windows an answer to this book runs, from 1 to 16; the network is not asked.

        What an answer costs is about proportional to it. Parameters and errors are those of `predict`.
        """
        return len(self._read(_checked(_as_book(book, title))).tokens.shares)

    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        check: Check | None = None,
    ) -> list[Prediction]:
        """Predict the genres of many books; answers come in the order of `books`.

        Windows of like length run together, `batch_size` at a time. One at a time is the fastest on a CPU, and an 8-bit
        model then answers the same whatever stands beside a book, because the range of its activations is taken over
        the whole batch. Other parameters and errors are those of `predict`; an error names the position of the book.
        `check` is called before each book is cleaned and before each batch of windows.
        """
        if isinstance(books, str | Book):
            raise InputError("predict_many takes a list of books; use predict for one")
        top_k, rank = _checked_top(top_k), _checked_rank(rank)
        _check_count("batch_size", batch_size)
        answers: list[Prediction] = []
        chunk: list[_ReadBook] = []
        for position, book in enumerate(books, start=1):
            if check is not None:
                check()
            chunk.append(self._read(_checked(book, position)))
            if len(chunk) == _CHUNK:
                answers += self._answer(chunk, top_k, rank, batch_size, check)
                chunk = []
        return answers + self._answer(chunk, top_k, rank, batch_size, check)

    def explain(
        self,
        book: Book | str,
        genre: str,
        *,
        title: str | None = None,
        words: bool = True,
        check: Check | None = None,
    ) -> Explanation:
        """Say which sentences and words of a book's description carried a genre.

        The same as `Prediction.explain`, for a book without an answer at hand; `book`, `title` and `check` are as in
        `predict`. Of a description that fills more than 16 windows, the first 16 are explained.

        Raises
        ------
        GenreError
            If the model does not know the genre; the message names the nearest ones.
        InputError
            If the description cannot be used.
        """
        return self._explain(_checked(_as_book(book, title)), genre, words, check)

    def _explain(self, book: Book, genre: str, words: bool, check: Check | None) -> Explanation:
        """Like `explain`, for a book that was checked."""
        column = self.labels.find(genre)
        return explain_book(
            book,
            (self.labels.genres[column].id, self.labels.genres[column].name),
            encoder=self._encoder,
            logits=partial(self._network.logits, batch_size=1, check=check),
            probability=lambda logits: float(self.labels.probabilities(logits)[column]),
            words=words,
        )

    def probabilities(self, books: Sequence[Book], batch_size: int = 1) -> npt.NDArray[np.floating]:
        """Calibrated probabilities of shape (books, genres); the columns are in the order of ``labels.genres``.

        Texts are cleaned but not checked: use this on a corpus, `predict_many` on what people type.
        """
        return self._probabilities([self._read(clean_book(book)).tokens for book in books], batch_size)

    def _read(self, book: Book) -> _ReadBook:
        """Tokenise a book whose texts are cleaned."""
        return _ReadBook(book, self._encoder.read(book.description, book.title))

    def _probabilities(
        self, books: Sequence[BookTokens], batch_size: int, check: Check | None = None
    ) -> npt.NDArray[np.floating]:
        if not books:
            return np.empty((0, len(self.labels)))
        windows = [window for tokens in books for window in self._encoder.assemble(tokens.description, tokens.title)]
        logits = self._network.logits(windows, batch_size, check)
        return self.labels.probabilities(average_windows(logits, [len(tokens.shares) for tokens in books]))

    def _answer(
        self, read: Sequence[_ReadBook], top_k: int | None, rank: Rank, batch_size: int, check: Check | None
    ) -> list[Prediction]:
        probabilities = self._probabilities([book.tokens for book in read], batch_size, check)
        chosen = self.labels.decide(probabilities)
        keys = probabilities if rank == "probability" else self.labels.telling(probabilities)
        return [
            self._prediction(book, probabilities[row], chosen[row], keys[row], top_k, rank)
            for row, book in enumerate(read)
        ]

    def _prediction(
        self,
        read: _ReadBook,
        probabilities: npt.NDArray[np.floating],
        chosen: npt.NDArray[np.bool_],
        keys: npt.NDArray[np.floating],
        top_k: int | None,
        rank: Rank,
    ) -> Prediction:
        ranked = np.argsort(-keys, kind="stable")
        return Prediction(
            genres=[self._score(i, probabilities, chosen) for i in ranked[:top_k]],
            chosen=[self._score(i, probabilities, chosen) for i in ranked if chosen[i]],
            rank=rank,
            model_version=self.model_version,
            windows=len(read.tokens.shares),
            warnings=(() if looks_english(read.book.description) else (NOT_ENGLISH,)) + read.tokens.warnings,
            _explain=partial(self._explain, read.book),
        )

    def _score(self, i: int, probabilities: npt.NDArray[np.floating], chosen: npt.NDArray[np.bool_]) -> GenreScore:
        genre = self.labels.genres[i]
        return GenreScore(genre.id, genre.name, self.labels.path_ids[i], float(probabilities[i]), bool(chosen[i]))


def _as_book(book: Book | str, title: str | None) -> Book:
    if isinstance(book, str):
        return Book(description=book, title=title)
    if title is not None:
        raise InputError("give the title in the Book, or pass the description as text beside the title")
    return book


def _checked(book: object, position: int | None = None) -> Book:
    """Return `book` with its texts cleaned, or say what is wrong with it, and with which where there are many."""
    if isinstance(book, str):
        book = Book(description=book)
    if not isinstance(book, Book):
        name = "the book" if position is None else f"book {position}"
        raise InputError(f"{name} is a {type(book).__name__}; pass a description (str) or a Book")
    try:
        description = check_text(book.description)
        title = None if book.title is None else clean_text(check_readable(book.title, kind="title"))
    except InputError as error:
        raise InputError(str(error) if position is None else f"book {position}: {error}") from None
    return Book(description=description, title=title or None)


def _checked_rank(rank: Rank) -> Rank:
    if rank not in ("probability", "specific"):
        raise InputError(f"rank is {rank!r}; use 'probability' or 'specific'")
    return rank


def _checked_top(top_k: int | None) -> int | None:
    if top_k is not None:
        _check_count("top_k", top_k, "; None gives all genres")
    return top_k


def _check_count(name: str, value: object, more: str = "") -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError(f"{name} is {value!r}; give a whole number from 1{more}")
