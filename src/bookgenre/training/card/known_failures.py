"""Blurbs that models like this one get wrong, asked again of the model at hand."""

import json
from importlib import resources
from typing import Any

from bookgenre.book import Book
from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.genre_score import GenreScore

__all__ = ["failure_examples", "failures_of"]


def failure_examples() -> list[dict[str, Any]]:
    """Return the invented blurbs of ``known_failures.json``, one for each kind of mistake.

    Each is a dict of ``kind`` (of mistake), ``title`` and ``description``, ``readers`` (ids of the genres that readers
    would give it), ``chosen`` and ``missed`` (ids that a model has been seen to choose wrongly, and to miss out of
    ``readers``), and ``why`` that is wrong. The mistakes are those of ``docs/research/errors.md``.
    """
    text = resources.files(__package__).joinpath("known_failures.json").read_text(encoding="utf-8")
    examples: list[dict[str, Any]] = json.loads(text)
    return examples


def failures_of(classifier: GenreClassifier) -> list[dict[str, Any]]:
    """Ask the model for each example, and return those of which it still gets something wrong.

    Each is a dict of the ``example``, the names of its genres (``readers``), and name and probability of the genres
    that the model chooses wrongly (``chosen``) and misses (``missed``). Examples with a genre that the model does not
    know are left out: it could not have answered them.
    """
    shown = []
    for example in failure_examples():
        if not {*example["readers"], *example["chosen"]} <= classifier.labels.index.keys():
            continue
        prediction = classifier.predict(Book(example["description"], title=example["title"]), top_k=None)
        score = {genre.id: genre for genre in prediction.genres}
        chosen = [_named(score[genre_id]) for genre_id in example["chosen"] if score[genre_id].chosen]
        missed = [_named(score[genre_id]) for genre_id in example["missed"] if not score[genre_id].chosen]
        if chosen or missed:
            readers = [score[genre_id].name for genre_id in example["readers"]]
            shown.append({"example": example, "readers": readers, "chosen": chosen, "missed": missed})
    return shown


def _named(genre: GenreScore) -> tuple[str, float]:
    return genre.name, genre.probability
