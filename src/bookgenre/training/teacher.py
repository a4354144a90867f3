"""The linear model as a teacher: it answers the training rows, and so fills the cells that their labels leave open."""

import logging
from pathlib import Path

from bookgenre.classifier.label_space import sigmoid
from bookgenre.corpus import read_records_from
from bookgenre.errors import RecipeError
from bookgenre.files import locked_folder
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.data.row_checks import validation_rows
from bookgenre.training.data.soft_targets import row_key, write_soft_targets
from bookgenre.training.data.windows import first_windows
from bookgenre.training.decide.mixing import calibrated_scores
from bookgenre.training.linear.linear_model import LinearModel, train_linear
from bookgenre.training.recipe import Recipe

__all__ = ["teach"]

_log = logging.getLogger(__name__)


def teach(recipe: Recipe) -> Path:
    """Write the linear model's answer to every training row, and return the folder that holds the answers.

    Each row is answered by classifiers that were trained without it (`train_linear`). The linear model is trained
    first where that has not been done.

    Raises `RecipeError` if the recipe has no ``[teacher]``. Raises `DataError` as `read_records` does; also if another
    run writes to the teacher's folder.
    """
    if recipe.teacher is None:
        raise RecipeError("the recipe has no [teacher] table; recipes/third.toml shows one")
    genre_ids = load_taxonomy().ids
    linear = LinearModel.open(train_linear(recipe), genre_ids)
    folder = Path(recipe.teacher.folder)
    with locked_folder(folder):
        validation = validation_rows(read_records_from(recipe.validation_files()))
        windows = first_windows(validation, linear.encoder(recipe.model.base))
        scores = calibrated_scores(linear.logits(windows), *label_arrays(validation, genre_ids))
        _log.info("linear model on validation: %s", ", ".join(f"{name} {value:.4f}" for name, value in scores.items()))
        keys = [row_key(record.book) for record in recipe.training_records()]
        facts = {"genres": list(genre_ids), "validation": {"linear model": scores}}
        write_soft_targets(folder, keys, sigmoid(linear.answers.astype("float32")), facts)
    return folder
