"""Binary cross-entropy over genres, counting only what is known."""

from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

__all__ = ["KnownCellsLoss"]


class KnownCellsLoss(nn.Module):
    """Binary cross-entropy over the cells (row, genre) whose answer is known.

    A row with an incomplete list knows its positives alone; a masked genre's absence is not known either. Unknown
    cells add no loss and no gradient. The sum is divided by all cells of the batch, so that a positive weighs the same
    in a complete and in an incomplete row.

    With a teacher, targets are probabilities, and the gaps that it fills are known to a degree.
    """

    def forward(self, logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
        """Return the loss for logits, targets and known cells between 0 and 1, each of shape (batch, genres)."""
        total = binary_cross_entropy_with_logits(logits, targets, weight=known, reduction="sum")
        return total / targets.numel()
