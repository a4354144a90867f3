"""Reliability of probabilities: how often cells of a probability are true."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["ReliabilityBin", "bin_numbers", "reliability_bins"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """One column of a reliability diagram.

    Attributes
    ----------
    lower, upper
        Bounds of the probabilities in it.
    cells
        Number of cells (book, genre).
    mean_probability, true_share
        Mean of their probabilities, and the share of them that are true; None where there are none.
    """

    lower: float
    upper: float
    cells: int
    mean_probability: float | None
    true_share: float | None


def reliability_bins(probabilities: Floats, targets: Cells, known: Cells, *, bins: int = 15) -> list[ReliabilityBin]:
    """Sort all known cells into `bins` bins of equal width (DeGroot and Fienberg 1983; Naeini et al. 2015).

    Parameters
    ----------
    probabilities, targets, known
        Of shape (books, genres), as in `bookgenre.training.evaluate.scores`.
    """
    cells = known.astype(bool)
    scores, truths = probabilities[cells].astype(float), targets[cells].astype(float)
    index = bin_numbers(scores, bins)
    counts = np.bincount(index, minlength=bins)
    scored, true = np.bincount(index, scores, bins), np.bincount(index, truths, bins)
    return [
        ReliabilityBin(
            lower=number / bins,
            upper=(number + 1) / bins,
            cells=int(count),
            mean_probability=float(scored[number] / count) if count else None,
            true_share=float(true[number] / count) if count else None,
        )
        for number, count in enumerate(counts)
    ]


def bin_numbers(scores: Floats, bins: int) -> npt.NDArray[np.intp]:
    """Number, from 0, of the bin of equal width that each score lies in; 1 lies in the last."""
    numbers: npt.NDArray[np.intp] = np.minimum((scores * bins).astype(np.intp), bins - 1)
    return numbers
