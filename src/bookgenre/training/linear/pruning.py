"""The linear model cut to the size that ships: its weights of most effect, rounded."""

from pathlib import Path

import numpy as np

from bookgenre.classifier.ngrams import NgramModel, genre_type
from bookgenre.errors import ExportError
from bookgenre.training.linear.linear_model import LinearModel

__all__ = ["prune", "prune_to_size"]

_STEPS = 31
_FEWEST_ENTRIES = 1000


def prune_to_size(model: LinearModel, size: int, path: Path) -> NgramModel:
    """Write to `path` as many weights of `model`, those of most effect first, as fit into `size` bytes.

    Returns what was written. Raises `ExportError` if `size` has no room for a thousand weights.
    """
    entries = min(size, int(np.count_nonzero(model.classifiers.weights)))
    while True:
        pruned = prune(model, entries)
        pruned.write(path)
        written = path.stat().st_size
        if written <= size:
            return pruned
        if entries < _FEWEST_ENTRIES:
            raise ExportError(f"{size:,} bytes are too few for the n-grams; train the linear model with fewer of them")
        entries = int(entries * min(0.95, size / written))


def prune(model: LinearModel, entries: int) -> NgramModel:
    """Keep the `entries` weights of most effect.

    Effect: what a weight adds to a logit where its n-gram occurs, times the fourth root of how often it occurs. Weights
    are rounded to 63 steps per genre, which compress better than 255 and answer the same
    (``docs/research/experiments.md``).
    """
    weights, idf = model.classifiers.weights, model.ngrams.idf
    frequency = np.exp((1 - idf) / 4)
    effects = np.abs(weights) * (idf * frequency)[:, None]
    if entries < effects.size:
        cutoff = np.partition(effects, effects.size - entries, axis=None)[effects.size - entries]
        effects[effects < cutoff] = 0
    largest = np.maximum(np.abs(weights).max(axis=0), 1e-12)
    rounded = np.where(effects > 0, np.round(weights / largest * _STEPS), 0).astype(np.int8)
    # An n-gram that has lost all its weights stays: it counts in the length of a row.
    rows, columns = np.nonzero(rounded)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(model.ngrams.keys)))])
    return NgramModel(
        model.ngrams.vocabulary_size,
        model.ngrams.keys,
        idf,
        starts,
        columns.astype(genre_type(weights.shape[1])),
        rounded[rows, columns],
        (largest / _STEPS * model.scales).astype(np.float32),
        (model.scales * model.classifiers.intercepts + model.offsets).astype(np.float32),
    )
