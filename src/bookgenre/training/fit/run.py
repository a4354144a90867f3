"""Fine-tune an encoder by a recipe, with fastai's Learner."""

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import fastai.callback.schedule  # noqa: F401  adds fit_one_cycle and lr_find to Learner
import numpy as np
import torch
from fastai.callback.core import CancelEpochException
from fastai.callback.training import GradientClip
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from fastai.optimizer import OptimWrapper
from tokenizers import Tokenizer

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.corpus import LabelledBook, read_descriptions_from, read_records_from
from bookgenre.errors import BookgenreError
from bookgenre.files import locked_folder, write_csv, write_file
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.loader import BatchLoader, Taught, TokenisedBooks
from bookgenre.training.data.row_checks import check_training_rows, validation_rows
from bookgenre.training.data.soft_targets import SoftTargets
from bookgenre.training.fit.callbacks import BestWeights, EpochLog, ValidationScores
from bookgenre.training.fit.checkpoint import Checkpointer, forget_run, load_checkpoint
from bookgenre.training.fit.divergence import StopOnDivergence
from bookgenre.training.fit.loss import KnownCellsLoss
from bookgenre.training.fit.run_stamp import run_stamp
from bookgenre.training.network.base_model import find_base_model
from bookgenre.training.network.genre_network import GenreNetwork, load_tokenizer_json
from bookgenre.training.network.initial_weights import start_weights
from bookgenre.training.network.malloc import keep_freed_memory
from bookgenre.training.network.precision import resolve_precision
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import StageRecipe

__all__ = ["find_learning_rate", "train"]

Say = Callable[[str], None]

_BITS = {"bf16": "16 bits (bf16)", "fp32": "32 bits"}


def train(recipe: Recipe, *, restart: bool = False, say: Say = print) -> Path:
    """Run `recipe` to its end, from its last checkpoint if there is one, and return the run folder.

    The folder then holds ``weights.safetensors`` (of the best epoch by the recipe's validation score),
    ``config.json`` of the encoder, ``tokenizer.json``, ``run.json`` (window, base, genre ids, scores), and for each
    stage ``history-stage1.csv`` … with one row an epoch.

    Parameters
    ----------
    restart
        Forget an earlier run in the same folder.

    Raises
    ------
    RecipeError, DataError
        As `Recipe.read`, `load_checkpoint` and `read_records` do; `DataError` also if another run writes to the folder.
    """
    folder = Path(recipe.run.folder)
    with locked_folder(folder):
        return _train(recipe, folder, restart=restart, say=say)


def _train(recipe: Recipe, folder: Path, *, restart: bool, say: Say) -> Path:
    if restart:
        forget_run(folder)
    stamp = run_stamp(recipe)
    state = load_checkpoint(folder, stamp, [stage.epochs for stage in recipe.stages])
    if state is not None and state["stage"] == len(recipe.stages) and _is_finished(folder):
        _write_card_facts(recipe, folder)
        say(f"{folder} is trained to the end of this recipe; use --restart to train again")
        return folder
    learn, scores = _learner(recipe, folder, say)
    checkpointer = Checkpointer(folder, stamp, recipe.run.checkpoint_seconds)
    best = BestWeights(folder, scores, recipe.run.choose, checkpointer)
    learn.add_cbs([StopOnDivergence(), scores, best, checkpointer])
    first_stage, epoch = 0, 0
    if state is not None:
        checkpointer.resumed = state
        checkpointer.best = state["best"]
        first_stage, epoch = state["stage"], state["epoch"]
        if first_stage < len(recipe.stages):
            say(f"going on at stage {first_stage + 1}, epoch {epoch + 1}, batch {state['batch']}")
    _write_run(recipe, folder, learn, scores={})
    # fastai's bar and table redraw themselves; a log file gets a line a checkpoint and a line an epoch instead.
    interactive = sys.stdout.isatty()
    if not interactive:
        learn.logger = lambda log: say(_epoch_line(learn.stage, learn.recorder.metric_names, log))
        checkpointer.say = say
    with _own_words(), nullcontext() if interactive else learn.no_bar():
        for number in range(first_stage, len(recipe.stages)):
            learn.stage = number
            _fit_stage(learn, recipe.stages[number], epoch, number)
            epoch = 0
    _write_run(recipe, folder, learn, scores={recipe.run.choose: checkpointer.best})
    return folder


