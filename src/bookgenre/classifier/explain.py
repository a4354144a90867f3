"""Why a genre: what an answer gains by a sentence or a word, and loses without it."""

from dataclasses import dataclass, replace
from typing import Any

from bookgenre.book import Book
from bookgenre.classifier.parallel import ordered_map
from bookgenre.classifier.pipeline import Pipeline
from bookgenre.classifier.plain import plain
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.sentences import merge_spans, sentence_spans
from bookgenre.classifier.shortlist import make_shortlist
from bookgenre.classifier.standing import Standing, find_standing
from bookgenre.classifier.trial import MOST_PASSES, Part, Trial

__all__ = ["Explanation", "explain_book"]

_MOST_SENTENCES = 14


@dataclass(frozen=True, slots=True)
class Explanation:
    """What counts for one genre of one book, and what against it.

    Attributes
    ----------
    genre, name
        Id and name of the genre.
    probability
        Probability of the genre for the whole text.
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
        Words that were tried, in the order of the text: those of the most important sentences, without function words.
        A word that stands in several places, or in the title as well, is left out of all of them at once, as each
        would stand in for the others.
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
    pipeline: Pipeline,
    book: Book,
    column: int,
    *,
    words: bool = True,
    callers: int = 1,
    callback: Callback | None = None,
) -> Explanation:
    r"""Say what each sentence, and each word of the sentences that weigh most, adds to a genre's log-odds.

    A sentence's contribution is the mean of what it adds to nothing and what it adds to all the others: the first and
    the last of the orders over which a Shapley value averages (Shapley 1953; Lundberg and Lee 2017).
    Occlusion, which only leaves out (Zeiler and Fergus 2014), finds nothing in a text that says the same thing twice. A
    word's is the mean of what it adds to its sentence and to the whole text. The title, where there is one, stays.

    Tokens are left out, the others stay in the windows where they were, and only windows that changed are read again.

    Parameters
    ----------
    pipeline
        The model.
    book
        What `clean_book` has gone over; lines of the description may be kept apart by ``\n``, and end sentences.
    column
        Of the genre.
    words
        Whether to try words, too.
    callers
        Readings at a time, each in a thread.
    callback
        Called before every window that the network reads.
    """
    genre = pipeline.labels.genres[column]
    spans = sentence_spans(book.description)
    text, title = book.description.replace("\n", " "), book.title
    tokens = pipeline.encoder.read(text, title, offsets=True)
    notes = list(tokens.warnings)
    text = text[: tokens.characters]
    spans = [(first, min(last, tokens.characters)) for first, last in spans if first < tokens.characters]
    trial = Trial(pipeline, replace(book, description=text), tokens, [column], callers=callers, callback=callback)
    of_title = trial.title()
    merged = merge_spans(spans, min(_MOST_SENTENCES, trial.most_sentences) if words else trial.most_sentences)
    if len(merged) < len(spans):
        notes.append(f"the text has {len(spans)} sentences; neighbours were taken together")
    effects = ordered_map(trial.sentence, merged, callers)
    sentences = [effect.part(span, text[slice(*span)]) for span, effect in zip(merged, effects, strict=True)]
    scores = pipeline.scores(trial.logits)
    found = next(score for score in scores if score.id == genre.id)
    return Explanation(
        genre=genre.id,
        name=genre.name,
        probability=found.probability,
        standing=find_standing(genre.id, make_shortlist(scores), scores),
        text=text,
        title=title,
        title_part=of_title.part((0, len(title)), title) if of_title and title else None,
        sentences=tuple(sentences),
        words=tuple(sorted(trial.words(sentences), key=lambda part: part.start)) if words else (),
        passes=MOST_PASSES - trial.left,
        notes=tuple(notes),
    )
