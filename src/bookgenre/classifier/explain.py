"""Why a genre: what an answer gains by a sentence or a word, and loses without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder, BookTokens
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.plain import plain
from bookgenre.classifier.sentences import Span, merge_spans, sentence_spans, word_spans
from bookgenre.text.language import FUNCTION_WORDS

__all__ = ["MOST_PASSES", "Explanation", "Part", "explain_book"]

MOST_PASSES = 64
"""Windows that the network reads for one explanation."""

_MOST_SENTENCES = 14

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
class Explanation:
    """What carried one genre of one book.

    Attributes
    ----------
    genre, name
        Id and name of the genre.
    probability
        Of the genre, for the whole text.
    text
        The description in the form in which the model reads it, as far as it reads it.
    title
        The title in that form, or None.
    title_part
        What the title contributes; None without one.
    sentences
        All of them in the order of the text; neighbours are taken together where there are too many.
    words
        Words that were tried, in the order of the text: those of the weightiest sentences, without function words. A
        word that stands in several places is left out of all of them at once, as each would stand in for the others.
    passes
        Windows that the network read for this; at most 64.
    notes
        What the reader should know, in plain words.
    """

    genre: str
    name: str
    probability: float
    text: str
    title: str | None
    title_part: Part | None
    sentences: tuple[Part, ...]
    words: tuple[Part, ...]
    passes: int
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; numbers are rounded to 4 places."""
        result: dict[str, Any] = plain(self)
        return result


