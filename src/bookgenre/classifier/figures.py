"""``figures.json`` of a model folder: how the model was made, what it scores, and where it fails.

``MODEL_CARD.md`` is rendered from it, and the site shows it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookgenre.classifier.model_folder import FIGURES, LARGEST
from bookgenre.classifier.plain import plain
from bookgenre.classifier.untrusted import as_model_error, check_name, read_json
from bookgenre.files import write_file

__all__ = ["SCORES", "Figures", "GenreFigures", "read_figures", "write_figures"]

SCORES = (
    ("micro-F1", "micro_f1", "own thresholds"),
    ("macro-F1", "macro_f1", "own thresholds"),
    ("weighted F1", "weighted_f1", "own thresholds"),
    ("samples F1", "samples_f1", "own thresholds"),
    ("micro-F1", "micro_f1_common", "one threshold"),
    ("macro-F1", "macro_f1_common", "one threshold"),
    ("weighted F1", "weighted_f1_common", "one threshold"),
    ("samples F1", "samples_f1_common", "one threshold"),
    ("mAP", "map", "mean of the genres' average precision"),
    ("precision@1", "precision_at_1", ""),
    ("precision@3", "precision_at_3", ""),
    ("precision@5", "precision_at_5", ""),
    ("precision@10", "precision_at_10", ""),
    ("recall@10", "recall_at_10", ""),
    ("nDCG@10", "ndcg_at_10", ""),
    ("exact-match ratio", "exact_match", "share of books with exactly the true set"),
    ("calibration error", "calibration_error", "all cells, 15 bins"),
    ("calibration error > 0.1", "calibration_error_above_0.1", "cells with probability above 0.1"),
    (
        "calibration error, mixture",
        "mixture_calibration_error",
        "all cells, {rows:,} rows; ten-fold cross-validation",
    ),
    ("calibration error > 0.1, mixture", "mixture_calibration_error_above_0.1", "the same, probability above 0.1"),
    ("Hamming accuracy", "hamming_accuracy", "uninformative: see the next row"),
    ("Hamming accuracy of no genre", "hamming_accuracy_of_nothing", "score of an answer without any genre"),
    ("genres chosen per book", "chosen_per_book", ""),
    ("true genres per book", "true_per_book", ""),
)
"""Label, key in ``evaluation.scores`` and note of each score, in the order in which tables show them."""

_KNOWS = "It does not know the book, only what the description says of it."
_NOT_STATED = (
    "Where these rows come from, how far their lists of genres can be trusted, and whether editions of one work stand "
    "in two splits, was not stated when the model was made."
)
_MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class GenreFigures:
    """How well one genre is found.

    Attributes
    ----------
    id
        Of the genre.
    support
        Books that have it.
    precision, recall, f1
        Of the chosen genres (`LabelSpace.decide`).
    average_precision
        Of its ranking over all books; None where no book has it.
    threshold
        Of the model.
    """

    id: str
    support: int
    precision: float
    recall: float
    f1: float
    average_precision: float | None
    threshold: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Contents of ``figures.json``.

    Attributes
    ----------
    model_version
        Of the model that was measured.
    evaluation
        What ``bookgenre evaluate`` measured: ``data`` (names of the files), ``rows``, ``masked_cells``, ``scores``,
        ``genres``, ``reliability``, ``curves``, ``siblings``.
    training
        How the model was made: ``rows`` and ``taught_rows``, ``files``, ``sources``, ``window``, what its maker states
        (``data``, ``limits``, ``choice``, ``licence``, ``language``), and how its epoch, its calibration and its
        thresholds were chosen. Empty for a model without a record of its training.
    known_failures
        Invented descriptions that the model gets wrong.
    out_of_domain
        Scores on sources that were left out of training; None where they were not measured.
    """

    model_version: str
    evaluation: Mapping[str, Any]
    training: Mapping[str, Any] = field(default_factory=dict)
    known_failures: tuple[Mapping[str, Any], ...] = ()
    out_of_domain: Mapping[str, Any] | None = None

    @property
    def conditions(self) -> str:
        """On which data the scores were measured."""
        found = self.evaluation
        return (
            f"On {found['data']}: {found['rows']:,} books, {found['masked_cells']:,} masked cells left out, "
            "titles shown."
        )

    @property
    def scores(self) -> list[tuple[str, str, str]]:
        """Label, value and note of each score that was measured."""
        values = self.evaluation["scores"]
        rows = []
        for label, key, note in SCORES:
            if key not in values:
                continue
            note = note.format(rows=int(values.get("mixture_rows", 0)))
            if key.endswith("_common"):
                note = f"{note} for all genres ({values['common_threshold']:.3f})"
            rows.append((label, f"{values[key]:.4f}", note))
        return rows

    @property
    def genres(self) -> dict[str, GenreFigures]:
        """Figures of each genre by its id, the most frequent first."""
        found = [GenreFigures(**row) for row in self.evaluation["genres"]]
        return {genre.id: genre for genre in sorted(found, key=lambda genre: (-genre.support, genre.id))}

    @property
    def trained_on(self) -> str:
        """What the model was trained on, as far as it is recorded."""
        made = self.training
        if not made:
            return ""
        files = f" of {', '.join(made['files'])}" if made.get("files") else ""
        text = f"Trained on {made['rows']:,} book descriptions with complete genre lists{files}."
        if made.get("taught_rows"):
            text += f" {made['taught_rows']:,} more, without complete lists, were answered by a teacher."
        sources = made.get("sources") or {}
        if any(sources):
            named = [f"{source or 'no source named'} ({count:,})" for source, count in sources.items()]
            if len(named) > _MOST_SOURCES:
                rest = sum([*sources.values()][_MOST_SOURCES:])
                named = [*named[:_MOST_SOURCES], f"{len(sources) - _MOST_SOURCES} more ({rest:,})"]
            text += f" Sources: {', '.join(named)}."
        return f"{text} {' '.join(str(made.get('data') or '').split()) or _NOT_STATED}"

    @property
    def limits(self) -> list[str]:
        """What the model was not shown, or cannot know."""
        return [*self.training.get("limits", ()), _KNOWS]


def read_figures(folder: Path) -> Figures | None:
    """Read ``figures.json`` of a model folder; None where it has none, as the file is optional.

    Raises
    ------
    ModelError
        If it is damaged.
    """
    path = folder / FIGURES
    if not path.is_file():
        return None
    with as_model_error(path, "is damaged"):
        values = read_json(path, LARGEST[FIGURES])
        figures = Figures(**values | {"known_failures": tuple(values.get("known_failures", ()))})
        check_name(figures.model_version, "model_version")
        # What is shown is computed once here, so that a page does not fail later.
        _ = (figures.conditions, figures.scores, figures.genres, figures.trained_on, figures.limits)
        return figures


def write_figures(folder: Path, figures: Figures) -> None:
    """Write ``figures.json``, its numbers rounded to 6 places; it is there complete, or as it was before.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    write_file(folder / FIGURES, json.dumps(plain(figures, 6), ensure_ascii=False, separators=(",", ":")) + "\n")
