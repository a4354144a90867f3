"""Training that has left the numbers: noticed before it spoils what the run has kept."""

import torch
from fastai.callback.core import Callback
from torch import nn

from bookgenre.errors import RecipeError

__all__ = ["StopOnDivergence", "require_finite"]

_ADVICE = (
    "the last checkpoint before it is kept. Lower the learning_rate of the stage in the recipe, and train again with "
    "--restart"
)


def require_finite(model: nn.Module, where: str) -> None:
    """Make sure that every weight is a finite number.

    Raises
    ------
    RecipeError
        If one is not; `where` says at what point of the run.
    """
    for name, tensor in model.state_dict().items():
        if not bool(torch.isfinite(tensor).all()):
            raise RecipeError(f"training has diverged at {where}: {name} is not finite; {_ADVICE}")


class StopOnDivergence(Callback):  # type: ignore[misc]
    """End a run whose loss or weights are not finite, before the epoch is scored or a checkpoint is written."""

    run_valid = False

    def after_loss(self) -> None:
        """Look at the loss, before it reaches the weights."""
        if not bool(torch.isfinite(self.learn.loss)):
            raise RecipeError(
                f"training has diverged at {self._where()}: the loss is {self.learn.loss.item()}; {_ADVICE}"
            )

    def after_train(self) -> None:
        """Look at the weights at the end of an epoch."""
        require_finite(self.learn.model, self._where())

    def _where(self) -> str:
        return f"stage {self.learn.stage + 1}, epoch {self.learn.epoch + 1}"
