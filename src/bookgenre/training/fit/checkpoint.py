"""Checkpoints within an epoch: a killed run resumes from the last one and ends with the same weights."""

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fastai.callback.core import Callback
from torch import nn

from bookgenre.classifier.model_folder import TOKENIZER
from bookgenre.errors import RecipeError
from bookgenre.files import atomic_write
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import LABEL_RULES
from bookgenre.training.data.soft_targets import FACTS, TARGETS
from bookgenre.training.network.run_folder import RUN, WEIGHTS
from bookgenre.training.recipe import Recipe

__all__ = ["DIVERGED", "Checkpointer", "forget_run", "load_checkpoint", "require_finite", "run_stamp"]

_log = logging.getLogger(__name__)

DIVERGED = (
    "the last checkpoint before it is kept. Lower the learning_rate of the stage in the recipe, and train again with "
    "--restart"
)

FILE = "checkpoint.pt"
_RUN_FILES = (FILE, WEIGHTS, "config.json", RUN, TOKENIZER, "history-stage*.csv", "lr_find.csv")


def run_stamp(recipe: Recipe) -> dict[str, str]:
    """Return the hashes ``recipe`` and ``data``; a run resumes only from a checkpoint that has the same.

    ``data`` is of the training and validation files, of the rules by which labels are read, of the ids of the genres,
    and of the teacher's answers. The folders that hold them do not count.
    """
    data = hashlib.sha256("\n".join((str(LABEL_RULES), *load_taxonomy().ids)).encode())
    for path in (*recipe.training_files(), *recipe.validation_files()):
        data.update(_digest(path))
    if recipe.teacher is not None:
        answers = Path(recipe.teacher.folder)
        for path in (answers / FACTS, answers / TARGETS):
            data.update(_digest(path))
    return {"recipe": recipe.fingerprint(), "data": data.hexdigest()[:16]}


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        # Whatever reads the file next reports it.
        return b""


def load_checkpoint(folder: Path, stamp: Mapping[str, str], epochs: Sequence[int]) -> dict[str, Any] | None:
    """Return the checkpoint in `folder`, or None where there is none.

    Raises `RecipeError` if it is damaged, or was written by a run of another recipe or on other data.

    `stamp` is that of the run (`run_stamp`), and `epochs` are the numbers of epochs of its stages: a checkpoint at the
    end of a stage is returned as one at the start of the next, which begins with a fresh optimiser as it would have
    without the interruption.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        # Tensors and plain values only: a checkpoint is data, never code.
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        found = state["stamp"]
        if state["epoch"] >= epochs[state["stage"]] and found == stamp:
            state |= {"stage": state["stage"] + 1, "epoch": 0, "batch": 0}
    except Exception as error:  # torch raises many kinds
        raise RecipeError(
            f"{path} is damaged or was written by another version ({error}); delete it, or start over with --restart"
        ) from error
    if found["recipe"] != stamp["recipe"]:
        raise RecipeError(
            f"{path} belongs to another recipe; give this one its own [run] folder, or start over with --restart"
        )
    if found["data"] != stamp["data"]:
        raise RecipeError(
            f"{path} was trained on other data: a data file, the list of genres or the teacher's answers have changed "
            "since; give this run its own [run] folder, or start over with --restart"
        )
    return state


def forget_run(folder: Path) -> None:
    """Delete the files that a run writes, and nothing else that may lie in `folder`."""
    for pattern in _RUN_FILES:
        # What a killed process has left of a file that it was writing stands beside it, under a hidden name.
        for path in (*folder.glob(pattern), *folder.glob(f".{pattern}.*")):
            path.unlink()


def require_finite(model: nn.Module, where: str) -> None:
    """Raise a `RecipeError` if a weight is not a finite number; `where` says at what point of the run."""
    for name, tensor in model.state_dict().items():
        if not bool(torch.isfinite(tensor).all()):
            raise RecipeError(f"training has diverged at {where}: {name} is not finite; {DIVERGED}")


class Checkpointer(Callback):  # type: ignore[misc]
    """Save model, optimiser, random state and position, and restore them at the start of a stage.

    It saves every `seconds` within an epoch, and always at its end. `stamp` is as in `load_checkpoint`.
    """

    order = 65  # after the scheduler has set the rates of the step, so that the saved state is that of a completed step
    run_valid = False

    def __init__(self, folder: Path, stamp: Mapping[str, str], seconds: float) -> None:
        self.folder = folder
        self.stamp = dict(stamp)
        self.seconds = seconds
        self.best = float("-inf")
        self.resumed: dict[str, Any] | None = None

    def before_fit(self) -> None:
        """Restore the state of a resumed stage, once."""
        self.saved_at = time.monotonic()
        self.offset = 0
        if self.resumed is None:
            return
        state = self.resumed
        self.learn.model.load_state_dict(state["model"])
        if state["epoch"] or state["batch"]:
            self.learn.opt.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"])
        if state["cuda_rng"] is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state(state["cuda_rng"])

    def before_train(self) -> None:
        """Set the loader to the batches of the epoch that are left."""
        loader = self.learn.dls.train
        loader.epoch = self.learn.stage * 1000 + self.learn.epoch
        self.offset = 0
        if self.resumed is not None:
            self.offset = loader.start = self.resumed["batch"]
            # fastai adds up its progress batch by batch: a quotient could differ in the last digit.
            if self.offset:
                self.learn.pct_train = self.resumed["pct_train"]
            self.resumed = None

    def after_batch(self) -> None:
        """Write a checkpoint if one is due."""
        if time.monotonic() - self.saved_at >= self.seconds:
            done = self.offset + self.learn.iter + 1
            self.save(self.learn.epoch, done)
            place = self.learn.stage + 1, self.learn.epoch + 1, done, len(self.learn.dls.train)
            _log.info("stage %d, epoch %d: batch %d of %d", *place)

    def after_epoch(self) -> None:
        """Write a checkpoint that resumes at the next epoch."""
        self.save(self.learn.epoch + 1, 0)

    def save(self, epoch: int, batch: int) -> None:
        """Write a checkpoint from which the run resumes at `batch` of `epoch` of the present stage.

        If a weight is not finite any more, the checkpoint before stays (`require_finite`).
        """
        require_finite(self.learn.model, f"stage {self.learn.stage + 1}, epoch {self.learn.epoch + 1}")
        state = {
            "stamp": self.stamp,
            "stage": self.learn.stage,
            "epoch": epoch,
            "batch": batch,
            "pct_train": float(self.learn.pct_train),
            "best": self.best,
            "model": self.learn.model.state_dict(),
            "optimiser": _plain(self.learn.opt.state_dict()),
            "rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
        }
        with atomic_write(self.folder / FILE) as file:
            torch.save(state, file)
        self.saved_at = time.monotonic()


def _plain(value: Any) -> Any:
    """Return `value` with NumPy scalars, which the schedule leaves in the optimiser, as Python numbers."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value
