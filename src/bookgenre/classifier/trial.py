"""A book read with only some of its tokens: what each sentence, word and the title adds to the genres' log-odds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookTokens
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.pipeline import Pipeline
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.sentences import Span, word_spans
from bookgenre.text.english import FUNCTION_WORDS

__all__ = ["MOST_PASSES", "Effect", "Floats", "Part", "Trial", "log_odds"]

MOST_PASSES = 64
"""Windows that the network reads for one explanation."""

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the description, or the title.

    Attributes
    ----------
    start, end
        Characters of `Explanation.text`: the first, and the one after the last. 0 and the length for a title.
    text
        The piece.
    contribution
        What it adds to the genre's log-odds (`explain_book` says how); below 0, it counts against the genre.
    without
        The genre's probability when only this piece is left out.
    """

    start: int
    end: int
    text: str
    contribution: float
    without: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What a piece of the book does to the genres that are tried.

    Attributes
    ----------
    weights
        What it adds to their log-odds, shape (tried,).
    without
        Their probabilities when it is left out, shape (tried,).
    """

    weights: Floats
    without: Floats

    def part(self, span: Span, text: str) -> Part:
        """Return the effect on the first genre."""
        return Part(*span, text, float(self.weights[0]), float(self.without[0]))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the network makes of a text: one row of logits per window, and probabilities and log-odds of the genres."""

    logits: npt.NDArray[np.float32]
    probabilities: Floats

    @property
    def log_odds(self) -> Floats:
        return log_odds(self.probabilities)


def log_odds(probabilities: Floats) -> Floats:
    """Return ``log(p / (1 - p))`` of probabilities from one in a million to all but one."""
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(clipped / (1 - clipped))
    return odds


