"""TF-IDF features of a linear model: which n-grams of tokens are counted, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bookgenre.classifier.ngrams import ngram_counts

__all__ = ["NgramFeatures"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Windows = Sequence[Sequence[int]]

_FEWEST = 5


@dataclass(frozen=True, slots=True)
class NgramFeatures:
    """The n-grams that are counted: rising keys (`ngram_counts`), and inverse document frequencies to 16 bits."""

    vocabulary_size: int
    keys: npt.NDArray[np.int64]
    idf: npt.NDArray[np.float32]

    @classmethod
    def find(cls, windows: Windows, targets: Cells, vocabulary_size: int, most: int) -> "NgramFeatures":
        """Select the n-grams that tell genres apart best, `most` at most.

        Of the n-grams in at least five windows, those that deviate most from chance in some genre: ``|seen - expected|
        / sqrt(expected)``, a term of the chi-squared statistic. `windows` are token ids, and `targets` a 0/1 array of
        shape (windows, genres).
        """
        found = [ngram_counts(window, vocabulary_size)[0] for window in windows]
        keys, counts = np.unique(np.concatenate(found), return_counts=True)
        # An n-gram of every window, such as its special tokens, tells no genre from another.
        keys = keys[(counts >= _FEWEST) & (counts < len(windows))]
        matrix = _matrix(windows, vocabulary_size, keys, lambda count: np.ones(len(count)))
        seen = np.asarray((matrix.T @ csr_matrix(targets.astype(np.float64))).todense())
        held = np.asarray(matrix.sum(axis=0)).ravel()
        expected = np.outer(held, targets.mean(axis=0))
        informative = (np.abs(seen - expected) / np.sqrt(np.maximum(expected, 1e-9))).max(axis=1)
        kept = np.sort(np.argsort(-informative, kind="stable")[:most])
        idf = np.log((1 + len(windows)) / (1 + held[kept])) + 1
        return cls(vocabulary_size, keys[kept], idf.astype(np.float16).astype(np.float32))

    def features(self, windows: Windows) -> csr_matrix:
        """Rows of length 1, of ``(1 + log count) * idf``, shape (windows, n-grams)."""
        matrix = _matrix(windows, self.vocabulary_size, self.keys, lambda count: 1 + np.log(count))
        matrix = matrix.multiply(self.idf).tocsr()
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(matrix.indptr))
        return matrix


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
