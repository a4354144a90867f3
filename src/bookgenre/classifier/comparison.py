"""Two versions of a book: which genres rise and fall from one to the other, and which sentences do it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.genre_score import GenreScore
from bookgenre.classifier.plain import plain
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.sentences import Span, sentence_spans
from bookgenre.classifier.shortlist import Shortlist
from bookgenre.classifier.trial import MOST_PASSES, Floats, Trial, log_odds

__all__ = ["ChangedPart", "Comparison", "GenreChange", "Listed", "compare_books"]

Listed = Literal["entered", "left", "stayed", "never"]

_MOST_WEIGHED = 4
"""Genres for which each changed sentence is weighed."""
_LEAST = 0.1
"""Probability in one of the versions from which a genre is named, listed or not."""
_LEAST_DIFFERENCE = 0.01


@dataclass(frozen=True, slots=True)
class GenreChange:
    """What happened to one genre.

    Attributes
    ----------
    id, name
        Of the genre.
    path
        Ids of its ancestors, root first.
    before, after
        Its probability in the first and in the second version, between 0 and 1.
    difference
        ``after - before``, between -1 and 1.
    log_odds
        By how much its log-odds grew; below 0, they fell.
    listed
        ``entered`` or ``left`` the shortlist, ``stayed`` on it, or was ``never`` on it.
    """

    id: str
    name: str
    path: tuple[str, ...]
    before: float
    after: float
    difference: float
    log_odds: float
    listed: Listed


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A sentence, or a title, that only one of the versions has.

    Attributes
    ----------
    kind
        ``sentence`` or ``title``.
    start, end
        Characters of the description or title in the form in which the model reads it: the first, and the one after
        the last.
    text
        The piece.
    contributions
        Id of each genre of `Comparison.weighed` to what the piece adds to its log-odds in its version, as in
        `Explanation`; empty where the piece was not weighed. One that was taken out moves the genre by the opposite.
    """

    kind: Literal["sentence", "title"]
    start: int
    end: int
    text: str
    contributions: dict[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes between two versions of a book.

    Attributes
    ----------
    before, after
        The shortlists of the first and of the second version.
    rose, fell
        Genres that are more, and less, probable in the second version, the largest difference first: those that are
        listed, chosen or at least 10 % likely in one of the versions, and that moved by a percent or entered or left
        the shortlist.
    weighed
        Ids of the genres that moved most, those of the shortlists first, none of them above another; 4 at most.
    removed, added
        Sentences, and the title, that only the first and only the second version has, in the order of the text. Case
        and white space make no difference, nor does another place in the text.
    passes
        Windows that the network read to weigh them; at most 64 per version.
    model_version
        Of the model.
    notes
        What the reader should know, in plain words.
    """

    before: Shortlist
    after: Shortlist
    rose: tuple[GenreChange, ...]
    fell: tuple[GenreChange, ...]
    weighed: tuple[str, ...]
    removed: tuple[ChangedPart, ...]
    added: tuple[ChangedPart, ...]
    passes: int
    model_version: str
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; numbers are rounded to 4 places."""
        result: dict[str, Any] = plain(self)
        return result


def compare_books(
    books: tuple[Book, Book],
    predictions: tuple[Prediction, Prediction],
    *,
    encoder: BookEncoder,
    logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
    probabilities: Callable[[Floats, Sequence[str]], Floats],
) -> Comparison:
    r"""Compare two versions of a book.

    Each changed sentence is weighed as `explain_book` weighs it, for all genres of `Comparison.weighed` at once, while
    there are readings left; the longest ones first.

    Parameters
    ----------
    books
        What `clean_book` has gone over; the lines of the descriptions may be kept apart by ``\n``.
    predictions
        Of these books, with all genres.
    encoder, logits
        As in `explain_book`.
    probabilities
        Of the genres with these ids, shape (ids,), from logits of shape (genres,).
    """
    before, after = (prediction.shortlist for prediction in predictions)
    changes = _changes(*predictions)
    weighed = _moved_most(changes)
    notes = [
        f"the {version} version: {warning}"
        for version, prediction in zip(("first", "second"), predictions, strict=True)
        for warning in prediction.warnings
    ]
    parts: list[tuple[ChangedPart, ...]] = []
    passes = 0
    for version, book, other in (("first", books[0], books[1]), ("second", books[1], books[0])):
        weigher = _Weigher(book, other, weighed)
        parts.append(weigher.weigh(encoder, logits, probabilities))
        passes += weigher.passes
        if weigher.left_out:
            notes.append(f"{weigher.left_out} of the changed parts of the {version} version were not weighed")
    return Comparison(
        before=before,
        after=after,
        rose=tuple(change for change in changes if change.difference >= 0),
        fell=tuple(change for change in changes if change.difference < 0),
        weighed=weighed,
        removed=parts[0],
        added=parts[1],
        passes=passes,
        model_version=predictions[1].model_version,
        notes=tuple(notes),
    )


def _changes(first: Prediction, second: Prediction) -> list[GenreChange]:
    """Genres that moved, the largest difference of probability first."""
    scores = {score.id: score for score in second.genres}
    listed = [{score.id for score in prediction.shortlist.genres} for prediction in (first, second)]
    found = [_change(score, scores[score.id], *(score.id in ids for ids in listed)) for score in first.genres]
    named = [
        change
        for change in found
        if change.listed in ("entered", "left")
        or (
            abs(change.difference) >= _LEAST_DIFFERENCE
            and (
                change.listed == "stayed"
                or scores[change.id].chosen
                or max(change.before, change.after) >= _LEAST
                or any(score.id == change.id for score in first.chosen)
            )
        )
    ]
    return sorted(named, key=lambda change: -abs(change.difference))


def _moved_most(changes: Sequence[GenreChange]) -> tuple[str, ...]:
    """Ids of the genres that moved most; a genre above or below one of them would say the same once more."""
    kept: list[GenreChange] = []
    for change in sorted(changes, key=lambda change: change.listed == "never"):
        if len(kept) < _MOST_WEIGHED and not any(change.id in one.path or one.id in change.path for one in kept):
            kept.append(change)
    return tuple(change.id for change in kept)


def _change(before: GenreScore, after: GenreScore, was_listed: bool, is_listed: bool) -> GenreChange:
    odds = log_odds(np.array([before.probability, after.probability]))
    listed: Listed = ("stayed" if is_listed else "left") if was_listed else ("entered" if is_listed else "never")
    return GenreChange(
        before.id,
        before.name,
        before.path,
        before.probability,
        after.probability,
        after.probability - before.probability,
        float(odds[1] - odds[0]),
        listed,
    )


class _Weigher:
    """Finds the parts of a version that the other has not, and weighs them.

    Attributes
    ----------
    passes
        Windows that the network read.
    left_out
        Changed parts that were not weighed, for want of readings.
    """

    def __init__(self, book: Book, other: Book, weighed: Sequence[str]) -> None:
        self._book, self._weighed = book, weighed
        self._spans = _only_here(book.description, other.description)
        self._titled = _same(book.title or "") != _same(other.title or "")
        self.passes = self.left_out = 0

    def weigh(
        self,
        encoder: BookEncoder,
        logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
        probabilities: Callable[[Floats, Sequence[str]], Floats],
    ) -> tuple[ChangedPart, ...]:
        """Return the parts in the order of the text, the title first; where no genre moved, nothing is read."""
        text, title = self._book.description.replace("\n", " "), self._book.title if self._titled else None
        tokens = encoder.read(text, self._book.title, offsets=True)
        # What is beyond the windows of the model is not read, so that it can change nothing.
        spans = [span for span in self._spans if span[1] <= tokens.characters]
        weights: dict[Span | None, Floats | None] = {}
        if self._weighed and (spans or title):
            book = replace(self._book, description=text[: tokens.characters])
            trial = Trial(book, tokens, encoder, logits, lambda found: probabilities(found, self._weighed))
            if title:
                weights[None] = trial.title_weights()
            for span in sorted(spans, key=lambda span: span[0] - span[1]):
                weights[span] = trial.sentence_weights(span)
            self.passes = MOST_PASSES - trial.left
            self.left_out = sum(found is None for found in weights.values())
        parts = [ChangedPart("title", 0, len(title), title, self._named(weights.get(None)))] if title else []
        parts += (ChangedPart("sentence", *span, text[slice(*span)], self._named(weights.get(span))) for span in spans)
        return tuple(parts)

    def _named(self, weights: Floats | None) -> dict[str, float]:
        return {} if weights is None else dict(zip(self._weighed, weights.tolist(), strict=True))


def _only_here(text: str, other: str) -> list[Span]:
    """Spans of the sentences of `text` that `other` has not; of one that stands there less often, the last ones."""
    there = Counter(_same(other[slice(*span)]) for span in sentence_spans(other))
    only = []
    for span in sentence_spans(text):
        sentence = _same(text[slice(*span)])
        if there[sentence]:
            there[sentence] -= 1
        else:
            only.append(span)
    return only


def _same(text: str) -> str:
    """What two sentences have in common that count as one."""
    return " ".join(text.casefold().split())
