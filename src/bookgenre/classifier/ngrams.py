"""A sparse linear model over tokens and pairs of tokens: it scores single words, beside the network."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.arrays_file import read_arrays
from bookgenre.classifier.model_folder import LARGEST, NGRAMS
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.untrusted import as_model_error
from bookgenre.errors import ModelError
from bookgenre.files import atomic_write

__all__ = ["NgramModel", "genre_type", "ngram_counts"]

_ARRAYS: dict[str, tuple[type, ...]] = {
    "vocabulary_size": (np.int64,),
    "steps": (np.uint32,),
    "idf": (np.float16,),
    "lengths": (np.uint16,),
    "genres": (np.uint8, np.uint16),
    "weights": (np.int8,),
    "scales": (np.float32,),
    "offsets": (np.float32,),
}

_LARGEST = 1e6


def genre_type(genres: int) -> type[np.unsignedinteger]:
    """Return the type in which the columns of this many genres are kept: one byte where that is enough."""
    return np.uint8 if genres <= 256 else np.uint16


def ngram_counts(window: Sequence[int], vocabulary_size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Keys of the tokens and of the pairs of neighbours in a window, in rising order, and how often each stands there.

    The key of a token is its id; that of the pair (a, b) is ``vocabulary_size * (a + 1) + b``.
    """
    ids = np.asarray(window, dtype=np.int64)
    pairs = vocabulary_size * (ids[:-1] + 1) + ids[1:]
    keys, counts = np.unique(np.concatenate([ids, pairs]), return_counts=True)
    return keys, counts


class NgramModel:
    """Logits by TF-IDF of n-grams: ``(1 + log count) * idf``, rows of length 1, one linear output a genre.

    Most weights are 0 and are not kept; the others are 8-bit numbers, with one scale a genre.

    Parameters
    ----------
    vocabulary_size
        Number of token ids.
    keys
        Of the n-grams (`ngram_counts`), rising, shape (n-grams,).
    idf
        Inverse document frequencies, shape (n-grams,).
    starts
        Where the weights of each n-gram begin in `genres` and `weights`, and the end of the last, shape (n-grams + 1,).
    genres, weights
        Genre and 8-bit weight of each entry.
    scales, offsets
        Shape (genres,): a logit is ``scale * sum of value * weight + offset``.
    """

    def __init__(
        self,
        vocabulary_size: int,
        keys: npt.NDArray[np.int64],
        idf: npt.NDArray[np.float32],
        starts: npt.NDArray[np.int64],
        genres: npt.NDArray[np.uint8] | npt.NDArray[np.uint16],
        weights: npt.NDArray[np.int8],
        scales: npt.NDArray[np.float32],
        offsets: npt.NDArray[np.float32],
    ) -> None:
        rising = bool((np.diff(keys) > 0).all()) and bool((np.diff(starts) >= 0).all())
        if not (
            rising
            and len(keys)
            and len(keys) == len(idf) == len(starts) - 1
            and starts[0] == 0
            and starts[-1] == len(genres) == len(weights)
            and len(scales) == len(offsets)
            and (not len(genres) or int(genres.max()) < len(scales))
        ):
            raise ModelError("the n-grams do not fit their weights; fetch or export the model again")
        self.vocabulary_size = vocabulary_size
        self._keys, self._idf, self._starts = keys, idf, starts
        self._genres, self._weights = genres, weights
        self._scales, self._offsets = scales, offsets

    @property
    def genres(self) -> int:
        """Number of outputs."""
        return len(self._scales)

    def times(self, factor: float) -> "NgramModel":
        """Return the model whose logits are `factor` times these."""
        parts = (self._keys, self._idf, self._starts, self._genres, self._weights)
        scales, offsets = ((factor * part).astype(np.float32) for part in (self._scales, self._offsets))
        return NgramModel(self.vocabulary_size, *parts, scales, offsets)

    def logits(
        self, windows: Sequence[Sequence[int]], batch_size: int = 1, callback: Callback | None = None
    ) -> npt.NDArray[np.float32]:
        """Logits of shape (windows, genres), computed window by window whatever the `batch_size` is."""
        del batch_size
        result = np.empty((len(windows), self.genres), dtype=np.float32)
        for row, window in enumerate(windows):
            if callback is not None:
                callback()
            result[row] = self._scales * self._sums(window) + self._offsets
        return result

    def _sums(self, window: Sequence[int]) -> npt.NDArray[np.float64]:
        keys, counts = ngram_counts(window, self.vocabulary_size)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[found] == keys
        rows = found[known]
        values = (1 + np.log(counts[known])) * self._idf[rows]
        length = np.sqrt(values @ values)
        if not length:
            return np.zeros(self.genres)
        sizes = self._starts[rows + 1] - self._starts[rows]
        # Positions of all entries of these n-grams, one n-gram after another.
        entries = np.arange(sizes.sum()) + np.repeat(self._starts[rows] - np.cumsum(sizes) + sizes, sizes)
        products = np.repeat(values / length, sizes) * self._weights[entries]
        sums: npt.NDArray[np.float64] = np.bincount(self._genres[entries], products, self.genres).astype(np.float64)
        return sums

    @classmethod
    def read(cls, path: Path) -> "NgramModel":
        """Read what `write` wrote.

        Raises
        ------
        ModelError
            If it is not that, or its parts do not fit each other.
        """
        with as_model_error(path, "cannot be read"):
            arrays = read_arrays(path, _ARRAYS, LARGEST[NGRAMS])
            # Larger ones would make infinite logits, and answers that are no numbers; what is no number is not smaller.
            sound = all((abs(arrays[name]) <= _LARGEST).all() for name in ("scales", "offsets"))
            if not sound or not np.isfinite(arrays["idf"]).all():
                raise ValueError("it holds what is no number, or too large a one")
            # Steps from genre to genre within an n-gram compress better than the genres.
            arrays["genres"] = np.cumsum(arrays["genres"], dtype=arrays["genres"].dtype)
            return cls(
                int(arrays["vocabulary_size"]),
                np.cumsum(arrays["steps"], dtype=np.int64),
                arrays["idf"].astype(np.float32),
                np.concatenate([[0], np.cumsum(arrays["lengths"], dtype=np.int64)]),
                *(arrays[name] for name in ("genres", "weights", "scales", "offsets")),
            )

    def write(self, path: Path) -> None:
        """Write arrays and nothing else, compressed."""
        with atomic_write(path) as file:
            np.savez_compressed(
                file,
                vocabulary_size=np.int64(self.vocabulary_size),
                steps=np.diff(self._keys, prepend=0).astype(np.uint32),
                idf=self._idf.astype(np.float16),
                lengths=np.diff(self._starts).astype(np.uint16),
                genres=np.diff(self._genres, prepend=self._genres.dtype.type(0)),
                weights=self._weights,
                scales=self._scales,
                offsets=self._offsets,
            )
