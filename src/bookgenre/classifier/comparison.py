"""Two versions of a book: which genres rise and fall from one to the other, and which sentences cause it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from bookgenre.book import Book
from bookgenre.classifier.pipeline import Pipeline
from bookgenre.classifier.plain import plain
from bookgenre.classifier.prediction import Prediction
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.sentences import Span, sentence_spans
from bookgenre.classifier.shortlist import Shortlist
from bookgenre.classifier.trial import MOST_PASSES, Effect, Trial, log_odds

__all__ = ["ChangedPart", "Comparison", "GenreChange", "Listed", "compare_books"]

Listed = Literal["entered", "left", "stayed", "never"]

_LISTED: dict[tuple[bool, bool], Listed] = {
    (False, True): "entered",
    (True, False): "left",
    (True, True): "stayed",
    (False, False): "never",
}
"""By whether a genre was on the first shortlist, and is on the second."""

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
        Id and name of the genre.
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
        listed, chosen or at least 10 % likely in one of the versions, and that moved by one percentage point or entered
        or left the shortlist.
    weighed
        Ids of the genres that moved most, those of the shortlists first, none of them above another; 4 at most.
    removed, added
        Sentences, and the title, that only the first and only the second version has, in the order of the text. Case
        and white space make no difference, nor does another place in the text.
    passes
        Windows that the network read to weigh them; at most 64 per version.
    model_version
        Version of the model that answered.
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


def compare_books(pipeline: Pipeline, first: Book, second: Book, callback: Callback | None = None) -> Comparison:
    r"""Compare two versions of a book.

    Each changed sentence is weighed as `explain_book` weighs it, for all genres of `Comparison.weighed` at once, while
    there are readings left; the longest ones first.

    Parameters
    ----------
    pipeline
        The model.
    first, second
        What `clean_book` has gone over; the lines of the descriptions may be kept apart by ``\n``.
    callback
        Called before every window that the network reads.
    """
    predictions: list[Prediction] = []
    for book in (first, second):
        tokenised = pipeline.tokenise(replace(book, description=book.description.replace("\n", " ")))
        # One at a time, so that the last digits are those of an answer.
        predictions += pipeline.predictions([tokenised], None, "probability", callback=callback)
    changes = _changes(*predictions)
    weighed = _moved_most(changes)
    versions = ("first", "second")
    notes = [
        f"the {version} version: {warning}"
        for version, prediction in zip(versions, predictions, strict=True)
        for warning in prediction.warnings
    ]
    parts: list[tuple[ChangedPart, ...]] = []
    passes = 0
    for version, book, other in zip(versions, (first, second), (second, first), strict=True):
        found, read, left_out = _weigh(pipeline, book, other, weighed, callback)
        parts.append(found)
        passes += read
        if left_out:
            notes.append(f"{left_out} of the changed parts of the {version} version were not weighed")
    return Comparison(
        before=predictions[0].shortlist,
        after=predictions[1].shortlist,
        rose=tuple(change for change in changes if change.difference >= 0),
        fell=tuple(change for change in changes if change.difference < 0),
        weighed=weighed,
        removed=parts[0],
        added=parts[1],
        passes=passes,
        model_version=pipeline.model_version,
        notes=tuple(notes),
    )


def _changes(first: Prediction, second: Prediction) -> list[GenreChange]:
    """Genres that moved, the largest difference of probability first."""
    scores = {score.id: score for score in second.genres}
    was_listed, is_listed = ({score.id for score in one.shortlist.genres} for one in (first, second))
    changes = []
    for before in first.genres:
        after = scores[before.id]
        odds = log_odds(np.array([before.probability, after.probability]))
        change = GenreChange(
            before.id,
            before.name,
            before.path,
            before.probability,
            after.probability,
            after.probability - before.probability,
            float(odds[1] - odds[0]),
            _LISTED[before.id in was_listed, before.id in is_listed],
        )
        named = before.chosen or after.chosen or change.listed == "stayed" or max(change.before, change.after) >= _LEAST
        moved = abs(change.difference) >= _LEAST_DIFFERENCE
        if change.listed in ("entered", "left") or (named and moved):
            changes.append(change)
    return sorted(changes, key=lambda change: -abs(change.difference))


def _moved_most(changes: Sequence[GenreChange]) -> tuple[str, ...]:
    """Ids of the genres that moved most; a genre above or below one of them would say the same once more."""
    kept: list[GenreChange] = []
    for change in sorted(changes, key=lambda change: change.listed == "never"):
        if len(kept) < _MOST_WEIGHED and not any(change.id in one.path or one.id in change.path for one in kept):
            kept.append(change)
    return tuple(change.id for change in kept)


def _weigh(
    pipeline: Pipeline, book: Book, other: Book, weighed: Sequence[str], callback: Callback | None
) -> tuple[tuple[ChangedPart, ...], int, int]:
    """Find and weigh the parts of a version that the other has not; where no genre moved, nothing is read.

    Returns the parts in the order of the text, the title first, the number of windows that the network read, and the
    number of parts that were not weighed, for want of readings.
    """
    text = book.description.replace("\n", " ")
    title = book.title if _same(book.title or "") != _same(other.title or "") else None
    tokens = pipeline.encoder.read(text, book.title, offsets=True)
    # What is beyond the windows of the model is not read, so that it can change nothing.
    spans = [span for span in _only_here(book.description, other.description) if span[1] <= tokens.characters]
    effects: dict[Span | None, Effect | None] = {}
    passes = 0
    if weighed and (spans or title):
        columns = [pipeline.labels.index[one] for one in weighed]
        book = replace(book, description=text[: tokens.characters])
        trial = Trial(pipeline, book, tokens, columns, callback=callback)
        if title:
            effects[None] = trial.title()
        for span in sorted(spans, key=lambda span: span[0] - span[1]):
            effects[span] = trial.sentence(span) if trial.cost(span) <= trial.left else None
        passes = MOST_PASSES - trial.left

    def contributions(span: Span | None) -> dict[str, float]:
        effect = effects.get(span)
        return dict(zip(weighed, effect.weights.tolist(), strict=True)) if effect else {}

    parts = [ChangedPart("title", 0, len(title), title, contributions(None))] if title else []
    parts += (ChangedPart("sentence", *span, text[slice(*span)], contributions(span)) for span in spans)
    return tuple(parts), passes, sum(effect is None for effect in effects.values())


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
