"""The pictures of a data card."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from bookgenre.corpus.assemble.statistics import LENGTH_EDGES, CorpusStatistics
from bookgenre.files import atomic_write

__all__ = ["plot_all"]

_MOST = 40
_TOGETHER = 30
_INK = "#1f4e79"


def plot_all(statistics: CorpusStatistics, splits: tuple[str, ...], folder: Path) -> dict[str, Path]:
    """Draw label distribution, co-occurrence and lengths as PNG; their paths by name."""
    figures = {
        "labels": _labels(statistics, splits),
        "cooccurrence": _together(statistics, splits),
        "lengths": _lengths(statistics),
    }
    paths = {}
    for name, figure in figures.items():
        paths[name] = folder / f"{name}.png"
        # No date in the file: the same corpus gives the same bytes.
        with atomic_write(paths[name]) as file:
            figure.savefig(file, format="png", dpi=110, metadata={"Software": None})
    return paths


def _labels(statistics: CorpusStatistics, splits: tuple[str, ...]) -> Figure:
    counts = statistics.total(splits).most_common()
    figure = Figure(figsize=(9, 10), layout="constrained")
    bars, ranks = figure.subplots(2, 1, height_ratios=[3, 1])
    shown = counts[:_MOST][::-1]
    bars.barh([statistics.taxonomy[genre].name for genre, _ in shown], [count for _, count in shown], color=_INK)
    bars.tick_params(axis="y", labelsize=7)
    bars.margins(y=0.01)
    bars.set(xlabel="records", title=f"The {len(shown)} most frequent genres")
    if counts:
        ranks.loglog(range(1, len(counts) + 1), [count for _, count in counts], color=_INK)
    ranks.set(xlabel="rank of the genre", ylabel="records", title=f"All {len(counts)} genres that occur")
    return figure


def _together(statistics: CorpusStatistics, splits: tuple[str, ...]) -> Figure:
    genres = [genre for genre, _ in statistics.total(splits).most_common(_TOGETHER)]
    places = [statistics.taxonomy.ids.index(genre) for genre in genres]
    pairs = statistics.pairs[np.ix_(places, places)].astype(float)
    share = pairs / np.maximum(1, np.diagonal(pairs))[:, None]
    figure = Figure(figsize=(10, 9), layout="constrained")
    axes = figure.subplots()
    axes.set_title("Of the records of the genre at the left, how many have the genre below")
    if not genres:
        return figure
    image = axes.imshow(share, vmin=0, vmax=1, cmap="Blues")
    names = [statistics.taxonomy[genre].name for genre in genres]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    figure.colorbar(image, ax=axes, shrink=0.7)
    return figure


def _lengths(statistics: CorpusStatistics) -> Figure:
    figure = Figure(figsize=(8, 3.5), layout="constrained")
    axes = figure.subplots()
    names = [f"{low}\u2013{high - 1}" for low, high in pairwise(LENGTH_EDGES)]
    axes.bar([*names, f"{LENGTH_EDGES[-1]}+"], statistics.lengths, color=_INK)
    axes.tick_params(axis="x", rotation=60, labelsize=8)
    axes.set(xlabel="words", ylabel="records", title="Length of the descriptions")
    return figure
