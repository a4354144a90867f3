"""Blurbs that models like this one get wrong, asked again of the model at hand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from bookgenre.book import Book
from bookgenre.classifier import GenreClassifier

__all__ = ["FailureExample", "ShownFailure", "failure_examples", "failures_of"]


@dataclass(frozen=True, slots=True)
class FailureExample:
    """An invented blurb after a mistake that was read in ``docs/research/errors.md``.

    Attributes
    ----------
    kind
        Of mistake.
    title, description
        What the model is shown.
    readers
        Ids of the genres that readers would give it.
    chosen
        Ids of genres that a model has been seen to choose wrongly.
    missed
        Ids out of `readers` that a model has been seen to miss.
    why
        What is wrong with that.
    """

    kind: str
    title: str
    description: str
    readers: tuple[str, ...]
    chosen: tuple[str, ...]
    missed: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ShownFailure:
    """An example that the model at hand gets wrong.

    Attributes
    ----------
    chosen, missed
        Names of the genres that it chooses wrongly and that it misses, with its probabilities.
    """

    example: FailureExample
    readers: tuple[str, ...]
    chosen: tuple[tuple[str, float], ...]
    missed: tuple[tuple[str, float], ...]


def failure_examples() -> list[FailureExample]:
    """Return the examples of ``known_failures.json``, one of each kind."""
    text = resources.files("bookgenre.training.card").joinpath("known_failures.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    lists = ("readers", "chosen", "missed")
    return [FailureExample(**(row | {name: tuple(row[name]) for name in lists})) for row in rows]


def failures_of(classifier: GenreClassifier, examples: Sequence[FailureExample] | None = None) -> list[ShownFailure]:
    """Ask the model for each example, and return those of which it still gets something wrong.

    Examples with a genre that the model does not know are left out: it could not have answered them.
    """
    shown = []
    for example in failure_examples() if examples is None else examples:
        if not set(example.readers + example.chosen) <= classifier.labels.index.keys():
            continue
        prediction = classifier.predict(Book(example.description, title=example.title), top_k=None)
        score = {genre.id: genre for genre in prediction.genres}
        chosen = [score[genre_id] for genre_id in example.chosen if score[genre_id].chosen]
        missed = [score[genre_id] for genre_id in example.missed if not score[genre_id].chosen]
        if chosen or missed:
            shown.append(
                ShownFailure(
                    example,
                    tuple(score[genre_id].name for genre_id in example.readers),
                    tuple((genre.name, genre.probability) for genre in chosen),
                    tuple((genre.name, genre.probability) for genre in missed),
                )
            )
    return shown
