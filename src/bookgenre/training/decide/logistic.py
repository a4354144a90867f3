"""Many small logistic regressions at once, by Newton's method within bounds."""

import numpy as np
import numpy.typing as npt

__all__ = ["fit_logistic"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.floating] | npt.NDArray[np.uint8]
Bounds = tuple[Floats, Floats]

_STEPS = 100
_HALVINGS = 40
_SMALL = 1e-7
"""A Newton step below this is the last: what is left is its square."""
_ROUNDING = 1e-13
_BLOCK = 1_000_000
"""Cells that are worked on at once, so that the arrays of a block stay within some tens of megabytes."""


def fit_logistic(
    features: Floats, targets: Cells, known: Cells, centre: Floats, shrinkage: float, bounds: Bounds
) -> Floats:
    """Fit ``sigmoid(features @ weights + offset)`` to each column of `targets`, with weights of its own.

    Minimises the negative log-likelihood of the known cells plus ``shrinkage / 2`` times the squared distance from
    `centre`, which is convex: projected Newton steps (Bertsekas 1982) with a line search, for all columns at once.
    Returns parameters of shape (columns, features + 1), the offset last.

    Parameters
    ----------
    features
        Shape (features, rows, columns).
    targets, known
        Shape (rows, columns); a cell that is 0 in `known` does not count.
    centre, bounds
        Where the search begins, and the lowest and the highest values, each of shape (features + 1,).
    """
    columns = targets.shape[1]
    width = max(1, _BLOCK // max(len(targets), 1))
    found = np.empty((columns, len(centre)))
    for start in range(0, columns, width):
        part = slice(start, start + width)
        block = _Block(features[:, :, part], targets[:, part], known[:, part], centre, shrinkage)
        found[part] = _solve(block, bounds)
    return found


class _Block:
    """Some of the regressions: their losses and slopes at parameters of shape (columns, features + 1)."""

    def __init__(self, features: Floats, targets: Cells, known: Cells, centre: Floats, shrinkage: float) -> None:
        self.features, self.targets, self.known = features, targets, known
        self.centre, self.shrinkage = centre, shrinkage

    def of(self, columns: npt.NDArray[np.bool_]) -> "_Block":
        """Return the block of these columns."""
        parts = (self.features[:, :, columns], self.targets[:, columns], self.known[:, columns])
        return self if columns.all() else _Block(*parts, self.centre, self.shrinkage)

    def losses(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Losses of shape (columns,), and the probabilities of the cells."""
        scores = np.broadcast_to(parameters[:, -1], self.targets.shape).copy()
        for feature, weights in zip(self.features, parameters.T, strict=False):
            scores += feature * weights
        small = np.exp(-np.abs(scores))
        cells = self.known * (np.maximum(scores, 0) + np.log1p(small) - self.targets * scores)
        away = parameters - self.centre
        losses: Floats = cells.sum(axis=0) + self.shrinkage / 2 * (away * away).sum(axis=1)
        return losses, np.where(scores < 0, small, 1.0) / (1 + small)

    def slopes(self, parameters: Floats, chances: Floats) -> tuple[Floats, Floats]:
        """Gradients of shape (columns, parameters), and curvatures of shape (columns, parameters, parameters)."""
        size = len(self.centre)
        gradients, curvatures = np.empty((len(parameters), size)), np.empty((len(parameters), size, size))
        errors = self.known * (chances - self.targets)
        spread = self.known * chances * (1 - chances)
        gradients[:, -1], curvatures[:, -1, -1] = errors.sum(axis=0), spread.sum(axis=0)
        for i, feature in enumerate(self.features):
            weighted = feature * spread
            gradients[:, i] = np.einsum("rc,rc->c", feature, errors)
            curvatures[:, i, -1] = curvatures[:, -1, i] = weighted.sum(axis=0)
            for j in range(i + 1):
                curvatures[:, i, j] = curvatures[:, j, i] = np.einsum("rc,rc->c", weighted, self.features[j])
        gradients += self.shrinkage * (parameters - self.centre)
        # A trace of curvature where there is none, as in a column without known cells.
        return gradients, curvatures + (self.shrinkage + 1e-10) * np.eye(size)


def _solve(block: _Block, bounds: Bounds) -> Floats:
    columns = block.targets.shape[1]
    result = np.tile(block.centre, (columns, 1))
    places = np.arange(columns)
    found = result.copy()
    losses, chances = block.losses(found)
    for _ in range(_STEPS):
        gradients, curvatures = block.slopes(found, chances)
        steps = _newton_steps(found, gradients, curvatures, bounds)
        last = np.abs(steps).max(axis=1) <= _SMALL
        found, losses, chances = _search(block, found, losses, gradients, steps, bounds)
        result[places] = found
        if last.all():
            break
        if last.any():
            block, places = block.of(~last), places[~last]
            found, losses, chances = found[~last], losses[~last], chances[:, ~last]
    return result


def _newton_steps(found: Floats, gradients: Floats, curvatures: Floats, bounds: Bounds) -> Floats:
    """Steps to take off the parameters; one that its bound holds back has no part in them."""
    held = ((found <= bounds[0]) & (gradients > 0)) | ((found >= bounds[1]) & (gradients < 0))
    curvatures = np.where(held[:, :, None] | held[:, None, :], np.eye(found.shape[1]), curvatures)
    steps: Floats = np.linalg.solve(curvatures, np.where(held, 0.0, gradients)[:, :, None])[:, :, 0]
    return steps


def _search(
    block: _Block, found: Floats, losses: Floats, gradients: Floats, steps: Floats, bounds: Bounds
) -> tuple[Floats, Floats, Floats]:
    """Go along `steps`, in each column as far as its loss falls enough (Armijo)."""
    sizes = np.ones((len(found), 1))
    for _ in range(_HALVINGS):
        tried = np.clip(found - sizes * steps, *bounds)
        tried_losses, chances = block.losses(tried)
        enough = losses + 1e-4 * np.sum(gradients * (tried - found), axis=1) + _ROUNDING * np.abs(losses)
        good = tried_losses <= enough
        if good.all():
            break
        sizes[~good] /= 2
    return tried, tried_losses, chances
