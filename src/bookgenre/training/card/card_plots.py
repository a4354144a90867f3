"""The pictures of a model card, and what they show in words."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from bookgenre.classifier.model_folder import CALIBRATION_PLOT, CURVES_PLOT
from bookgenre.errors import MissingExtraError
from bookgenre.files import atomic_write
from bookgenre.genres import load_taxonomy
from bookgenre.training.evaluate.curves import PrecisionRecallCurve
from bookgenre.training.evaluate.evaluation import Evaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["calibration_text", "curves_text", "draw_calibration", "draw_curves", "plot_card"]

_INK = "#1f4e79"
_GREY = "#767676"
# Hues of Okabe and Ito (2008), which the colour-blind tell apart, dark enough for thin lines on white; the strokes tell
# them apart in grey, too.
_STROKES = (
    ("#000000", "-"),
    ("#0072b2", "-"),
    ("#c24e00", "--"),
    ("#007a59", "-."),
    ("#a8417c", ":"),
    ("#8a5f00", (0, (5, 1, 1, 1, 1, 1))),
)
_DPI = 110
_COLOURS = 96


def plot_card(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Draw both pictures as PNG into a model folder, and return their paths.

    Their ground is white and not transparent, so that they can be read on a light page and on a dark one. The same
    figures give the same bytes.

    Raises `MissingExtraError` if matplotlib is not installed. Raises `DataError` if a file cannot be written; it is
    then as it was before.
    """
    paths = []
    for name, draw in ((CALIBRATION_PLOT, draw_calibration), (CURVES_PLOT, draw_curves)):
        figure = draw(evaluation)
        with atomic_write(folder / name) as file:
            _save(figure, file)
        paths.append(folder / name)
    return paths


def draw_calibration(evaluation: Evaluation) -> "Figure":
    """Draw a reliability diagram, and below it how many cells lie in each bin, on a logarithmic scale."""
    figure = _figure(6.4, 6.4)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    filled = [b for b in evaluation.reliability if b.cells]
    upper.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfectly calibrated")
    upper.plot(
        [b.mean_probability for b in filled], [b.true_share for b in filled], color=_INK, marker="o", label="measured"
    )
    upper.set(ylabel="share of cells that are true", title="Calibration", ylim=(-0.02, 1.02))
    upper.legend(loc="upper left")
    lefts, counts, widths = zip(*((b.lower, b.cells, b.upper - b.lower) for b in evaluation.reliability), strict=True)
    lower.bar(lefts, counts, width=widths, align="edge", color=_INK, edgecolor="white")
    most = max((b.cells for b in filled), default=1)
    # The limits before the scale: without a single cell there would be nothing to find them by.
    lower.set(xlabel="predicted probability", ylabel="cells", xlim=(-0.02, 1.02), ylim=(0.8, 2 * most), yscale="log")
    for axes in (upper, lower):
        _grid(axes)
    return figure


def draw_curves(evaluation: Evaluation) -> "Figure":
    """Draw the precision-recall curves as steps, as average precision counts them."""
    figure = _figure(6.4, 5.2)
    axes = figure.subplots()
    for curve, (colour, stroke) in zip(evaluation.curves, _STROKES, strict=False):
        axes.plot(
            (0.0, *curve.recall),
            (curve.precision[0], *curve.precision),
            drawstyle="steps-pre",
            color=colour,
            linestyle=stroke,
            linewidth=2.5 if curve.genre is None else 1.6,
            label=f"{_name(curve)} ({curve.support:,}): AP {curve.average_precision:.3f}",
        )
    axes.set(xlabel="recall", ylabel="precision", title="Precision and recall", xlim=(0, 1.01), ylim=(0, 1.02))
    _grid(axes)
    if evaluation.curves:
        axes.legend(loc="lower left", fontsize=9)
    return figure


def calibration_text(evaluation: Evaluation) -> str:
    """Say in one sentence what the calibration plot shows."""
    filled = [
        (abs(b.true_share - b.mean_probability), b)
        for b in evaluation.reliability
        if b.true_share is not None and b.mean_probability is not None
    ]
    if not filled:
        return "Calibration plot without a single known cell."
    worst, where = max(filled, key=lambda pair: pair[0])
    cells = [b.cells for b in evaluation.reliability]
    return (
        f"Calibration plot in {len(cells)} bins: the share of cells that are true, by predicted probability. It is "
        f"farthest from the diagonal (by {worst:.3f}) between {where.lower:.2f} and {where.upper:.2f}. Below it are "
        f"the cells in each bin: {cells[0]:,} in the first, {cells[-1]:,} in the last, {min(cells):,} in the emptiest."
    )


def curves_text(evaluation: Evaluation) -> str:
    """Say in one sentence what the plot of the curves shows."""
    curves = "; ".join(f"{_name(curve)} {curve.average_precision:.3f}" for curve in evaluation.curves)
    return f"Precision-recall curves with their average precision: {curves or 'none'}."


def _name(curve: PrecisionRecallCurve) -> str:
    if curve.genre is None:
        return "all cells"
    taxonomy = load_taxonomy()
    return taxonomy[curve.genre].name if curve.genre in taxonomy.ids else curve.genre


def _figure(width: float, height: float) -> "Figure":
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise MissingExtraError("train", "matplotlib") from None
    return Figure(figsize=(width, height), dpi=_DPI, layout="constrained", facecolor="white")


def _grid(axes: "Axes") -> None:
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _save(figure: "Figure", file: BinaryIO) -> None:
    """Write few colours and no date: the folder has to stay small, and equal figures should give equal files."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    pixels.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, format="PNG", optimize=True)
