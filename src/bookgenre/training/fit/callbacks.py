"""Callbacks of fastai's loop: validation scores, the log of epochs, the best weights, and a stop on divergence."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from fastai.callback.core import Callback
from fastai.learner import ValueMetric
from safetensors.torch import save

from bookgenre.errors import RecipeError
from bookgenre.files import write_file
from bookgenre.training.evaluate.scores import ranking_scores
from bookgenre.training.fit.checkpoint import DIVERGED, Checkpointer, require_finite
from bookgenre.training.network.run_folder import WEIGHTS

__all__ = ["BestWeights", "EpochLog", "StopOnDivergence", "ValidationScores"]


class ValidationScores(Callback):  # type: ignore[misc]
    """Collect logits over the validation pass and score them before fastai's recorder reads its metrics.

    The micro-F1 is that at its own best single threshold: a yardstick to compare epochs by, not a figure to quote.
    """

    order = 40
    run_train = False

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def metrics(self) -> list[ValueMetric]:
        """Return the scores as fastai metrics."""
        return [ValueMetric(lambda name=name: self.values[name], name) for name in ("map", "ndcg", "micro_f1")]

    def before_validate(self) -> None:
        """Start afresh."""
        self.parts: list[tuple[np.ndarray, ...]] = []

    def after_batch(self) -> None:
        """Keep the batch."""
        targets, known = self.learn.yb
        tensors = (torch.sigmoid(self.learn.pred.float()), targets, known)
        self.parts.append(tuple(tensor.detach().cpu().numpy() for tensor in tensors))

    def after_validate(self) -> None:
        """Score the epoch."""
        probabilities, targets, known = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        targets, known = targets.astype(np.uint8), known.astype(np.uint8)
        self.values = ranking_scores(probabilities, targets, known)


class EpochLog(Callback):  # type: ignore[misc]
    """A CSV file with one header line and one row per epoch, however often the run was resumed.

    fastai's own writes another header line each time, and keeps the row of an epoch whose checkpoint was never written.
    The run begins or goes on at epoch `first`; rows of later ones are dropped.
    """

    order = 60

    def __init__(self, path: Path, first: int) -> None:
        self.file, self.first = path, first

    def before_fit(self) -> None:
        """Write the rows of earlier epochs, and receive fastai's log."""
        rows = self.file.read_text(encoding="utf-8").splitlines()[1 : self.first + 1] if self.file.is_file() else []
        lines = [",".join(self.recorder.metric_names), *rows]
        write_file(self.file, "\n".join(lines) + "\n")
        self.old_logger, self.learn.logger = self.learn.logger, self.write_row

    def write_row(self, log: list[Any]) -> None:
        """Add a row, and pass it to the next logger."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(",".join(map(str, log)) + "\n")
        self.old_logger(log)

    def after_fit(self) -> None:
        """Restore fastai's logger."""
        self.learn.logger = self.old_logger


class BestWeights(Callback):  # type: ignore[misc]
    """Keep the weights of the epoch with the best validation score as ``weights.safetensors``."""

    order = 62  # after the scores are in, before the checkpoint that remembers the best of them
    run_train = False

    def __init__(self, folder: Path, scores: ValidationScores, choose: str, checkpointer: Checkpointer) -> None:
        self.folder, self.scores, self.choose, self.checkpointer = folder, scores, choose, checkpointer

    def after_epoch(self) -> None:
        """Write the weights if they are the best so far."""
        score = self.scores.values[self.choose]
        if not score > self.checkpointer.best:
            return
        self.checkpointer.best = score
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.learn.model.state_dict().items()}
        write_file(self.folder / WEIGHTS, save(tensors))


class StopOnDivergence(Callback):  # type: ignore[misc]
    """End a run whose loss or weights are not finite, before the epoch is scored or a checkpoint is written."""

    run_valid = False

    def after_loss(self) -> None:
        """Check the loss before it changes the weights."""
        if not bool(torch.isfinite(self.learn.loss)):
            raise RecipeError(
                f"training has diverged at {self._where()}: the loss is {self.learn.loss.item()}; {DIVERGED}"
            )

    def after_train(self) -> None:
        """Check the weights at the end of an epoch."""
        require_finite(self.learn.model, self._where())

    def _where(self) -> str:
        return f"stage {self.learn.stage + 1}, epoch {self.learn.epoch + 1}"
