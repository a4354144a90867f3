"""From books whose texts are cleaned to predictions: tokenise, score, calibrate, decide, rank."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.comparison import Comparison, compare_books
from bookgenre.classifier.encoding import BookEncoder, BookTokens, average_windows
from bookgenre.classifier.explain import Explanation, explain_book
from bookgenre.classifier.genre_score import Rank, rank_scores, score_genres
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.scorer import Callback, Scorer
from bookgenre.classifier.shortlist import make_shortlist
from bookgenre.classifier.standing import Standing, find_standing
from bookgenre.errors import InputError
from bookgenre.text.english import looks_english

__all__ = ["Pipeline", "TokenisedBook"]

NOT_ENGLISH = "the description does not look like English, and the model knows only English: trust it less"


class TokenisedBook(NamedTuple):
    """A book with its texts cleaned, and its tokens."""

    book: Book
    tokens: BookTokens


class Pipeline(NamedTuple):
    """The parts of a model in the order in which a book passes through them."""

    encoder: BookEncoder
    scorer: Scorer
    labels: LabelSpace
    model_version: str

    def tokenise(self, book: Book) -> TokenisedBook:
        """Tokenise a book whose texts are cleaned."""
        return TokenisedBook(book, self.encoder.read(book.description, book.title))

    def probabilities(
        self, books: Sequence[BookTokens], batch_size: int, callback: Callback | None = None
    ) -> npt.NDArray[np.floating]:
        """Return calibrated probabilities of shape (books, genres)."""
        return self.labels.probabilities(self.logits(books, batch_size, callback))

    def logits(
        self, books: Sequence[BookTokens], batch_size: int, callback: Callback | None = None
    ) -> npt.NDArray[np.floating]:
        """Return logits of shape (books, genres), means over the windows of a book."""
        if not books:
            return np.empty((0, len(self.labels)))
        windows = [window for tokens in books for window in self.encoder.assemble(tokens.description, tokens.title)]
        return average_windows(
            self.scorer.logits(windows, batch_size, callback), [len(tokens.shares) for tokens in books]
        )

    def predictions(
        self,
        books: Sequence[TokenisedBook | InputError],
        top_k: int | None,
        rank: Rank,
        batch_size: int = 1,
        callback: Callback | None = None,
    ) -> list[Prediction | InputError]:
        """Predict the genres of books; an error in the place of one stays there."""
        usable = [book for book in books if not isinstance(book, InputError)]
        probabilities = self.probabilities([book.tokens for book in usable], batch_size, callback)
        chosen = self.labels.decide(probabilities)
        found = iter(
            self._prediction(book, probabilities[row], chosen[row], top_k, rank) for row, book in enumerate(usable)
        )
        return [book if isinstance(book, InputError) else next(found) for book in books]

    def explain(
        self, book: Book, column: int, *, words: bool = True, callers: int = 1, callback: Callback | None = None
    ) -> Explanation:
        """Explain the genre in this column for a book whose texts are cleaned."""
        genre = self.labels.genres[column]
        return explain_book(
            book,
            (genre.id, genre.name),
            encoder=self.encoder,
            logits=partial(self.scorer.logits, batch_size=1, callback=callback),
            probability=lambda logits: float(self.labels.probabilities(logits)[column]),
            standing=lambda logits: self._standing(genre.id, logits),
            words=words,
            callers=callers,
        )

    def _standing(self, genre_id: str, logits: npt.NDArray[np.floating]) -> Standing:
        probabilities = self.labels.probabilities(logits)
        scores = score_genres(self.labels, probabilities, self.labels.decide(probabilities))
        return find_standing(genre_id, make_shortlist(scores), scores)

    def compare(self, first: Book, second: Book, callback: Callback | None = None) -> Comparison:
        """Compare two versions of a book whose texts are cleaned; the lines of their descriptions may be kept."""
        found: list[Prediction] = []
        for book in (first, second):
            read = self.tokenise(replace(book, description=book.description.replace("\n", " ")))
            # One at a time, so that the last digits are those of an answer.
            (prediction,) = self.predictions([read], None, "probability", callback=callback)
            assert isinstance(prediction, Prediction)  # noqa: S101 - a book went in, and no error
            found.append(prediction)
        return compare_books(
            (first, second),
            (found[0], found[1]),
            encoder=self.encoder,
            logits=partial(self.scorer.logits, batch_size=1, callback=callback),
            probabilities=lambda logits, ids: self.labels.probabilities(logits)[
                [self.labels.index[one] for one in ids]
            ],
        )

    def _prediction(
        self,
        tokenised: TokenisedBook,
        probabilities: npt.NDArray[np.floating],
        chosen: npt.NDArray[np.bool_],
        top_k: int | None,
        rank: Rank,
    ) -> Prediction:
        scores = score_genres(self.labels, probabilities, chosen)
        warnings = () if looks_english(tokenised.book.description) else (NOT_ENGLISH,)
        return Prediction(
            make_shortlist(scores),
            rank_scores(scores, rank, top_k),
            rank_scores((score for score in scores if score.chosen), rank),
            rank,
            self.model_version,
            len(tokenised.tokens.shares),
            warnings + tokenised.tokens.warnings,
        )
