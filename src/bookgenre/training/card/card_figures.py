"""Figures, card and pictures of a model folder, written together."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.figures import Figures, read_figures, write_figures
from bookgenre.classifier.model_folder import CALIBRATION_PLOT, CURVES_PLOT, FIGURES, MODEL_CARD, ModelConfig
from bookgenre.classifier.plain import plain
from bookgenre.errors import InputError
from bookgenre.files import write_file
from bookgenre.training.card.card_plots import calibration_text, curves_text, plot_card
from bookgenre.training.card.known_failures import failures_of
from bookgenre.training.card.model_card import render_card
from bookgenre.training.evaluate.evaluation import Evaluation

__all__ = ["evaluation_values", "measure_anew", "write_first_card"]


def measure_anew(
    folder: Path,
    classifier: GenreClassifier,
    evaluation: Evaluation,
    data: str,
    out_of_domain: dict[str, Any] | None = None,
) -> None:
    """Replace the figures of a model folder, and its card and pictures with them.

    `classifier`, the model of `folder`, answers the examples of known failures; `data` names the files that were
    measured. Without `out_of_domain`, the figures that the folder has stay.

    Raises `InputError` if the folder has no figures that say how the model was made. Raises `ModelError` if they are
    damaged. Raises `DataError` if a file cannot be written.
    """
    before = read_figures(folder)
    if before is None:
        raise InputError(f"{folder} has no {FIGURES}, from which the card is rendered; export the model again")
    figures = replace(
        before,
        model_version=classifier.model_version,
        evaluation=evaluation_values(evaluation, data),
        known_failures=tuple(plain(failures_of(classifier), 6)),
        out_of_domain=before.out_of_domain if out_of_domain is None else plain(out_of_domain, 6),
    )
    _write_card(folder, figures, classifier.config, evaluation)


def write_first_card(folder: Path, config: ModelConfig, training: dict[str, Any], evaluation: Evaluation) -> None:
    """Write figures, card and pictures of a new model to `folder`, which has all its other files.

    `training` says how it was made (`training_record`), and `evaluation` is on the validation rows.

    Raises `DataError` if a file cannot be written.
    """
    values = evaluation_values(evaluation, "the validation rows, on which the rule was chosen")
    failures = failures_of(GenreClassifier.from_pretrained(folder))
    figures = Figures(config.model_version, values, training, tuple(plain(failures, 6)))
    _write_card(folder, figures, config, evaluation)


def _write_card(folder: Path, figures: Figures, config: ModelConfig, evaluation: Evaluation) -> None:
    # Each file is as it was before or complete.
    plot_card(evaluation, folder)
    write_figures(folder, figures)
    write_file(folder / MODEL_CARD, render_card(figures, config))


def evaluation_values(evaluation: Evaluation, data: str) -> dict[str, Any]:
    """Return an evaluation as `Figures.evaluation` holds it."""
    values: dict[str, Any] = plain(evaluation, 6)
    pictures = {CALIBRATION_PLOT: calibration_text(evaluation), CURVES_PLOT: curves_text(evaluation)}
    return values | {"data": data, "pictures": pictures}
