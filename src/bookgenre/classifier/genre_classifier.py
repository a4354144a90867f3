"""The facade: a model folder in, answers out."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, overload

import numpy as np
import numpy.typing as npt

from bookgenre.arguments import check_choice, check_number, check_text_type
from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder, BookTokens, Check, average_windows
from bookgenre.classifier.explain import Explanation, explain_book
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.inputs import Errors, at_position, check_book, iterate_books
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER, ModelConfig, check_folder
from bookgenre.classifier.ngrams import Blend, NgramModel
from bookgenre.classifier.prediction import GenreScore, Prediction, Rank
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.errors import InputError, ModelError
from bookgenre.text.cleaning import clean_book
from bookgenre.text.language import looks_english

__all__ = ["GenreClassifier"]

NOT_ENGLISH = "the description does not look like English, and the model knows English alone: trust it less"

# Books whose windows are sorted by length together; enough to fill batches, few enough to keep in memory.
_CHUNK = 1024


class _ReadBook(NamedTuple):
    """A book with its texts cleaned, and its tokens."""

    book: Book
    tokens: BookTokens


_Chunk = list[_ReadBook | InputError]


class GenreClassifier:
    """Predicts the genres of books from their descriptions.

    Use `from_pretrained` to make one. A classifier may be shared between threads. It never changes, so a copy is the
    same object; pickled, it is its model's name, and is loaded again from there.

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
        self._source: _Source | None = None

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
        if folder_or_hub_id is not None and not isinstance(folder_or_hub_id, Path):
            check_text_type("the model", folder_or_hub_id)
        if revision is not None:
            check_text_type("the revision", revision)
        folder = find_model_folder(folder_or_hub_id, revision)
        config = check_folder(folder)
        network = OnnxNetwork(folder / MODEL, config.pad_token_id, threads)
        ngrams = NgramModel.read(folder / NGRAMS) if NGRAMS in config.files else None
        classifier = cls(
            config=config,
            labels=LabelSpace.read(folder / GENRES),
            encoder=BookEncoder.from_file(folder / TOKENIZER, config.window),
            network=network if ngrams is None else Blend(network, ngrams, config.vocabulary_size),
        )
        # A process with another working folder finds it, too; what is packaged or on the hub has its name everywhere.
        named = folder_or_hub_id is None or folder != Path(folder_or_hub_id)
        classifier._source = _Source(folder_or_hub_id if named else folder.resolve(), revision, threads)
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
        top_k = _checked_top(top_k)
        check_choice("rank", rank, get_args(Rank))
        if check is not None:
            check()
        return self._answer([self._read(check_book(book, title))], top_k, rank, 1, check)[0]

    def count_windows(self, book: Book | str, *, title: str | None = None) -> int:
        """Return how many windows an answer to this book runs, from 1 to 16; the network is not asked.

        What an answer costs is about proportional to it. Parameters and errors are those of `predict`.
        """
        return len(self._read(check_book(book, title)).tokens.shares)

    @overload
    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        errors: Literal["raise"] = "raise",
        check: Check | None = None,
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
        check: Check | None = None,
    ) -> list[Prediction | InputError]: ...

    def predict_many(
        self,
        books: Iterable[Book | str],
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        batch_size: int = 1,
        errors: Errors = "raise",
        check: Check | None = None,
    ) -> list[Prediction] | list[Prediction | InputError]:
        """Predict the genres of many books; answers come in the order of `books`.

        Windows of like length run together, `batch_size` at a time. One at a time is the fastest on a CPU, and an 8-bit
        model then answers the same whatever stands beside a book, because the range of its activations is taken over
        the whole batch. Other parameters and errors are those of `predict`.

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
        check
            Called before each book is cleaned and before each batch of windows; see `predict`.
        """
        top_k = _checked_top(top_k)
        check_choice("rank", rank, get_args(Rank))
        check_choice("errors", errors, get_args(Errors))
        batch_size = check_number("batch_size", batch_size)
        answers: list[Prediction | InputError] = []
        chunk: _Chunk = []
        rest = iterate_books(books)
        for position, book in enumerate(rest, start=1):
            if check is not None:
                check()
            try:
                chunk.append(self._read(check_book(book)))
            except InputError as error:
                if errors == "raise":
                    raise at_position(error, position, more=any(True for _ in rest)) from None
                chunk.append(error)
            if len(chunk) == _CHUNK:
                answers += self._answer_or_error(chunk, top_k, rank, batch_size, check)
                chunk = []
        return answers + self._answer_or_error(chunk, top_k, rank, batch_size, check)

    def _answer_or_error(
        self, chunk: _Chunk, top_k: int | None, rank: Rank, batch_size: int, check: Check | None
    ) -> list[Prediction | InputError]:
        """Answer the books of a chunk, and leave its errors where they stand."""
        read = [book for book in chunk if not isinstance(book, InputError)]
        answers = iter(self._answer(read, top_k, rank, batch_size, check))
        return [book if isinstance(book, InputError) else next(answers) for book in chunk]

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
        if check is not None:
            check()
        return self._explain(check_book(book, title), genre, words, check)

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
        return self._logits([self._read(clean_book(book)).tokens for book in books], batch_size)

    def _read(self, book: Book) -> _ReadBook:
        """Tokenise a book whose texts are cleaned."""
        return _ReadBook(book, self._encoder.read(book.description, book.title))

    def _logits(
        self, books: Sequence[BookTokens], batch_size: int, check: Check | None = None
    ) -> npt.NDArray[np.floating]:
        if not books:
            return np.empty((0, len(self.labels)))
        windows = [window for tokens in books for window in self._encoder.assemble(tokens.description, tokens.title)]
        logits = self._network.logits(windows, batch_size, check)
        return average_windows(logits, [len(tokens.shares) for tokens in books])

    def _answer(
        self, read: Sequence[_ReadBook], top_k: int | None, rank: Rank, batch_size: int, check: Check | None
    ) -> list[Prediction]:
        probabilities = self.labels.probabilities(self._logits([book.tokens for book in read], batch_size, check))
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


class _Source(NamedTuple):
    """What `from_pretrained` was given, a folder by its full path."""

    folder_or_hub_id: str | Path | None
    revision: str | None
    threads: int | None


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


def _checked_top(top_k: int | None) -> int | None:
    return None if top_k is None else check_number("top_k", top_k, more="; None gives all genres")
