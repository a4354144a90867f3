"""An explanation as the site shows it: the description in runs, each with its direction and strength in steps."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bookgenre.classifier import Explanation, Part
from bookgenre.formats.answer_txt import percent

__all__ = ["STRENGTHS", "ExplanationView", "Run", "SentenceRun", "explanation_view", "verdict"]

Side = Literal["for", "against", ""]

STRENGTHS = ("slightly", "somewhat", "strongly", "decisively")
"""What the steps 1 to 4 are called."""

# Log-odds from which a step begins: odds times 1.3, 2.7, 7.4 and 55 for a sentence. A word says less, and nine in ten
# words of the samples say less than the second step.
_SENTENCE_STEPS = (0.25, 1.0, 2.0, 4.0)
_WORD_STEPS = (0.3, 0.6, 1.2, 2.4)
_NEITHER = "neither for nor against"
# More would colour the whole blurb and say nothing.
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with what it contributes to the genre; step 0 is next to nothing.

    `without` is the genre's probability, in words, when this piece alone is left out.
    """

    text: str
    side: Side = ""
    step: int = 0
    without: str = ""

    @property
    def verdict(self) -> str:
        """Direction and strength in words: ``strongly for``."""
        return f"{STRENGTHS[self.step - 1]} {self.side}" if self.step else _NEITHER


@dataclass(frozen=True, slots=True)
class SentenceRun(Run):
    """A sentence, and the runs of words that it consists of."""

    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """What speaks for a genre, and what against it.

    Attributes
    ----------
    genre, name, probability
        Of the genre.
    heading
        The question that is answered: ``Why Noir?``, or ``Why not Noir?`` where it is below its threshold.
    standing
        Its place on the shortlist, or why it has none.
    against
        The sentence that speaks most against a genre that is below its threshold; "" where none does.
    unsupported
        Whether such a genre has no sentence that speaks for it.
    title
        What the title contributes, or None without a title.
    body
        The whole text: sentences, and the space between them.
    sentences
        Without the space.
    words
        The words that contribute most, the strongest first, each once.
    notes
        What the reader should know.
    """

    genre: str
    name: str
    probability: str
    heading: str
    standing: str
    against: str
    unsupported: bool
    title: Run | None
    body: tuple[SentenceRun, ...]
    sentences: tuple[SentenceRun, ...]
    words: tuple[Run, ...]
    notes: tuple[str, ...]


def verdict(contribution: float) -> str:
    """Direction and strength of what a sentence adds to a genre's log-odds, in words; "" for next to nothing."""
    step = bisect_right(_SENTENCE_STEPS, abs(contribution))
    return f"{STRENGTHS[step - 1]} {'for' if contribution > 0 else 'against'}" if step else ""


def explanation_view(explanation: Explanation) -> ExplanationView:
    """Prepare an explanation for the page."""
    ranked = sorted(explanation.words, key=lambda part: -abs(part.contribution))
    shown: dict[str, Run] = {}
    for part in ranked:
        run = _run(part, _WORD_STEPS)
        if run.step and len(shown) < _MOST_WORDS:
            shown.setdefault(part.text.casefold(), run)
    marked = sorted((part for part in explanation.words if part.text.casefold() in shown), key=lambda part: part.start)
    body: list[SentenceRun] = []
    sentences: list[SentenceRun] = []
    at = 0
    for part in explanation.sentences:
        if part.start > at:
            body.append(_plain(explanation.text[at : part.start]))
        run = _run(part, _SENTENCE_STEPS)
        runs = tuple(_words_in(part, marked))
        sentences.append(SentenceRun(part.text, run.side, run.step, run.without, runs))
        body.append(sentences[-1])
        at = part.end
    if at < len(explanation.text):
        body.append(_plain(explanation.text[at:]))
    title = explanation.title_part
    missed = not explanation.standing.listed and explanation.probability < explanation.standing.threshold
    return ExplanationView(
        explanation.genre,
        explanation.name,
        percent(explanation.probability),
        f"Why not {explanation.name}?" if missed else f"Why {explanation.name}?",
        explanation.standing.reason,
        _strongest_against(explanation.sentences) if missed else "",
        missed and not any(sentence.side == "for" for sentence in sentences),
        _run(title, _SENTENCE_STEPS) if title else None,
        tuple(body),
        tuple(sentences),
        tuple(shown.values()),
        explanation.notes,
    )


def _strongest_against(sentences: Sequence[Part]) -> str:
    worst = min(sentences, key=lambda part: part.contribution, default=None)
    return worst.text if worst is not None and worst.contribution <= -_SENTENCE_STEPS[0] else ""


def _run(part: Part, steps: Sequence[float]) -> Run:
    step = bisect_right(steps, abs(part.contribution))
    side: Side = "" if not step else "for" if part.contribution > 0 else "against"
    return Run(part.text, side, step, percent(part.without))


def _plain(text: str) -> SentenceRun:
    return SentenceRun(text, runs=(Run(text),))


def _words_in(sentence: Part, words: Sequence[Part]) -> Iterator[Run]:
    """Yield the sentence in runs: the marked words, and what stands between them."""
    at = sentence.start
    for part in words:
        if part.start < at or part.end > sentence.end:
            continue
        if part.start > at:
            yield Run(sentence.text[at - sentence.start : part.start - sentence.start])
        yield _run(part, _WORD_STEPS)
        at = part.end
    if at < sentence.end:
        yield Run(sentence.text[at - sentence.start :])