def explain_book(
    book: Book,
    genre: tuple[str, str],
    *,
    encoder: BookEncoder,
    logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
    probability: Callable[[Floats], float],
    words: bool = True,
    callers: int = 1,
) -> Explanation:
    """Say what each sentence, and each word of the sentences that weigh most, adds to a genre's log-odds.

    A sentence's contribution is the mean of what it adds to nothing and what it adds to all the others: the first and
    the last of the orders over which a Shapley value averages (Shapley 1953; Lundberg and Lee 2017).
    Occlusion, which only leaves out (Zeiler and Fergus 2014), finds nothing in a text that says the same thing twice. A
    word's is the mean of what it adds to its sentence and to the whole text. The title, where there is one, stays.

    Tokens are left out, the others stay in the windows where they were, and only windows that changed are read again.

    Parameters
    ----------
    book
        What `clean_book` has gone over.
    genre
        Id and name.
    encoder, logits
        The model: books to windows, and windows to logits of shape (windows, genres), one at a time.
    probability
        Of the genre, from logits of shape (genres,).
    words
        Whether to try words, too.
    callers
        Readings at a time, each in a thread.
    """
    tokens = encoder.read(book.description, book.title, offsets=True)
    notes = list(tokens.warnings)
    book = replace(book, description=book.description[: tokens.characters])
    trial = _Trial(book, tokens, encoder, logits, probability, callers)
    title_part = trial.title_part()
    spans = sentence_spans(book.description)
    merged = merge_spans(spans, min(_MOST_SENTENCES, trial.most_sentences) if words else trial.most_sentences)
    if len(merged) < len(spans):
        notes.append(f"the text has {len(spans)} sentences; neighbours were taken together")
    sentences = list(ordered_map(trial.sentence, merged, callers))
    return Explanation(
        genre=genre[0],
        name=genre[1],
        probability=trial.full.probability,
        text=book.description,
        title=book.title,
        title_part=title_part,
        sentences=tuple(sentences),
        words=tuple(sorted(trial.words(sentences), key=lambda part: part.start)) if words else (),
        passes=MOST_PASSES - trial.left,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the network makes of a text: one row of logits per window, and the genre's probability and log-odds."""

    logits: npt.NDArray[np.float32]
    probability: float

    @property
    def log_odds(self) -> float:
        clipped = min(max(self.probability, 1e-6), 1 - 1e-6)
        return float(np.log(clipped / (1 - clipped)))


class _Trial:
    """The windows of one book, read with only some of their tokens."""

    def __init__(
        self,
        book: Book,
        tokens: BookTokens,
        encoder: BookEncoder,
        logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
        probability: Callable[[Floats], float],
        callers: int,
    ) -> None:
        self._callers, self._lock = callers, Lock()
        self._book, self._encoder, self._logits, self._probability = book, encoder, logits, probability
        self._ids, self._title, self._shares = tokens.description, tokens.title, tokens.shares
        self._starts, self._ends = np.array(tokens.offsets, dtype=np.int64).reshape(-1, 2).T
        self.left = MOST_PASSES
        self.full = self._reading(
            self._read([encoder.wrap(self._ids[first:last], self._title) for first, last in self._shares])
        )
        # All windows are alike when nothing stands in them.
        nothing = self._read([encoder.wrap([], self._title)])
        self.nothing = self._reading(np.repeat(nothing, len(self._shares), axis=0))
        self._alone: dict[Span, _Reading] = {}

    @property
    def most_sentences(self) -> int:
        """Sentences that can be tried: each is read twice, and twice more where it crosses the border of a window."""
        return self.left // 2 - len(self._shares) + 1

    def title_part(self) -> Part | None:
        """Return what the title contributes; None if there is none, or the windows are too many to read once more."""
        title = self._book.title
        if not self._title or title is None or len(self._shares) > self.left // 4:
            return None
        windows = [self._encoder.wrap(self._ids[first:last]) for first, last in self._shares]
        without = self._reading(self._read(windows))
        neither = self._reading(np.repeat(self._read([self._encoder.wrap([])]), len(self._shares), axis=0))
        return self._part((0, len(title)), title, without, self.nothing.log_odds - neither.log_odds)

    def sentence(self, span: Span) -> Part:
        """Return what a sentence contributes."""
        inside = self._inside([span])
        without = self._changed(self.full, ~inside)
        alone = self._alone[span] = self._changed(self.nothing, ~inside, inside)
        return self._part(span, self._book.description[slice(*span)], without, alone.log_odds - self.nothing.log_odds)

    def words(self, sentences: Sequence[Part]) -> list[Part]:
        """Return what each word contributes, those of the weightiest sentences first, while there are passes left."""
        left = self.left
        tried: list[tuple[list[Span], Span]] = []
        for spans, span in _words(self._book.description, sentences):
            word = self._inside(spans)
            left -= self._passes(~word) + self._passes(~(word & self._inside([span])))
            if left < 0:
                break
            tried.append((spans, span))
        return [part for parts in ordered_map(self._word, tried, self._callers) for part in parts]

    def _word(self, places: tuple[list[Span], Span]) -> list[Part]:
        """Return what a word contributes, one part for each of its places; the sentence is the one it is tried in."""
        spans, span = places
        word, sentence = self._inside(spans), self._inside([span])
        without = self._changed(self.full, ~word)
        alone = self._alone[span]
        gain = alone.log_odds - self._changed(alone, ~(word & sentence), sentence & ~word).log_odds
        return [self._part(place, self._book.description[slice(*place)], without, gain) for place in spans]

    def _inside(self, spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
        """Which tokens lie in one of the spans, in whole or in part."""
        inside = np.zeros(len(self._ids), dtype=bool)
        for first, last in spans:
            inside |= (self._starts < last) & (self._ends > first)
        return inside

    def _passes(self, same: npt.NDArray[np.bool_]) -> int:
        return sum(not same[first:last].all() for first, last in self._shares)

    def _changed(
        self, before: _Reading, same: npt.NDArray[np.bool_], kept: npt.NDArray[np.bool_] | None = None
    ) -> _Reading:
        """Read again the windows in which not all tokens are the `same` as `before`; they hold the `kept` tokens."""
        kept = same if kept is None else kept
        logits = before.logits.copy()
        rows = [row for row, (first, last) in enumerate(self._shares) if not same[first:last].all()]
        if rows:
            logits[rows] = self._read([self._window(row, kept) for row in rows])
        return self._reading(logits)

    def _window(self, row: int, kept: npt.NDArray[np.bool_]) -> list[int]:
        first, last = self._shares[row]
        return self._encoder.wrap([self._ids[i] for i in range(first, last) if kept[i]], self._title)

    def _read(self, windows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        with self._lock:
            self.left -= len(windows)
        return self._logits(windows)

    def _reading(self, logits: npt.NDArray[np.float32]) -> _Reading:
        return _Reading(logits, self._probability(logits.astype(np.float64).mean(axis=0)))

    def _part(self, span: Span, text: str, without: _Reading, gain: float) -> Part:
        """A part that the text loses in `without`, and that adds `gain` where little or nothing else is there."""
        return Part(*span, text, (self.full.log_odds - without.log_odds + gain) / 2, without.probability)


def _words(description: str, sentences: Sequence[Part]) -> list[tuple[list[Span], Span]]:
    """Return the places of each word to try, and the weightiest sentence that holds it; that sentence's words first."""
    places: dict[str, list[Span]] = {}
    for span in word_spans(description):
        places.setdefault(description[slice(*span)].casefold(), []).append(span)
    order: dict[str, Span] = {}
    for sentence in sorted(sentences, key=lambda part: -abs(part.contribution)):
        for first, last in word_spans(sentence.text):
            word = sentence.text[first:last].casefold()
            if word not in FUNCTION_WORDS and len(word) > 1 and word in places:
                order.setdefault(word, (sentence.start, sentence.end))
    return [(places[word], span) for word, span in order.items()]
