"""A book read with only some of its tokens: what each sentence, word and the title adds to the genres' log-odds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder, BookTokens
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.sentences import Span, word_spans
from bookgenre.text.english import FUNCTION_WORDS

__all__ = ["MOST_PASSES", "Floats", "Part", "Trial", "log_odds"]

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
        What it adds to the genre's log-odds (`explain_book` says how); below 0, it speaks against the genre.
    without
        The genre's probability when only this piece is left out.
    """

    start: int
    end: int
    text: str
    contribution: float
    without: float


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
    book
        Its texts, cleaned; the description as far as the model reads it.
    tokens
        Of the book, with offsets.
    encoder, logits
        As in `explain_book`.
    probabilities
        Of the genres that are tried, shape (tried,), from logits of shape (genres,). A `Part` is about the first.
    callers
        Words that are tried at a time, each in a thread.
    """

    def __init__(
        self,
        book: Book,
        tokens: BookTokens,
        encoder: BookEncoder,
        logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
        probabilities: Callable[[Floats], Floats],
        callers: int = 1,
    ) -> None:
        self._callers, self._lock = callers, Lock()
        self._book, self._encoder, self._logits, self._probabilities = book, encoder, logits, probabilities
        self._ids, self._title, self._shares = tokens.description, tokens.title, tokens.shares
        self._offsets, self._title_offsets = tokens.offsets, tokens.title_offsets
        self.left = MOST_PASSES
        self._full = self._reading(
            self._read([encoder.wrap(self._ids[first:last], self._title) for first, last in self._shares])
        )
        # All windows are alike when nothing stands in them.
        nothing = self._read([encoder.wrap([], self._title)])
        self._nothing = self._reading(np.repeat(nothing, len(self._shares), axis=0))
        self._alone: dict[Span, _Reading] = {}

    @property
    def logits(self) -> Floats:
        """Of all genres for the whole text, shape (genres,)."""
        return _mean(self._full.logits)

    @property
    def probability(self) -> float:
        """Of the first genre, for the whole text."""
        return float(self._full.probabilities[0])

    @property
    def most_sentences(self) -> int:
        """Sentences that can be tried: each is read twice, and twice more where it crosses the border of a window."""
        return self.left // 2 - len(self._shares) + 1

    def title_part(self) -> Part | None:
        """Return what the title contributes; None if there is none, or the windows are too many to read once more."""
        title, readings = self._book.title, self._title_readings()
        return None if title is None or readings is None else self._part((0, len(title)), title, *readings)

    def sentence(self, span: Span) -> Part:
        """Return what a sentence contributes."""
        return self._part(span, self._book.description[slice(*span)], *self._sentence_readings(span))

    def title_weights(self) -> Floats | None:
        """Return what the title adds to the log-odds of each genre, shape (tried,); None where `title_part` is."""
        readings = self._title_readings()
        return None if readings is None else self._weights(*readings)

    def sentence_weights(self, span: Span) -> Floats | None:
        """Return what a sentence adds to the log-odds of each genre, shape (tried,); None if no passes are left."""
        if 2 * self._passes(~self._inside([span])) > self.left:
            return None
        return self._weights(*self._sentence_readings(span))

    def _title_readings(self) -> tuple[_Reading, Floats] | None:
        """The text without the title, and what the title adds to nothing."""
        if not self._title or len(self._shares) > self.left // 4:
            return None
        windows = [self._encoder.wrap(self._ids[first:last]) for first, last in self._shares]
        without = self._reading(self._read(windows))
        neither = self._reading(np.repeat(self._read([self._encoder.wrap([])]), len(self._shares), axis=0))
        return without, self._nothing.log_odds - neither.log_odds

    def _sentence_readings(self, span: Span) -> tuple[_Reading, Floats]:
        """The text without the sentence, and what the sentence adds to nothing."""
        inside = self._inside([span])
        without = self._changed(self._full, ~inside)
        alone = self._alone[span] = self._changed(self._nothing, ~inside, inside)
        return without, alone.log_odds - self._nothing.log_odds

    def words(self, sentences: Sequence[Part]) -> list[Part]:
        """Return what each word contributes, those of the weightiest sentences first, while there are passes left."""
        left = self.left
        tried: list[tuple[list[Span], Span]] = []
        for spans, span in _words(self._book.description, sentences):
            word, sentence = self._inside(spans), self._inside([span])
            title = self._title_without(self._book.description[slice(*spans[0])])
            left -= self._passes(~word, title) + self._passes(~(word & sentence), title)
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
        return [self._part(place, description[slice(*place)], without, gain) for place in spans]

    def _inside(self, spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
        """Which tokens of the description lie in one of the spans, in whole or in part."""
        return _overlap(self._offsets, spans)

    def _title_without(self, word: str) -> list[int] | None:
        """Tokens of the title without a word of the description; None where it does not hold it."""
        title = self._book.title or ""
        spans = [span for span in word_spans(title) if _key(title[slice(*span)]) == _key(word)]
        inside = _overlap(self._title_offsets, spans)
        return [token for token, left_out in zip(self._title, inside, strict=True) if not left_out] if spans else None

    def _passes(self, same: npt.NDArray[np.bool_], title: Sequence[int] | None = None) -> int:
        return len(self._rows(same, title))

    def _rows(self, same: npt.NDArray[np.bool_], title: Sequence[int] | None) -> list[int]:
        """Windows that change: all of them with another title, else those in which not all tokens are the `same`."""
        return [
            row for row, (first, last) in enumerate(self._shares) if title is not None or not same[first:last].all()
        ]

    def _changed(
        self,
        before: _Reading,
        same: npt.NDArray[np.bool_],
        kept: npt.NDArray[np.bool_] | None = None,
        title: Sequence[int] | None = None,
    ) -> _Reading:
        """Read again the windows that are not the `same` as `before`: with the `kept` tokens, and another title."""
        kept = same if kept is None else kept
        logits = before.logits.copy()
        if rows := self._rows(same, title):
            logits[rows] = self._read([self._window(row, kept, title) for row in rows])
        return self._reading(logits)

    def _window(self, row: int, kept: npt.NDArray[np.bool_], title: Sequence[int] | None) -> list[int]:
        first, last = self._shares[row]
        tokens = [self._ids[i] for i in range(first, last) if kept[i]]
        return self._encoder.wrap(tokens, self._title if title is None else title)

    def _read(self, windows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        with self._lock:
            self.left -= len(windows)
        return self._logits(windows)

    def _reading(self, logits: npt.NDArray[np.float32]) -> _Reading:
        return _Reading(logits, self._probabilities(_mean(logits)))

    def _part(self, span: Span, text: str, without: _Reading, gain: Floats) -> Part:
        weights = self._weights(without, gain)
        return Part(*span, text, float(weights[0]), float(without.probabilities[0]))

    def _weights(self, without: _Reading, gain: Floats) -> Floats:
        """Weights of a part that the text loses in `without`, and that adds `gain` where little or nothing else is."""
        weights: Floats = (self._full.log_odds - without.log_odds + gain) / 2
        return weights


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
