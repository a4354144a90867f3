import dataclasses

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from bookgenre.errors import DataError
from bookgenre.training.card.card_plots import calibration_text, curves_text, draw_calibration, draw_curves, plot_card
from bookgenre.training.evaluate.curves import ReliabilityBin


def test_the_calibration_plot_shows_the_bins(evaluation):
    upper, lower = draw_calibration(evaluation).axes
    diagonal, measured = upper.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    filled = [b for b in evaluation.reliability if b.cells]
    assert len(filled) > 10
    np.testing.assert_allclose(measured.get_xydata(), [[b.mean_probability, b.true_share] for b in filled])
    assert [bar.get_height() for bar in lower.patches] == [b.cells for b in evaluation.reliability]
    assert sum(b.cells for b in evaluation.reliability) == 400 * 6
    assert lower.get_yscale() == "log"


def test_an_empty_bin_is_no_point(evaluation):
    bins = [ReliabilityBin(0, 0.5, 0, None, None), ReliabilityBin(0.5, 1, 3, 0.7, 0.6)]
    figure = draw_calibration(dataclasses.replace(evaluation, reliability=bins))
    assert figure.axes[0].lines[1].get_xydata().tolist() == [[0.7, 0.6]]


def test_the_other_plot_shows_the_curves_as_steps(evaluation):
    (axes,) = draw_curves(evaluation).axes
    assert len(axes.lines) == len(evaluation.curves) > 2
    for line, curve in zip(axes.lines, evaluation.curves, strict=True):
        assert line.get_drawstyle() == "steps-pre"
        recall, precision = line.get_data()
        assert tuple(recall[1:]) == curve.recall
        assert tuple(precision[1:]) == curve.precision
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0].startswith(f"all cells ({evaluation.curves[0].support:,}): AP 0.")
    assert "Fiction" in legend[1]
    # In grey they differ by their strokes, but for the first two, of which one is thick.
    assert len({line.get_linestyle() for line in axes.lines[1:]}) > 1
    assert len({line.get_color() for line in axes.lines}) == len(axes.lines)


def test_the_pictures_are_small_and_have_a_ground_of_their_own(evaluation, tmp_path):
    paths = plot_card(evaluation, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in paths}
    assert [path.name for path in paths] == ["calibration.png", "precision_recall.png"]
    for path in paths:
        assert path.stat().st_size < 30_000
        with Image.open(path) as picture:
            assert "transparency" not in picture.info
            pixels = picture.convert("RGB")
            assert pixels.getpixel((0, 0)) == (255, 255, 255)
            assert min(pixels.size) > 500
            assert len(np.unique(np.asarray(pixels).reshape(-1, 3), axis=0)) > 5


def test_the_same_figures_give_the_same_bytes(evaluation, tmp_path):
    one, other, changed = (tmp_path / name for name in ("one", "other", "changed"))
    different = dataclasses.replace(evaluation, reliability=evaluation.reliability[:-1], curves=evaluation.curves[:-1])
    pictures = {}
    for folder, figures in ((one, evaluation), (other, evaluation), (changed, different)):
        folder.mkdir()
        pictures[folder] = [path.read_bytes() for path in plot_card(figures, folder)]
    assert pictures[one] == pictures[other]
    assert all(a != b for a, b in zip(pictures[one], pictures[changed], strict=True))


def test_what_is_seen_is_said(evaluation):
    bins = [
        ReliabilityBin(0, 1 / 3, 1234, 0.1, 0.1),
        ReliabilityBin(1 / 3, 2 / 3, 5, 0.5, 0.75),
        ReliabilityBin(2 / 3, 1, 50, 0.8, 0.9),
    ]
    text = calibration_text(dataclasses.replace(evaluation, reliability=bins))
    assert "in 3 bins" in text
    assert "(by 0.250) between 0.33 and 0.67" in text
    assert "1,234 in the first, 50 in the last, 5 in the emptiest" in text
    for curve in evaluation.curves:
        assert f"{curve.average_precision:.3f}" in curves_text(evaluation)


def test_nothing_to_show_is_drawn_and_said_too(evaluation, tmp_path):
    empty = [ReliabilityBin(b.lower, b.upper, 0, None, None) for b in evaluation.reliability]
    nothing = dataclasses.replace(evaluation, reliability=empty, curves=[])
    assert len(plot_card(nothing, tmp_path)) == 2
    assert "without a single known cell" in calibration_text(nothing)
    assert "none" in curves_text(nothing)


def test_a_folder_that_is_not_there_and_cannot_be_made_is_named(evaluation, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(DataError, match=r"calibration\.png cannot be written"):
        plot_card(evaluation, tmp_path / "taken")


def test_few_colours_are_enough(evaluation, tmp_path):
    figure = draw_curves(evaluation)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    with Image.open(plot_card(evaluation, tmp_path)[1]) as picture:
        written = np.asarray(picture.convert("RGB")).astype(int)
    assert written.shape == drawn.shape
    # Of the strokes, by more than an eye sees: edges of letters and lines may be a little off.
    strokes = np.ptp(drawn, axis=2) > 100
    assert strokes.sum() > 1000
    assert np.quantile(np.abs(written - drawn).max(axis=2)[strokes], 0.9) < 8
