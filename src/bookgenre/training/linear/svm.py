"""A sparse linear model: TF-IDF of tokens and pairs of tokens, one support vector machine per genre."""

import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix, hstack
from torch import Tensor

from bookgenre.classifier.ngrams import NgramModel, genre_type, ngram_counts
from bookgenre.corpus import LabelledBook

__all__ = ["LinearClassifiers", "Ngrams", "compact", "fold_of", "train_classifiers"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Windows = Sequence[Sequence[int]]

_FEWEST = 5
_STEPS = 31
_NEVER = -3.0
"""Margin of a genre that no row has: far below the border, and still a number."""

_NEWTON_STEPS, _CONJUGATE_STEPS, _HALVINGS = 12, 8, 6
_TOLERANCE = 0.05
"""Of the first gradient's norm. Coarse: the margins are calibrated, and averaged with others."""


def fold_of(records: Sequence[LabelledBook], folds: int) -> npt.NDArray[np.int64]:
    """Fold of each record, shape (records,), the same for all editions of a work."""
    return np.array([zlib.crc32(record.work.encode()) % folds for record in records], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams that are read.

    Attributes
    ----------
    vocabulary_size
        Number of token ids.
    keys
        Of the n-grams (`ngram_counts`), rising, shape (n-grams,).
    idf
        Their inverse document frequencies, to 16 bits.
    """

    vocabulary_size: int
    keys: npt.NDArray[np.int64]
    idf: npt.NDArray[np.float32]

    @classmethod
    def find(cls, windows: Windows, targets: Cells, vocabulary_size: int, most: int) -> "Ngrams":
        """Find those that tell genres apart, `most` at most.

        Of the n-grams that at least five windows hold, the ones that deviate most from chance in some genre: ``|seen -
        expected| / sqrt(expected)``, a term of the chi-squared statistic.

        Parameters
        ----------
        windows
            Token ids.
        targets
            0/1 array of shape (windows, genres).
        """
        found = [ngram_counts(window, vocabulary_size)[0] for window in windows]
        keys, counts = np.unique(np.concatenate(found), return_counts=True)
        # What stands in every window, such as its marks, tells nothing.
        keys = keys[(counts >= _FEWEST) & (counts < len(windows))]
        matrix = _matrix(windows, vocabulary_size, keys, lambda count: np.ones(len(count)))
        seen = np.asarray((matrix.T @ csr_matrix(targets.astype(np.float64))).todense())
        held = np.asarray(matrix.sum(axis=0)).ravel()
        expected = np.outer(held, targets.mean(axis=0))
        telling = (np.abs(seen - expected) / np.sqrt(np.maximum(expected, 1e-9))).max(axis=1)
        kept = np.sort(np.argsort(-telling, kind="stable")[:most])
        idf = np.log((1 + len(windows)) / (1 + held[kept])) + 1
        return cls(vocabulary_size, keys[kept], idf.astype(np.float16).astype(np.float32))

    def features(self, windows: Windows) -> csr_matrix:
        """Rows of length 1, of ``(1 + log count) * idf``, shape (windows, n-grams)."""
        matrix = _matrix(windows, self.vocabulary_size, self.keys, lambda count: 1 + np.log(count))
        matrix = matrix.multiply(self.idf).tocsr()
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(matrix.indptr))
        return matrix


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
    2005). That is the problem that scikit-learn's `LinearSVC` solves, but a pass over the features serves all genres,
    and each cell has a weight of its own.

    Parameters
    ----------
    features
        Shape (windows, n-grams).
    targets, weights
        Shape (windows, genres): 0 or 1, and how much the cell counts; 0 leaves it out.
    penalty
        C of the machines, as in scikit-learn.
    progress
        Called with the number of Newton steps taken.
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
    # A genre that no row has, or that all have, has no border between them.
    present, counted = (targets * weights).sum(axis=0), weights.sum(axis=0)
    found, intercepts = solution[:-1].numpy(), solution[-1].numpy().copy()
    missing = (present == 0) | (present == counted)
    found[:, missing], intercepts[missing] = 0, _NEVER
    return LinearClassifiers(found, intercepts)


def _newton_direction(forward: Tensor, backward: Tensor, active: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor]:
    """Solve for the Newton direction of each genre by conjugate gradients; also return what it does to the margins."""
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


def compact(
    ngrams: Ngrams, classifiers: LinearClassifiers, scales: Floats, offsets: Floats, entries: int
) -> NgramModel:
    """Keep the `entries` weightiest of all weights, as the model that ships.

    Weightiest: by what they add to a logit where their n-gram stands, times the fourth root of how often it does.
    Weights are rounded to 63 steps a genre, which compress better than 255 and answer the same
    (``docs/experiments.md``).
    `scales` and `offsets`, of shape (genres,), carry margins to logits.
    """
    often = np.exp((1 - ngrams.idf) / 4)
    sizes = np.abs(classifiers.weights) * (ngrams.idf * often)[:, None]
    if entries < sizes.size:
        border = np.partition(sizes, sizes.size - entries, axis=None)[sizes.size - entries]
        sizes[sizes < border] = 0
    largest = np.maximum(np.abs(classifiers.weights).max(axis=0), 1e-12)
    rounded = np.where(sizes > 0, np.round(classifiers.weights / largest * _STEPS), 0).astype(np.int8)
    # An n-gram that has lost all its weights stays: it counts in the length of a row.
    rows, columns = np.nonzero(rounded)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(ngrams.keys)))])
    return NgramModel(
        ngrams.vocabulary_size,
        ngrams.keys,
        ngrams.idf,
        starts,
        columns.astype(genre_type(classifiers.weights.shape[1])),
        rounded[rows, columns],
        (largest / _STEPS * scales).astype(np.float32),
        (scales * classifiers.intercepts + offsets).astype(np.float32),
    )


def _matrix(
    windows: Windows,
    vocabulary_size: int,
    keys: npt.NDArray[np.int64],
    value: Callable[[npt.NDArray[np.int64]], Floats],
) -> csr_matrix:
    """Values of counts, shape (windows, keys)."""
    data, columns, starts = [], [], [0]
    for window in windows:
        found, counts = ngram_counts(window, vocabulary_size)
        places = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
        known = keys[places] == found
        data.append(value(counts[known]))
        columns.append(places[known])
        starts.append(starts[-1] + int(known.sum()))
    return csr_matrix((np.concatenate(data), np.concatenate(columns), starts), shape=(len(windows), len(keys)))
