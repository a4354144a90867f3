"""fastai's Learner for a recipe: network, data, loss and optimiser."""

import logging
from functools import partial
from pathlib import Path

import fastai.callback.schedule  # noqa: F401  adds fit_one_cycle and lr_find to Learner
import numpy as np
import torch
from fastai.callback.core import CancelEpochException
from fastai.callback.training import GradientClip
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from fastai.optimizer import OptimWrapper
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.model_folder import TOKENIZER
from bookgenre.corpus import read_records_from
from bookgenre.files import write_file
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.loader import BatchLoader, TokenisedBooks
from bookgenre.training.data.row_checks import check_training_rows, validation_rows
from bookgenre.training.data.soft_targets import TeacherAnswers
from bookgenre.training.fit.callbacks import EpochLog, ValidationScores
from bookgenre.training.network.base_model import find_base_model
from bookgenre.training.network.genre_network import GenreNetwork, load_tokenizer_json
from bookgenre.training.network.hardware import keep_freed_memory, resolve_precision
from bookgenre.training.network.initial_weights import initial_weights
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import StageRecipe

__all__ = ["ResumableLearner", "build_learner", "fit_stage", "freeze_for", "known_cells_loss"]

_log = logging.getLogger(__name__)

_BITS = {"bf16": "16 bits (bf16)", "fp32": "32 bits"}


class ResumableLearner(Learner):  # type: ignore[misc]
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


def build_learner(recipe: Recipe, folder: Path) -> tuple[ResumableLearner, ValidationScores]:
    """Load the base model and the data of `recipe`, and return the learner and the callback that scores its epochs.

    The tokenizer and the encoder's configuration are written to `folder`.
    """
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
    write_file(folder / TOKENIZER, tokenizer_json)
    network.encoder.config.save_pretrained(folder)  # type: ignore[union-attr,operator]
    encoder = BookEncoder(Tokenizer.from_str(tokenizer_json), recipe.model.window)
    _log.info("reading and tokenising")
    records = recipe.training_records()
    check_training_rows(records, taught=recipe.teacher is not None)
    validation = validation_rows(read_records_from(recipe.validation_files()))
    answers = None
    if recipe.teacher is not None:
        answers = TeacherAnswers.open(Path(recipe.teacher.folder), genre_ids, records, recipe.teacher.gap_weight)
    train_books = TokenisedBooks.build(records, genre_ids, encoder)
    valid_books = TokenisedBooks.build(validation, genre_ids, encoder)
    counts = len(train_books), len(valid_books)
    _log.info("%d training rows, %d validation rows, on %s in %s", *counts, device.type, _BITS[precision])
    if recipe.model.start:
        network.load_state_dict(initial_weights(Path(recipe.model.start), genre_ids))
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
            answers=answers,
        ),
        BatchLoader(valid_books, encoder, batch_size=2 * recipe.optimiser.batch_size, pad_id=network.pad_id),
        device=device,
    )
    loaders.n_inp = 2
    scores = ValidationScores()
    learn = ResumableLearner(
        loaders,
        network.to(device),
        loss_func=known_cells_loss,
        opt_func=partial(OptimWrapper, opt=torch.optim.AdamW, eps=1e-8, fused=device.type == "cuda"),
        splitter=lambda model: model.parameter_groups(),
        metrics=scores.metrics(),
        wd=recipe.optimiser.weight_decay,
        moms=(0.9, 0.9, 0.9),
        path=folder,
        cbs=[GradientClip(recipe.optimiser.clip)],
    )
    return learn, scores


def known_cells_loss(logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
    """Binary cross-entropy over the cells (row, genre) whose answer is known.

    A row with an incomplete list knows only its positives; the absence of a masked genre is not known either. Unknown
    cells add no loss and no gradient. The sum is divided by all cells of the batch, so that a positive weighs the same
    in a complete and in an incomplete row. With a teacher, targets are probabilities, and the cells that it fills have
    a weight below 1. All have the shape (batch, genres); `targets` and `known` are between 0 and 1.
    """
    return binary_cross_entropy_with_logits(logits, targets, weight=known, reduction="sum") / targets.numel()


def freeze_for(learn: ResumableLearner, stage: StageRecipe) -> None:
    """Freeze the parameter groups, from the bottom, that `stage` does not train."""
    layers = len(learn.model.layers)
    learn.freeze_to(0 if stage.train_layers < 0 else 1 + max(0, layers - stage.train_layers))


def fit_stage(learn: ResumableLearner, stage: StageRecipe, number: int, *, epoch: int = 0) -> None:
    """Train one stage, the `number`-th from 0, from `epoch` on, and log its epochs to a CSV file."""
    layers = len(learn.model.layers)
    rates = [stage.learning_rate * stage.layer_decay ** (layers - depth) for depth in range(layers + 1)]
    rates.append(stage.learning_rate * stage.head_factor)
    freeze_for(learn, stage)
    learn.stage, learn.first_epoch = number, epoch
    learn.fit_one_cycle(
        stage.epochs,
        lr_max=np.array(rates),
        pct_start=stage.warmup,
        div=25.0,
        div_final=1e4,
        cbs=EpochLog(learn.path / f"history-stage{number + 1}.csv", epoch),
    )
