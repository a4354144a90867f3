"""Validation scores within fastai's loop, and the weights of the best epoch."""

from pathlib import Path

import numpy as np
import torch
from fastai.callback.core import Callback
from fastai.callback.progress import CSVLogger
from fastai.learner import ValueMetric
from safetensors.torch import save

from bookgenre.files import write_file
from bookgenre.training.checkpoint import Checkpointer
from bookgenre.training.metrics import (
    average_precisions,
    micro_f1_at_best_threshold,
    ndcg_at,
)

__all__ = ["BestWeights", "EpochLog", "ValidationScores"]


class ValidationScores(Callback):  # type: ignore[misc]
    """Collect logits over the validation pass and score them before fastai's recorder reads its metrics.

    The micro-F1 is that at its own best single threshold: a yardstick to compare epochs by, not a figure to quote.
    """

    order = 40
    run_train = False
    names = ("map", "ndcg", "micro_f1")

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def metrics(self) -> list[ValueMetric]:
        """Return the scores as fastai metrics."""
        return [ValueMetric(lambda name=name: self.values[name], name) for name in self.names]

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
        self.values = {
            "map": float(np.nanmean(average_precisions(probabilities, targets, known))),
            "ndcg": ndcg_at(probabilities, targets, known, 10),
            "micro_f1": micro_f1_at_best_threshold(probabilities, targets, known)[0],
        }


class EpochLog(CSVLogger):  # type: ignore[misc]
    """fastai's log of one row an epoch, with one header line however often the run was resumed."""

    def before_fit(self) -> None:
        """Open the file."""
        path = self.path / self.fname
        go_on = self.append and path.is_file()
        self.file = path.open("a" if go_on else "w", encoding="utf-8")
        if not go_on:
            self.file.write(",".join(self.recorder.metric_names) + "\n")
        self.old_logger, self.learn.logger = self.logger, self._write_line


class BestWeights(Callback):  # type: ignore[misc]
    """Keep the weights of the epoch with the best validation score as ``weights.safetensors``."""

    order = 62  # after the scores are in, before the checkpoint that remembers the best of them
    run_train = False

    def __init__(self, folder: Path, scores: ValidationScores, choose: str, checkpointer: Checkpointer) -> None:
        self.folder, self.scores, self.choose, self.checkpointer = folder, scores, choose, checkpointer

    def after_epoch(self) -> None:
        """Write the weights if they are the best so far."""
        score = self.scores.values[self.choose]
        if score <= self.checkpointer.best:
            return
        self.checkpointer.best = score
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.learn.model.state_dict().items()}
        write_file(self.folder / "weights.safetensors", save(tensors))