class Trial:
    """The windows of one book, read with only some of their tokens.

    Parameters
    ----------
    pipeline
        The model.
    book
        Its texts, cleaned; the description as far as the model reads it.
    tokens
        Of the book, with offsets.
    columns
        Of the genres that are tried.
    callers
        Words that are tried at a time, each in a thread.
    callback
        Called before every window that the network reads.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        book: Book,
        tokens: BookTokens,
        columns: Sequence[int],
        *,
        callers: int = 1,
        callback: Callback | None = None,
    ) -> None:
        self._book, self._tokens, self._wrap = book, tokens, pipeline.encoder.wrap
        self._labels, self._columns = pipeline.labels, list(columns)
        self._callers, self._lock = callers, Lock()
        self._logits = partial(pipeline.scorer.logits, batch_size=1, callback=callback)
        self.left = MOST_PASSES
        self._full = self._reading(self._read(self._windows(tokens.title)))
        self._nothing = self._empty(tokens.title)
        self._alone: dict[Span, _Reading] = {}

    @property
    def logits(self) -> Floats:
        """Of all genres for the whole text, shape (genres,)."""
        return _mean(self._full.logits)

    @property
    def most_sentences(self) -> int:
        """Sentences that can be tried: each is read twice, and twice more where it crosses the border of a window."""
        return self.left // 2 - len(self._tokens.shares) + 1

    def title(self) -> Effect | None:
        """Return the effect of the title; None if there is none, or the windows are too many to read once more."""
        if not self._tokens.title or len(self._tokens.shares) > self.left // 4:
            return None
        without = self._reading(self._read(self._windows([])))
        return self._effect(without, self._nothing.log_odds - self._empty([]).log_odds)

    def cost(self, span: Span) -> int:
        """Return how many windows the network reads for a sentence."""
        return 2 * len(self._rows(~self._inside([span])))

    def sentence(self, span: Span) -> Effect:
        """Return the effect of a sentence."""
        inside = self._inside([span])
        without = self._changed(self._full, ~inside)
        alone = self._alone[span] = self._changed(self._nothing, ~inside, inside)
        return self._effect(without, alone.log_odds - self._nothing.log_odds)

    def words(self, sentences: Sequence[Part]) -> list[Part]:
        """Return what each word contributes, those of the weightiest sentences first, while there are passes left."""
        left = self.left
        tried: list[tuple[list[Span], Span]] = []
        for spans, span in _words(self._book.description, sentences):
            word, sentence = self._inside(spans), self._inside([span])
            title = self._title_without(self._book.description[slice(*spans[0])])
            left -= len(self._rows(~word, title)) + len(self._rows(~(word & sentence), title))
            if left < 0:
                break
            tried.append((spans, span))
        return [part for parts in ordered_map(self._word, tried, self._callers) for part in parts]

    def _word(self, places: tuple[list[Span], Span]) -> list[Part]:
        """Return what a word contributes, one part for each of its places; the sentence is the one it is tried in."""
        spans, span = places
        description = self._book.description
        word, sentence = self._inside(spans), self._inside([span])
        title = self._title_without(description[slice(*spans[0])])
        without = self._changed(self._full, ~word, title=title)
        alone = self._alone[span]
        gain = alone.log_odds - self._changed(alone, ~(word & sentence), sentence & ~word, title).log_odds
        effect = self._effect(without, gain)
        return [effect.part(place, description[slice(*place)]) for place in spans]

    def _inside(self, spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
        """Which tokens of the description lie in one of the spans, in whole or in part."""
        return _overlap(self._tokens.offsets, spans)

    def _title_without(self, word: str) -> list[int] | None:
        """Tokens of the title without a word of the description; None where it does not hold it."""
        title = self._book.title or ""
        spans = [span for span in word_spans(title) if _key(title[slice(*span)]) == _key(word)]
        inside = _overlap(self._tokens.title_offsets, spans)
        return [token for token, out in zip(self._tokens.title, inside, strict=True) if not out] if spans else None

    def _rows(self, same: npt.NDArray[np.bool_], title: Sequence[int] | None = None) -> list[int]:
        """Windows that change: all of them with another title, else those in which not all tokens are the `same`."""
        shares = enumerate(self._tokens.shares)
        return [row for row, (first, last) in shares if title is not None or not same[first:last].all()]

    def _changed(
        self,
        before: _Reading,
        same: npt.NDArray[np.bool_],
        kept: npt.NDArray[np.bool_] | None = None,
        title: Sequence[int] | None = None,
    ) -> _Reading:
        """Read again the windows that are not the `same` as `before`: with the `kept` tokens, and another title."""
        kept = same if kept is None else kept
        heading = self._tokens.title if title is None else title
        logits = before.logits.copy()
        if rows := self._rows(same, title):
            kept_ids = (
                [self._tokens.description[i] for i in range(*self._tokens.shares[row]) if kept[i]] for row in rows
            )
            logits[rows] = self._read([self._wrap(ids, heading) for ids in kept_ids])
        return self._reading(logits)

    def _windows(self, title: Sequence[int]) -> list[list[int]]:
        return [self._wrap(self._tokens.description[first:last], title) for first, last in self._tokens.shares]

    def _empty(self, title: Sequence[int]) -> _Reading:
        """Windows in which nothing stands but a title; they are all alike."""
        return self._reading(np.repeat(self._read([self._wrap([], title)]), len(self._tokens.shares), axis=0))

    def _read(self, windows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        with self._lock:
            self.left -= len(windows)
        return self._logits(windows)

    def _reading(self, logits: npt.NDArray[np.float32]) -> _Reading:
        return _Reading(logits, self._labels.probabilities(_mean(logits))[self._columns])

    def _effect(self, without: _Reading, gain: Floats) -> Effect:
        """Effect of a part that the text loses in `without`, and that adds `gain` where little or nothing else is."""
        return Effect((self._full.log_odds - without.log_odds + gain) / 2, without.probabilities)


def _mean(logits: npt.NDArray[np.float32]) -> Floats:
    """Mean over the windows."""
    mean: Floats = logits.astype(np.float64).mean(axis=0)
    return mean


def _overlap(offsets: Sequence[Span], spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Which tokens lie in one of the spans, in whole or in part."""
    starts, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    inside = np.zeros(len(offsets), dtype=bool)
    for first, last in spans:
        inside |= (starts < last) & (ends > first)
    return inside


def _words(description: str, sentences: Sequence[Part]) -> list[tuple[list[Span], Span]]:
    """Return the places of each word to try, and the weightiest sentence that holds it; that sentence's words first."""
    places: dict[str, list[Span]] = {}
    for span in word_spans(description):
        places.setdefault(_key(description[slice(*span)]), []).append(span)
    order: dict[str, Span] = {}
    for sentence in sorted(sentences, key=lambda part: -abs(part.contribution)):
        for first, last in word_spans(sentence.text):
            word = _key(sentence.text[first:last])
            if word not in FUNCTION_WORDS and len(word) > 1 and word in places:
                order.setdefault(word, (sentence.start, sentence.end))
    return [(places[word], span) for word, span in order.items()]


def _key(word: str) -> str:
    """What is the same for "spy", "Spy" and "spy's"."""
    return word.casefold().replace("\u2019", "'").removesuffix("'s")
