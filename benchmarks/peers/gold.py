"""What readers would say: invented blurbs in authors' voices, and real books of which some genres are known.

The definitions are those of ``score.py`` and ``score_positive.py`` beside the files.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bookgenre import Book, GenreClassifier
from bookgenre.classifier import Prediction
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.corpus import LabelledBook
from bookgenre.files import open_lines
from peers.corpus import Floats, Rows

__all__ = ["Gold", "model_answers"]

Json = dict[str, Any]

BLURBS = "blurbs.jsonl"
POSITIVE = {"nonfiction": "nonfiction_validation.jsonl.gz", "web_fiction": "selfpub_validation.jsonl.gz"}
LEFT_OUT = {"fiction", "nonfiction", "lgbtq", "gay", "lesbian"}
"""Of the positive labels: the sides, and what the curator of the web fiction gave to every book."""
_LEAST = 5
"""Books that a genre needs for the macro average."""
_TOP = 10


@dataclass(frozen=True)
class Gold:
    """The three files, as rows of JSON.

    Attributes
    ----------
    blurbs
        With ``must``, ``never``, ``fiction`` and ``side_free``.
    positive
        Name to rows with ``labels``, of which the list is not complete.
    """

    blurbs: list[Json]
    positive: dict[str, list[Json]]

    @classmethod
    def read(cls, folder: Path) -> "Gold | None":
        """Read the files of `folder`; None where one is missing."""
        paths = [folder / name for name in (BLURBS, *POSITIVE.values())]
        if not all(path.is_file() for path in paths):
            return None
        blurbs, *positive = ([json.loads(line) for line in open_lines(path) if line.strip()] for path in paths)
        return cls(blurbs, dict(zip(POSITIVE, positive, strict=True)))

    def scores(self, answer: Callable[[Rows], Floats], labels: LabelSpace) -> dict[str, float]:
        """Score a method.

        Parameters
        ----------
        answer
            Gives probabilities of shape (rows, genres); a row of NaN is of a book that was refused.
        labels
            Genres and thresholds.
        """
        found = _blurb_scores(self.blurbs, answer(_rows("gold", self.blurbs)), labels)
        for name, rows in self.positive.items():
            scores = _positive_scores(rows, answer(_rows(name, rows)), labels)
            found |= {f"{name}_{key}": value for key, value in scores.items()}
        return found


def model_answers(classifier: GenreClassifier) -> Callable[[Rows], Floats]:
    """Probabilities that a model answers to what people type: it may refuse a book."""

    def answer(rows: Rows) -> Floats:
        result = np.full((len(rows), len(classifier.labels)), np.nan)
        books = [record.book for record in rows.records]
        for row, found in enumerate(classifier.predict_many(books, None, errors="collect")):
            if isinstance(found, Prediction):
                for genre in found.genres:
                    result[row, classifier.labels.index[genre.id]] = genre.probability
        return result

    return answer


def _rows(name: str, rows: list[Json]) -> Rows:
    books = [Book(row["description"], row.get("title") or None) for row in rows]
    return Rows(name, [LabelledBook(book, "", frozenset(), complete=False) for book in books])


def _answers(probabilities: Floats, labels: LabelSpace) -> list[tuple[set[str], set[str]]]:
    """Ids in the top ten, and ids chosen, of each row."""
    ids = np.array([genre.id for genre in labels.genres])
    top = np.argsort(-probabilities, axis=1, kind="stable")[:, :_TOP]
    chosen = labels.decide(probabilities)
    return [(set(ids[places].tolist()), set(ids[row].tolist())) for places, row in zip(top, chosen, strict=True)]


def _blurb_scores(rows: list[Json], probabilities: Floats, labels: LabelSpace) -> dict[str, float]:
    """Shares of blurbs that passed, and with a genre chosen that must not be; of nonfiction, on the right side."""
    fiction, nonfiction = (probabilities[:, labels.index[root]] for root in ("fiction", "nonfiction"))
    passed, never, sides = [], [], []
    for row, (top, chosen) in enumerate(_answers(probabilities, labels)):
        blurb = rows[row]
        if np.isnan(probabilities[row]).any():
            continue
        wrong = bool(chosen & set(blurb["never"]))
        right = bool(fiction[row] > nonfiction[row]) if blurb["fiction"] else bool(nonfiction[row] > fiction[row])
        free = blurb.get("side_free", False)
        never.append(wrong)
        passed.append(set(blurb["must"]) <= top and not wrong and (right or free))
        if not blurb["fiction"] and not free:
            sides.append(right)
    return {
        "gold_passed": float(np.mean(passed)),
        "gold_nonfiction_side": float(np.mean(sides)),
        "gold_never": float(np.mean(never)),
    }


def _positive_scores(rows: list[Json], probabilities: Floats, labels: LabelSpace) -> dict[str, float]:
    """Means over genres of the shares of their books that have them in the top ten, and chosen."""
    known: Counter[str] = Counter()
    in_ten: Counter[str] = Counter()
    picked: Counter[str] = Counter()
    for row, answered, (top, chosen) in zip(
        rows, ~np.isnan(probabilities).any(axis=1), _answers(probabilities, labels), strict=True
    ):
        wanted = set(row["labels"]) - LEFT_OUT
        known.update(wanted)
        if answered:
            in_ten.update(wanted & top)
            picked.update(wanted & chosen)
    genres = [genre for genre, count in known.items() if count >= _LEAST]
    return {
        name: float(np.mean([counts[genre] / known[genre] for genre in genres]))
        for name, counts in (("in_ten", in_ten), ("chosen", picked))
    }
