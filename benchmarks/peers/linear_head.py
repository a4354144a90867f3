"""Logistic regression for all genres at once on ready embeddings, known cells alone."""

from collections.abc import Callable

import numpy as np
import torch

from peers.corpus import Cells, Floats

__all__ = ["fit_head"]


def fit_head(
    vectors: Floats, targets: Cells, known: Cells, penalty: float, say: Callable[[str], object] = lambda _: None
) -> tuple[Floats, Floats]:
    """Minimise the mean cross-entropy of the known cells plus ``penalty / 2`` times the squared weights, by L-BFGS.

    Parameters
    ----------
    vectors
        Of shape (rows, size); they should be standardised.
    targets, known
        Of shape (rows, genres).

    Returns
    -------
    weights, biases
        Of shape (size, genres) and (genres,).
    """
    x = torch.from_numpy(np.ascontiguousarray(vectors, dtype=np.float32))
    y, seen = torch.from_numpy(targets).float(), torch.from_numpy(known).float()
    rates = ((y * seen).sum(0) / seen.sum(0).clamp(min=1)).clamp(1e-4, 1 - 1e-4)
    weights = torch.zeros(x.shape[1], y.shape[1], requires_grad=True)
    biases = torch.logit(rates).requires_grad_()
    optimiser = torch.optim.LBFGS(
        [weights, biases], max_iter=150, history_size=10, tolerance_grad=1e-6, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        cells = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + biases, y, reduction="none")
        # Per genre, so that the penalty weighs the same however many genres there are.
        value: torch.Tensor = (cells * seen).sum() / len(x) + penalty / 2 * (weights**2).sum()
        value.backward()
        return value

    say(f"penalty {penalty:g}: loss {optimiser.step(loss).item():.3f} to {loss().item():.3f}")
    return weights.detach().numpy(), biases.detach().numpy()
