"""Linear support vector machines, one per genre, trained together."""

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix, hstack
from torch import Tensor

__all__ = ["LinearClassifiers", "train_classifiers"]

Cells = npt.NDArray[np.uint8]

_NEVER = -3.0
"""Margin of a genre that no row has: far below the decision boundary, and still a number."""

_NEWTON_STEPS, _CONJUGATE_STEPS, _HALVINGS = 12, 8, 6
_TOLERANCE = 0.05
"""Of the first gradient's norm. Coarse: the margins are calibrated, and averaged with others."""


class LinearClassifiers:
    """Weights of shape (n-grams, genres) and intercepts of shape (genres,)."""

    def __init__(self, weights: npt.NDArray[np.float32], intercepts: npt.NDArray[np.float32]) -> None:
        self.weights, self.intercepts = weights, intercepts

    def margins(self, features: csr_matrix) -> npt.NDArray[np.float32]:
        """Signed distances of shape (windows, genres)."""
        result: npt.NDArray[np.float32] = (features @ self.weights + self.intercepts).astype(np.float32)
        return result


def train_classifiers(
    features: csr_matrix,
    targets: Cells,
    weights: npt.NDArray[np.float32],
    *,
    penalty: float,
    progress: Callable[[int], object] = lambda _: None,
) -> LinearClassifiers:
    """Train one support vector machine per genre, all of them at once.

    Squared hinge loss and the L2 norm, minimised by Newton's method with conjugate gradients (Keerthi and DeCoste
    2005). That is the problem that scikit-learn's `LinearSVC` solves, and `penalty` its C, but a pass over the features
    serves all genres, and each cell has a weight of its own.

    `features` have the shape (windows, n-grams), and `targets` (0 or 1) and `weights` (0 leaves a cell out) the shape
    (windows, genres). `progress` is called with the number of Newton steps taken.
    """
    ones = np.ones((features.shape[0], 1), dtype=np.float32)
    rows = hstack([features.astype(np.float32), ones]).tocsr()
    forward, backward = _sparse(rows), _sparse(rows.T.tocsr())
    signs = torch.from_numpy(2 * targets.astype(np.float32) - 1)
    costs = torch.from_numpy(2 * penalty * weights)
    solution = torch.zeros(rows.shape[1], targets.shape[1])
    margins = torch.zeros(targets.shape)

    def objective(at: Tensor, reached: Tensor) -> Tensor:
        return (at.square().sum(0) + (costs * torch.relu(1 - signs * reached).square()).sum(0)) / 2

    value, first = objective(solution, margins), None
    for taken in range(1, _NEWTON_STEPS + 1):
        active = costs * (signs * margins < 1)
        gradient = solution - backward @ (active * (signs - margins))
        norm = gradient.norm(dim=0)
        first = norm if first is None else first
        if bool((norm <= _TOLERANCE * first).all()):
            break
        direction, change = _newton_direction(forward, backward, active, gradient)
        step = torch.ones_like(value)
        for _ in range(_HALVINGS):
            worse = objective(solution + step * direction, margins + step * change) > value
            if not bool(worse.any()):
                break
            step = torch.where(worse, step / 2, step)
        solution, margins = solution + step * direction, margins + step * change
        value = objective(solution, margins)
        progress(taken)
    # A genre that no row has, or that all rows have, has no decision boundary.
    present, counted = (targets * weights).sum(axis=0), weights.sum(axis=0)
    found, intercepts = solution[:-1].numpy(), solution[-1].numpy().copy()
    missing = (present == 0) | (present == counted)
    found[:, missing], intercepts[missing] = 0, _NEVER
    return LinearClassifiers(found, intercepts)


def _newton_direction(forward: Tensor, backward: Tensor, active: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor]:
    """Solve for the Newton direction of each genre by conjugate gradients; also return how it changes the margins."""
    direction, change = torch.zeros_like(gradient), torch.zeros_like(active)
    residual = -gradient
    search, size = residual.clone(), residual.square().sum(0)
    for _ in range(_CONJUGATE_STEPS):
        moved = forward @ search
        curved = search + backward @ (active * moved)
        step = size / (search * curved).sum(0).clamp(min=1e-20)
        direction, change, residual = direction + step * search, change + step * moved, residual - step * curved
        left = residual.square().sum(0)
        if bool((left < 0.01 * gradient.square().sum(0)).all()):
            break
        search, size = residual + left / size.clamp(min=1e-30) * search, left
    return direction, change


def _sparse(matrix: csr_matrix) -> Tensor:
    with warnings.catch_warnings():
        # PyTorch calls its sparse rows a beta feature, once per process.
        warnings.simplefilter("ignore", UserWarning)
        starts, columns = (torch.from_numpy(part.astype(np.int64)) for part in (matrix.indptr, matrix.indices))
        return torch.sparse_csr_tensor(starts, columns, torch.from_numpy(matrix.data), size=matrix.shape)
