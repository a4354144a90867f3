"""Binary cross-entropy over genres, counting only what is known."""

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from bookgenre.training.recipe_tables import LossRecipe

__all__ = ["KnownCellsLoss", "effective_number_weights"]


def effective_number_weights(positives: Tensor, beta: float) -> Tensor:
    """Weights of genres by the effective number of their examples, ``(1 - beta) / (1 - beta^n)``, with a mean of 1.

    Cui et al. 2019. `positives`, of shape (genres,), counts examples; a genre without any weighs as one that has one.
    """
    weights = (1 - beta) / (1 - beta ** positives.clamp(min=1).double())
    return (weights / weights.mean()).float()


class KnownCellsLoss(nn.Module):
    """Binary cross-entropy over the cells (row, genre) whose answer is known.

    A row with an incomplete list knows only its positives; the absence of a masked genre is not known either. Unknown
    cells add no loss and no gradient. The sum is divided by all cells of the batch, so that a positive weighs the same
    in a complete and in an incomplete row.

    With a teacher, targets are probabilities, and the cells that it fills have a weight below 1.

    A recipe's ``[loss]`` can reduce the weight of easy cells (Ridnik et al. 2021) and raise that of rare genres (Cui et
    al. 2019).
    """

    genre_weights: Tensor

    def __init__(self, recipe: LossRecipe | None = None, positives: Tensor | None = None) -> None:
        super().__init__()
        self._recipe = recipe or LossRecipe()
        weights = torch.ones(())
        if positives is not None and self._recipe.balance:
            weights = effective_number_weights(positives, self._recipe.balance)
        self.register_buffer("genre_weights", weights)

    def forward(self, logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        """Return the loss for logits, targets and known cells between 0 and 1, each of shape (batch, genres)."""
        table = self._recipe
        yes, no = logsigmoid(logits), logsigmoid(-logits)
        if table.margin:
            # A probability below the margin counts as 0: there is nothing more to learn from such a cell.
            no = torch.log1p(-(torch.sigmoid(logits) - table.margin).clamp(min=0.0, max=1 - 1e-6))
        if table.focus_positive:
            yes = yes * torch.sigmoid(-logits) ** table.focus_positive
        if table.focus_negative:
            no = no * (torch.sigmoid(logits) - table.margin).clamp(min=0.0) ** table.focus_negative
        cells = targets * yes + (1 - targets) * no
        return -(cells * known * self.genre_weights.to(cells.device)).sum() / targets.numel()
