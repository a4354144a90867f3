"""From books whose texts are cleaned to predictions: tokenise, score, calibrate, decide, rank."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder, BookTokens, average_windows
from bookgenre.classifier.genre_score import GenreScore, Rank, rank_scores, score_genres
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.scorer import Callback, Scorer
from bookgenre.classifier.shortlist import make_shortlist
from bookgenre.text.english import looks_english

__all__ = ["Pipeline", "TokenisedBook"]

NOT_ENGLISH = "the description does not look like English, the only language of the model; the answer may be wrong"


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
        books: Sequence[TokenisedBook],
        top_k: int | None,
        rank: Rank,
        batch_size: int = 1,
        callback: Callback | None = None,
    ) -> list[Prediction]:
        """Predict the genres of books."""
        logits = self.logits([book.tokens for book in books], batch_size, callback)
        probabilities = self.labels.probabilities(logits)
        chosen = self.labels.decide(probabilities)
        found = []
        for row, (book, tokens) in enumerate(books):
            scores = score_genres(self.labels, probabilities[row], chosen[row])
            warnings = () if looks_english(book.description) else (NOT_ENGLISH,)
            prediction = Prediction(
                make_shortlist(scores),
                rank_scores(scores, rank, top_k),
                rank_scores((score for score in scores if score.chosen), rank),
                rank,
                self.model_version,
                len(tokens.shares),
                warnings + tokens.warnings,
            )
            found.append(prediction)
        return found

    def scores(self, logits: npt.NDArray[np.floating]) -> list[GenreScore]:
        """Return all genres of one book, from logits of shape (genres,)."""
        probabilities = self.labels.probabilities(logits)
        return score_genres(self.labels, probabilities, self.labels.decide(probabilities))
