"""A model folder with its calibration and thresholds fitted anew; network and linear model stay as they are."""

import logging
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.figures import read_figures
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER
from bookgenre.corpus import LabelledBook
from bookgenre.files import atomic_folder
from bookgenre.training.card.card_figures import write_first_card
from bookgenre.training.data.row_checks import validation_rows
from bookgenre.training.decide.decisions import Decisions, fit_decisions, mixture_note
from bookgenre.training.evaluate.evaluation import Evaluation, answer_in_chunks, evaluate_probabilities
from bookgenre.training.export.acceptance import check_size, check_target, write_versioned_config

__all__ = ["calibrate_model"]

_log = logging.getLogger(__name__)


def calibrate_model(
    folder: Path,
    target: Path,
    validation: Sequence[LabelledBook],
    *,
    mixture: Sequence[LabelledBook] = (),
    nonfiction_share: float = 0.5,
) -> tuple[Decisions, Evaluation]:
    """Fit calibration and thresholds of the model in `folder`, and write it to `target`, which may be the same.

    Parameters are as in `bookgenre.training.export.export_model.export_model`. Returns the decisions, and the scores on
    the validation rows.

    Raises `ModelError` if `folder` is not a model folder. Raises `DataError` as `validation_rows` does. Raises
    `ExportError` if the target holds something else than a model, or the files exceed 25 MB.
    """
    check_target(target)
    rows = validation_rows(validation)
    classifier = GenreClassifier.from_pretrained(folder)
    genre_ids = [genre.id for genre in classifier.labels.genres]
    _log.info("the model over %d validation rows and %d more", len(rows), len(mixture))
    # A corpus row is answered with its title, as the export does.
    logits = answer_in_chunks(classifier.logits, [*rows, *mixture])
    decisions = fit_decisions(logits, rows, mixture, genre_ids, nonfiction_share=nonfiction_share)
    found = evaluate_probabilities(
        decisions.labels.probabilities(logits[: len(rows)]), rows, decisions.labels, decisions.common
    )
    before = read_figures(folder)
    with atomic_folder(target) as fresh:
        for name in (MODEL, TOKENIZER, NGRAMS):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, fresh / name)
        decisions.labels.write(fresh / GENRES)
        config = write_versioned_config(
            fresh,
            base_model=classifier.config.base_model,
            window=classifier.config.window,
            pad_token_id=classifier.config.pad_token_id,
            vocabulary_size=classifier.config.vocabulary_size,
            common_threshold=round(decisions.common, 4),
        )
        training = dict(before.training) if before else {}
        if training:
            kept = [note for note in training["notes"] if not note.startswith("Calibration and thresholds")]
            training |= {
                "rule": asdict(decisions.rule),
                "int8": {name: found.scores[name] for name in ("micro_f1", "macro_f1")},
                "notes": [*kept, *mixture_note(mixture, nonfiction_share)],
            }
        write_first_card(fresh, config, training, found)
        check_size(fresh)
    return decisions, found
