"""Binary cross-entropy over genres, counting only what is known."""

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

__all__ = ["known_cells_loss"]


def known_cells_loss(logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
    """Binary cross-entropy over the cells (row, genre) whose answer is known.

    A row with an incomplete list knows only its positives; the absence of a masked genre is not known either. Unknown
    cells add no loss and no gradient. The sum is divided by all cells of the batch, so that a positive weighs the same
    in a complete and in an incomplete row. With a teacher, targets are probabilities, and the cells that it fills have
    a weight below 1.

    Parameters
    ----------
    logits, targets, known
        Shape (batch, genres); `targets` and `known` are between 0 and 1.
    """
    return binary_cross_entropy_with_logits(logits, targets, weight=known, reduction="sum") / targets.numel()