def find_learning_rate(recipe: Recipe, *, say: Say = print) -> dict[str, float]:
    """Raise the rate over 100 batches (Smith 2017) and return fastai's two suggestions for the topmost layer's rate.

    Writes the curve to ``lr_find.csv`` in the run folder; the weights are put back as they were.
    """
    from fastai.callback.schedule import steep, valley

    folder = Path(recipe.run.folder)
    folder.mkdir(parents=True, exist_ok=True)
    learn, _ = _learner(recipe, folder, say)
    stage = recipe.stages[-1]
    learn.freeze_to(_frozen_groups(learn.model, stage))
    with learn.no_bar():
        found = learn.lr_find(start_lr=1e-6, end_lr=1e-1, show_plot=False, suggest_funcs=(valley, steep))
    losses = [float(loss) for loss in learn.recorder.losses]
    write_csv(folder / "lr_find.csv", ["learning_rate", "smoothed_loss"], zip(learn.recorder.lrs, losses, strict=False))
    return {"valley": float(found.valley), "steep": float(found.steep)}


class _ResumableLearner(Learner):  # type: ignore[misc]
    """A Learner whose `fit` can begin at a later epoch.

    fastai's own `start_epoch` cancels the epochs before it, but still sends `after_epoch` for each of them: to a log
    without figures, to scores that were never made, and to a checkpoint that would go back to them.
    """

    stage = 0
    first_epoch = 0

    def _do_fit(self) -> None:
        for epoch in range(self.first_epoch, self.n_epoch):
            self.epoch = epoch
            self._with_events(self._do_epoch, "epoch", CancelEpochException)


@contextmanager
def _own_words() -> Iterator[None]:
    """Give errors that our callbacks raise their message back: fastai puts a line of its own before it."""
    try:
        yield
    except BookgenreError as error:
        error.args = (str(error).rpartition("`:\n\t")[2],)
        raise


