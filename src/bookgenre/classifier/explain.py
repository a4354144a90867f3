"""Why a genre: what an answer loses when a sentence or a word is left out."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.language import FUNCTION_WORDS
from bookgenre.classifier.sentences import Span, merge_spans, sentence_spans, word_spans
from bookgenre.errors import InputError

__all__ = ["MOST_PASSES", "Explanation", "Part", "explain_book"]

MOST_PASSES = 64
"""Windows that the network reads for one explanation."""

_MOST_SENTENCES = 24
_MOST_WINDOWS = 32

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
        What it adds to the genre's log-odds; below 0, it speaks against the genre.
    without
        The genre's probability without it.
    """

    start: int
    end: int
    text: str
    contribution: float
    without: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; numbers are rounded to 4 places."""
        return asdict(self) | {"contribution": round(self.contribution, 4), "without": round(self.without, 4)}


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
        The description in the form in which the model reads it.
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
        return asdict(self) | {
            "probability": round(self.probability, 4),
            "title_part": None if self.title_part is None else self.title_part.to_dict(),
            "sentences": [part.to_dict() for part in self.sentences],
            "words": [part.to_dict() for part in self.words],
            "notes": list(self.notes),
        }


def explain_book(
    book: Book,
    genre: tuple[str, str],
    *,
    encoder: BookEncoder,
    logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
    probability: Callable[[Floats], float],
    words: bool = True,
) -> Explanation:
    """Leave out each sentence, then each word of the sentences that weigh most, and see what the genre loses.

    Occlusion, or erasure (Zeiler and Fergus 2014; Li, Monroe and Jurafsky 2016, "Understanding Neural Networks through
    Representation Erasure"). Tokens are left out, the others stay in the windows where they were, and only windows that
    lost some are read again.

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

    Raises
    ------
    InputError
        If the text fills more than 32 windows.
    """
    trial = _Occlusion(book, encoder, logits, probability)
    title_part = trial.without_title()
    spans = sentence_spans(book.description)
    most = _MOST_SENTENCES if words else trial.left
    merged = merge_spans(spans, most)
    notes = []
    if len(merged) < len(spans):
        notes.append(f"the text has {len(spans)} sentences; neighbours were left out together")
    sentences = [part for span in merged for part in trial.without([span])]
    tried: list[Part] = []
    if words:
        for spans_of_word in _words(book.description, sentences):
            tried += trial.without(spans_of_word)
    return Explanation(
        genre=genre[0],
        name=genre[1],
        probability=trial.full,
        text=book.description,
        title=book.title,
        title_part=title_part,
        sentences=tuple(sentences),
        words=tuple(sorted(tried, key=lambda part: part.start)),
        passes=MOST_PASSES - trial.left,
        notes=tuple(notes),
    )


class _Occlusion:
    """The windows of one book, and what becomes of a genre when some of their tokens are missing."""

    def __init__(
        self,
        book: Book,
        encoder: BookEncoder,
        logits: Callable[[Sequence[Sequence[int]]], npt.NDArray[np.float32]],
        probability: Callable[[Floats], float],
    ) -> None:
        self._book, self._encoder, self._logits, self._probability = book, encoder, logits, probability
        self._ids, offsets = encoder.tokens_and_offsets(book.description)
        self._starts, self._ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
        self._title = encoder.tokens(book.title) if book.title else []
        self._shares = encoder.shares(len(self._ids), self._title)
        if len(self._shares) > _MOST_WINDOWS:
            raise InputError(
                f"the description fills {len(self._shares)} windows, and {_MOST_WINDOWS} can be explained; shorten it"
            )
        self.left = MOST_PASSES
        self._base = self._read([encoder.wrap(self._ids[first:last], self._title) for first, last in self._shares])
        self.full = self._mean(self._base)

    def without_title(self) -> Part | None:
        """Return what the title contributes; None if there is none, or the windows are too many to read once more."""
        title = self._book.title
        if not self._title or title is None or len(self._shares) > self.left // 4:
            return None
        windows = [self._encoder.wrap(self._ids[first:last]) for first, last in self._shares]
        return self._part((0, len(title)), title, self._mean(self._read(windows)))

    def without(self, spans: Sequence[Span]) -> list[Part]:
        """Return a part for each of the spans, which are left out together; none if there are no passes left for it."""
        kept = np.ones(len(self._ids), dtype=bool)
        for first, last in spans:
            kept &= (self._starts >= last) | (self._ends <= first)
        changed = [row for row, (first, last) in enumerate(self._shares) if not kept[first:last].all()]
        if len(changed) > self.left:
            return []
        logits = self._base.copy()
        if changed:
            logits[changed] = self._read([self._window(row, kept) for row in changed])
        without = self._mean(logits)
        return [self._part(span, self._book.description[slice(*span)], without) for span in spans]

    def _window(self, row: int, kept: npt.NDArray[np.bool_]) -> list[int]:
        first, last = self._shares[row]
        return self._encoder.wrap([self._ids[i] for i in range(first, last) if kept[i]], self._title)

    def _read(self, windows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        self.left -= len(windows)
        return self._logits(windows)

    def _mean(self, logits: npt.NDArray[np.float32]) -> float:
        return self._probability(logits.astype(np.float64).mean(axis=0))

    def _part(self, span: Span, text: str, without: float) -> Part:
        return Part(*span, text, _log_odds(self.full) - _log_odds(without), without)


def _words(description: str, sentences: Sequence[Part]) -> list[list[Span]]:
    """Return the places of each word to try, those of the weightiest sentence first."""
    places: dict[str, list[Span]] = {}
    for span in word_spans(description):
        places.setdefault(description[slice(*span)].casefold(), []).append(span)
    order: dict[str, None] = {}
    for sentence in sorted(sentences, key=lambda part: -abs(part.contribution)):
        for first, last in word_spans(sentence.text):
            word = sentence.text[first:last].casefold()
            if word not in FUNCTION_WORDS and len(word) > 1 and word in places:
                order.setdefault(word)
    return [places[word] for word in order]


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(clipped / (1 - clipped)))
