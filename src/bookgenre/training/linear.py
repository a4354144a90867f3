"""A sparse linear model: TF-IDF of tokens and pairs of tokens, one support vector machine a genre."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bookgenre.classifier.ngrams import NgramModel, genre_type, ngram_counts
from bookgenre.corpus import LabelledBook

__all__ = ["Machines", "Ngrams", "compact", "fold_of", "train_machines"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Windows = Sequence[Sequence[int]]

_FEWEST = 5
_STEPS = 31
_NEVER = -3.0
"""Margin of a genre that no row has: far below the machine's border, and still a number."""


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


class Machines:
    """Weights of shape (n-grams, genres) and borders of shape (genres,)."""

    def __init__(self, weights: npt.NDArray[np.float32], borders: npt.NDArray[np.float32]) -> None:
        self.weights, self.borders = weights, borders

    def margins(self, features: csr_matrix) -> npt.NDArray[np.float32]:
        """Signed distances of shape (windows, genres)."""
        result: npt.NDArray[np.float32] = (features @ self.weights + self.borders).astype(np.float32)
        return result


def train_machines(
    features: csr_matrix,
    targets: Cells,
    known: Cells,
    *,
    penalty: float,
    jobs: int = 2,
    progress: Callable[[int], object] = lambda _: None,
) -> Machines:
    """Train one machine a genre, on the rows in which the genre is known; `penalty` is scikit-learn's C."""
    genres = targets.shape[1]
    weights = np.zeros((features.shape[1], genres), dtype=np.float32)
    borders = np.full(genres, _NEVER, dtype=np.float32)
    # Processes, because threads would share liblinear's random state.
    trained = joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(_machine)(features, targets[:, genre], known[:, genre], penalty) for genre in range(genres)
    )
    for genre, machine in enumerate(trained):
        if machine is not None:
            weights[:, genre], borders[genre] = machine
        progress(genre + 1)
    return Machines(weights, borders)


def _machine(
    features: csr_matrix, targets: Cells, known: Cells, penalty: float
) -> tuple[npt.NDArray[np.float32], float] | None:
    rows = known.astype(bool)
    if not rows.all():
        features, targets = features[rows], targets[rows]
    if not len(targets) or targets.min() == targets.max():
        return None
    # A coarse tolerance: the margins are calibrated and averaged with others, and it halves the time.
    machine = LinearSVC(C=penalty, dual=True, tol=1e-2, max_iter=1000, random_state=0).fit(features, targets)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


def compact(ngrams: Ngrams, machines: Machines, scales: Floats, offsets: Floats, entries: int) -> NgramModel:
    """Keep the `entries` weightiest of all weights, as the model that ships.

    Weightiest: by what they add to a logit where their n-gram stands, times the fourth root of how often it does.
    Weights are rounded to 63 steps a genre, which compress better than 255 and answer the same
    (``docs/experiments.md``).
    `scales` and `offsets`, of shape (genres,), carry margins to logits.
    """
    often = np.exp((1 - ngrams.idf) / 4)
    sizes = np.abs(machines.weights) * (ngrams.idf * often)[:, None]
    if entries < sizes.size:
        border = np.partition(sizes, sizes.size - entries, axis=None)[sizes.size - entries]
        sizes[sizes < border] = 0
    largest = np.maximum(np.abs(machines.weights).max(axis=0), 1e-12)
    rounded = np.where(sizes > 0, np.round(machines.weights / largest * _STEPS), 0).astype(np.int8)
    # An n-gram that has lost all its weights stays: it counts in the length of a row.
    rows, columns = np.nonzero(rounded)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(ngrams.keys)))])
    return NgramModel(
        ngrams.vocabulary_size,
        ngrams.keys,
        ngrams.idf,
        starts,
        columns.astype(genre_type(machines.weights.shape[1])),
        rounded[rows, columns],
        (largest / _STEPS * scales).astype(np.float32),
        (scales * machines.borders + offsets).astype(np.float32),
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
