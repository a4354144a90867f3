"""A training run by a recipe: begun, resumed, and kept in its folder."""

import dataclasses
import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastai.callback.schedule import steep, valley
from fastai.learner import Learner

from bookgenre.errors import BookgenreError
from bookgenre.files import locked_folder, write_csv
from bookgenre.genres import load_taxonomy
from bookgenre.training.fit.callbacks import BestWeights, StopOnDivergence
from bookgenre.training.fit.checkpoint import Checkpointer, forget_run, load_checkpoint, run_stamp
from bookgenre.training.fit.learner import build_learner, fit_stage, freeze_for
from bookgenre.training.network.run_folder import is_finished, read_run, write_run
from bookgenre.training.recipe import Recipe

__all__ = ["find_learning_rate", "train"]

_log = logging.getLogger(__name__)


def train(recipe: Recipe, *, restart: bool = False) -> Path:
    """Run `recipe` to its end, from its last checkpoint if there is one, and return the run folder.

    The folder then holds ``weights.safetensors`` (of the best epoch by the recipe's validation score),
    ``config.json`` of the encoder, ``tokenizer.json``, ``run.json`` (window, base, genre ids, scores), and for each
    stage ``history-stage1.csv`` … with one row per epoch. Progress is logged at the level INFO. With `restart`, what an
    earlier run has left in the same folder is deleted first.

    Raises `RecipeError` or `DataError` as `Recipe.read`, `load_checkpoint` and `read_records` do; `DataError` also if
    another run writes to the folder.
    """
    folder = Path(recipe.run.folder)
    with locked_folder(folder):
        return _train(recipe, folder, restart=restart)


def _train(recipe: Recipe, folder: Path, *, restart: bool) -> Path:
    if restart:
        forget_run(folder)
    stamp = run_stamp(recipe)
    state = load_checkpoint(folder, stamp, [stage.epochs for stage in recipe.stages])
    if state is not None and state["stage"] == len(recipe.stages) and is_finished(folder):
        # No training depends on the recipe's [card], so it may have changed since.
        write_run(folder, read_run(folder) | {"card": dataclasses.asdict(recipe.card)})
        _log.info("%s is finished; use --restart to train again", folder)
        return folder
    learn, scores = build_learner(recipe, folder)
    checkpointer = Checkpointer(folder, stamp, recipe.run.checkpoint_seconds)
    best = BestWeights(folder, scores, recipe.run.choose, checkpointer)
    learn.add_cbs([StopOnDivergence(), scores, best, checkpointer])
    first_stage, epoch = 0, 0
    if state is not None:
        checkpointer.resumed = state
        checkpointer.best = state["best"]
        first_stage, epoch = state["stage"], state["epoch"]
        if first_stage < len(recipe.stages):
            _log.info("resuming at stage %d, epoch %d, batch %d", first_stage + 1, epoch + 1, state["batch"])
    write_run(folder, _facts(recipe, learn, scores={}))

    def log_epoch(log: list[Any]) -> None:
        values = dict(zip(learn.recorder.metric_names, log, strict=True))
        place, took = (learn.stage + 1, values.pop("epoch") + 1), values.pop("time")
        _log.info("stage %d, epoch %d: %s (%s)", *place, ", ".join(f"{n} {v:.4f}" for n, v in values.items()), took)

    # One line per checkpoint and one per epoch, in place of fastai's bar and table.
    learn.logger = log_epoch
    with _plain_errors(), learn.no_bar():
        for number in range(first_stage, len(recipe.stages)):
            fit_stage(learn, recipe.stages[number], number, epoch=epoch)
            epoch = 0
    write_run(folder, _facts(recipe, learn, scores={recipe.run.choose: checkpointer.best}))
    return folder


def find_learning_rate(recipe: Recipe) -> dict[str, float]:
    """Raise the rate over 100 batches (Smith 2017) and return fastai's two suggestions for the topmost layer's rate.

    Writes the curve to ``lr_find.csv`` in the run folder; the weights are restored.
    """
    folder = Path(recipe.run.folder)
    folder.mkdir(parents=True, exist_ok=True)
    learn, _ = build_learner(recipe, folder)
    freeze_for(learn, recipe.stages[-1])
    with learn.no_bar():
        found = learn.lr_find(start_lr=1e-6, end_lr=1e-1, show_plot=False, suggest_funcs=(valley, steep))
    losses = [float(loss) for loss in learn.recorder.losses]
    write_csv(folder / "lr_find.csv", ["learning_rate", "smoothed_loss"], zip(learn.recorder.lrs, losses, strict=False))
    return {"valley": float(found.valley), "steep": float(found.steep)}


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Restore the message of an error that our callbacks raise: fastai puts a line of its own before it."""
    try:
        yield
    except BookgenreError as error:
        error.args = (str(error).rpartition("`:\n\t")[2],)
        raise


def _facts(recipe: Recipe, learn: Learner, scores: dict[str, float]) -> dict[str, Any]:
    sources = learn.dls.train.complete_sources()
    return {
        "base_name": recipe.model.name or recipe.model.base,
        "train_rows": learn.dls.train.rows,
        "complete_rows": sum(sources.values()),
        "files": list(recipe.data.train),
        "sources": sources,
        "taught": recipe.teacher is not None,
        "window": recipe.model.window,
        "genres": list(load_taxonomy().ids),
        "recipe": recipe.fingerprint(),
        "card": dataclasses.asdict(recipe.card),
        "validation": {name: value for name, value in scores.items() if math.isfinite(value)},
    }
