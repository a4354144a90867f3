"""Explanations and comparisons as the site shows them: what each piece of text contributes, in words and steps."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bookgenre.classifier import ChangedPart, Comparison, Explanation, GenreChange, Part
from bookgenre.formats.answer_txt import percent

__all__ = ["ComparisonView", "ExplanationView", "Run", "SentenceRun", "comparison_view", "explanation_view"]

Side = Literal["for", "against", ""]

_STRENGTHS = ("slightly", "somewhat", "strongly", "decisively")

# Log-odds from which a step begins: odds times 1.3, 2.7, 7.4 and 55 for a sentence. A word says less, and nine in ten
# words of the samples say less than the second step.
_SENTENCE_STEPS = (0.25, 1.0, 2.0, 4.0)
_WORD_STEPS = (0.3, 0.6, 1.2, 2.4)
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
        return f"{_STRENGTHS[self.step - 1]} {self.side}" if self.step else "neither for nor against"


@dataclass(frozen=True, slots=True)
class SentenceRun(Run):
    """A sentence, and the runs of words that it consists of."""

    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """What counts for a genre, and what against it.

    Attributes
    ----------
    missed
        Whether the genre is below its threshold, so that the question is why not.
    against
        The sentence that counts most against such a genre; "" where none does.
    title
        What the title contributes, or None without a title.
    body, sentences
        The whole text, with the space between sentences, and without it.
    words
        The words that contribute most, the strongest first, each once.
    """

    explanation: Explanation
    missed: bool
    against: str
    title: Run | None
    body: tuple[SentenceRun, ...]
    sentences: tuple[SentenceRun, ...]
    words: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What an edit changed.

    Attributes
    ----------
    changes
        The genres that rose or fell, the largest change first.
    removed, added
        Each part that only one version has, with what it counts for (``strongly for Horror``); those first that count
        for something.
    """

    comparison: Comparison
    changes: tuple[GenreChange, ...]
    removed: tuple[tuple[ChangedPart, tuple[str, ...]], ...]
    added: tuple[tuple[ChangedPart, tuple[str, ...]], ...]


def explanation_view(explanation: Explanation) -> ExplanationView:
    """Prepare an explanation for the page."""
    shown: dict[str, Run] = {}
    for part in sorted(explanation.words, key=lambda part: -abs(part.contribution)):
        run = _run(part, _WORD_STEPS)
        if run.step and len(shown) < _MOST_WORDS:
            shown.setdefault(part.text.casefold(), run)
    marked = sorted((part for part in explanation.words if part.text.casefold() in shown), key=lambda part: part.start)
    body: list[SentenceRun] = []
    sentences: list[SentenceRun] = []
    for text, sentence in _pieces(explanation.text, explanation.sentences):
        if sentence is None:
            body.append(SentenceRun(text, runs=(Run(text),)))
            continue
        words = [part for part in marked if sentence.start <= part.start and part.end <= sentence.end]
        runs = tuple(
            _run(word, _WORD_STEPS) if word else Run(piece) for piece, word in _pieces(text, words, sentence.start)
        )
        run = _run(sentence, _SENTENCE_STEPS)
        sentences.append(SentenceRun(text, run.side, run.step, run.without, runs))
        body.append(sentences[-1])
    title, standing = explanation.title_part, explanation.standing
    missed = not standing.listed and explanation.probability < standing.threshold
    return ExplanationView(
        explanation,
        missed,
        _strongest_against(explanation.sentences) if missed else "",
        _run(title, _SENTENCE_STEPS) if title else None,
        tuple(body),
        tuple(sentences),
        tuple(shown.values()),
    )


def comparison_view(comparison: Comparison) -> ComparisonView:
    """Prepare a comparison for the page."""
    changes = sorted((*comparison.rose, *comparison.fell), key=lambda change: -abs(change.difference))
    names = {change.id: change.name for change in changes}
    return ComparisonView(
        comparison, tuple(changes), _weighed(comparison.removed, names), _weighed(comparison.added, names)
    )


def _pieces(text: str, parts: Iterable[Part], at: int = 0) -> Iterator[tuple[str, Part | None]]:
    """Yield the text that begins at `at` in pieces: the parts, and what stands between them."""
    begin = at
    for part in parts:
        if part.start > at:
            yield text[at - begin : part.start - begin], None
        yield part.text, part
        at = part.end
    if at - begin < len(text):
        yield text[at - begin :], None


def _run(part: Part, steps: Sequence[float]) -> Run:
    return Run(part.text, *_side_and_step(part.contribution, steps), percent(part.without))


def _side_and_step(contribution: float, steps: Sequence[float]) -> tuple[Side, int]:
    step = bisect_right(steps, abs(contribution))
    return "" if not step else "for" if contribution > 0 else "against", step


def _strongest_against(sentences: Sequence[Part]) -> str:
    worst = min(sentences, key=lambda part: part.contribution, default=None)
    return worst.text if worst is not None and worst.contribution <= -_SENTENCE_STEPS[0] else ""


def _weighed(parts: Iterable[ChangedPart], names: Mapping[str, str]) -> tuple[tuple[ChangedPart, tuple[str, ...]], ...]:
    weighed = [(part, tuple(_effects(part.contributions, names))) for part in parts]
    return tuple(sorted(weighed, key=lambda one: not one[1]))


def _effects(contributions: Mapping[str, float], names: Mapping[str, str]) -> Iterator[str]:
    for genre, contribution in sorted(contributions.items(), key=lambda one: -abs(one[1])):
        run = Run("", *_side_and_step(contribution, _SENTENCE_STEPS))
        if run.step:
            yield f"{run.verdict} {names.get(genre, genre)}"