def _learner(recipe: Recipe, folder: Path, say: Say) -> tuple[_ResumableLearner, ValidationScores]:
    keep_freed_memory()
    torch.manual_seed(recipe.run.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True
    genre_ids = load_taxonomy().ids
    base = find_base_model(recipe.model.base)
    precision = resolve_precision(recipe.run.precision, device)
    network = GenreNetwork.from_base(
        base,
        len(genre_ids),
        dropout=recipe.model.dropout,
        encoder_dropout=recipe.model.encoder_dropout,
        precision=precision,
        attention="eager" if device.type == "cpu" else None,
    )
    tokenizer_json = load_tokenizer_json(base)
    write_file(folder / "tokenizer.json", tokenizer_json)
    network.encoder.config.save_pretrained(folder)  # type: ignore[union-attr,operator]
    encoder = BookEncoder(Tokenizer.from_str(tokenizer_json), recipe.model.window)
    say("reading and tokenising")
    records = [*recipe.training_records(), *read_descriptions_from(recipe.unlabelled_files())]
    check_training_rows(records, taught=recipe.teacher is not None)
    validation = validation_rows(read_records_from(recipe.validation_files()))
    taught = _taught(recipe, records, genre_ids)
    train_books = TokenisedBooks.build(records, genre_ids, encoder)
    valid_books = TokenisedBooks.build(validation, genre_ids, encoder)
    say(f"{len(train_books)} training rows, {len(valid_books)} validation rows, on {device.type} in {_BITS[precision]}")
    if recipe.model.start:
        network.load_state_dict(start_weights(Path(recipe.model.start), genre_ids))
    else:
        network.set_base_rates(torch.from_numpy(train_books.base_rates()).float())
    loaders = DataLoaders(
        BatchLoader(
            train_books,
            encoder,
            batch_size=recipe.optimiser.batch_size,
            pad_id=network.pad_id,
            shuffle=True,
            seed=recipe.run.seed,
            title_probability=recipe.data.title_probability,
            keep=recipe.data.keep,
            taught=taught,
        ),
        BatchLoader(valid_books, encoder, batch_size=2 * recipe.optimiser.batch_size, pad_id=network.pad_id),
        device=device,
    )
    loaders.n_inp = 2
    scores = ValidationScores()
    learn = _ResumableLearner(
        loaders,
        network.to(device),
        loss_func=KnownCellsLoss(recipe.loss, torch.from_numpy(train_books.positives())),
        opt_func=partial(OptimWrapper, opt=torch.optim.AdamW, eps=1e-8, fused=device.type == "cuda"),
        splitter=lambda model: model.parameter_groups(),
        metrics=scores.metrics(),
        wd=recipe.optimiser.weight_decay,
        moms=(0.9, 0.9, 0.9),
        path=folder,
        cbs=[GradientClip(recipe.optimiser.clip)],
    )
    return learn, scores


def _taught(recipe: Recipe, records: list[LabelledBook], genre_ids: Sequence[str]) -> Taught | None:
    if recipe.teacher is None:
        return None
    answers = SoftTargets.open(Path(recipe.teacher.folder), genre_ids)
    share, weight = recipe.distil.soft_share, recipe.distil.gap_weight
    return Taught(answers.probabilities, answers.rows_of(records), share, weight)


def _frozen_groups(model: GenreNetwork, stage: StageRecipe) -> int:
    """Number of parameter groups, from the bottom, that `stage` leaves as they are."""
    return 0 if stage.train_layers < 0 else 1 + max(0, len(model.layers) - stage.train_layers)


def _fit_stage(learn: _ResumableLearner, stage: StageRecipe, epoch: int, number: int) -> None:
    layers = len(learn.model.layers)
    rates = [stage.learning_rate * stage.layer_decay ** (layers - depth) for depth in range(layers + 1)]
    rates.append(stage.learning_rate * stage.head_factor)
    learn.freeze_to(_frozen_groups(learn.model, stage))
    learn.first_epoch = epoch
    learn.fit_one_cycle(
        stage.epochs,
        lr_max=np.array(rates),
        pct_start=stage.warmup,
        div=25.0,
        div_final=1e4,
        cbs=EpochLog(learn.path / f"history-stage{number + 1}.csv", epoch),
    )


def _epoch_line(stage: int, names: list[str], log: list[Any]) -> str:
    values = dict(zip(names, log, strict=True))
    epoch, took = values.pop("epoch"), values.pop("time")
    scores = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
    return f"stage {stage + 1}, epoch {epoch + 1}: {scores} ({took})"


def _is_finished(folder: Path) -> bool:
    """Say whether the last line of `train` was reached: only then does ``run.json`` hold a score."""
    try:
        return bool(json.loads((folder / "run.json").read_text(encoding="utf-8"))["validation"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_run(recipe: Recipe, folder: Path, learn: Learner, scores: dict[str, float]) -> None:
    run: dict[str, Any] = {
        "base_name": recipe.model.name or recipe.model.base,
        "train_rows": learn.dls.train.rows,
        "complete_rows": learn.dls.train.complete_rows,
        "files": list(recipe.data.train),
        "sources": learn.dls.train.complete_sources(),
        "taught": recipe.teacher is not None,
        "window": recipe.model.window,
        "genres": list(load_taxonomy().ids),
        "recipe": recipe.fingerprint(),
        "card": dataclasses.asdict(recipe.card),
        "validation": {name: value for name, value in scores.items() if math.isfinite(value)},
    }
    _write_facts(folder, run)


def _write_card_facts(recipe: Recipe, folder: Path) -> None:
    """Put the recipe's ``[card]``, which no training depends on, into the ``run.json`` of a finished run."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    _write_facts(folder, run | {"card": dataclasses.asdict(recipe.card)})


def _write_facts(folder: Path, run: dict[str, Any]) -> None:
    write_file(folder / "run.json", json.dumps(run, indent=1))
