"""Why a genre: what an answer gains by a sentence or a word, and loses without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.plain import plain
from bookgenre.classifier.sentences import merge_spans, sentence_spans
from bookgenre.classifier.standing import Standing
from bookgenre.classifier.trial import MOST_PASSES, Floats, Part, Trial

__all__ = ["Explanation", "explain_book"]

_MOST_SENTENCES = 14


@dataclass(frozen=True, slots=True)
class Explanation:
    """What carried one genre of one book.

    Attributes
    ----------
    genre, name
        Id and name of the genre.
    probability
        Of the genre, for the whole text.
    standing
        Whether it is on the shortlist, and why it is not.
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
        word that stands in several places, or in the title as well, is left out of all of them at once, as each would
        stand in for the others.
    passes
        Windows that the network read for this; at most 64.
    notes
        What the reader should know, in plain words.
    """

    genre: str
    name: str
    probability: float
    standing: Standing
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
    standing: Callable[[Floats], Standing],
    words: bool = True,
    callers: int = 1,
) -> Explanation:
    r"""Say what each sentence, and each word of the sentences that weigh most, adds to a genre's log-odds.

    A sentence's contribution is the mean of what it adds to nothing and what it adds to all the others: the first and
    the last of the orders over which a Shapley value averages (Shapley 1953; Lundberg and Lee 2017).
    Occlusion, which only leaves out (Zeiler and Fergus 2014), finds nothing in a text that says the same thing twice. A
    word's is the mean of what it adds to its sentence and to the whole text. The title, where there is one, stays.

    Tokens are left out, the others stay in the windows where they were, and only windows that changed are read again.

    Parameters
    ----------
    book
        What `clean_book` has gone over; lines of the description may be kept apart by ``\n``, and end sentences.
    genre
        Id and name.
    encoder, logits
        The model: books to windows, and windows to logits of shape (windows, genres), one at a time.
    probability
        Of the genre, from logits of shape (genres,).
    standing
        Of the genre, from the same.
    words
        Whether to try words, too.
    callers
        Readings at a time, each in a thread.
    """
    spans = sentence_spans(book.description)
    book = replace(book, description=book.description.replace("\n", " "))
    tokens = encoder.read(book.description, book.title, offsets=True)
    notes = list(tokens.warnings)
    book = replace(book, description=book.description[: tokens.characters])
    spans = [(first, min(last, tokens.characters)) for first, last in spans if first < tokens.characters]
    trial = Trial(book, tokens, encoder, logits, lambda found: np.array([probability(found)]), callers)
    title_part = trial.title_part()
    merged = merge_spans(spans, min(_MOST_SENTENCES, trial.most_sentences) if words else trial.most_sentences)
    if len(merged) < len(spans):
        notes.append(f"the text has {len(spans)} sentences; neighbours were taken together")
    sentences = list(ordered_map(trial.sentence, merged, callers))
    return Explanation(
        genre=genre[0],
        name=genre[1],
        probability=trial.probability,
        standing=standing(trial.logits),
        text=book.description,
        title=book.title,
        title_part=title_part,
        sentences=tuple(sentences),
        words=tuple(sorted(trial.words(sentences), key=lambda part: part.start)) if words else (),
        passes=MOST_PASSES - trial.left,
        notes=tuple(notes),
    )
