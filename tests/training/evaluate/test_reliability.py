import numpy as np
import pytest

from bookgenre.training.evaluate.reliability import reliability_bins
from bookgenre.training.evaluate.scores import calibration_error


def test_bins_by_hand():
    probabilities = np.array([[0.1, 0.2], [0.2, 0.9], [1.0, 0.5]])
    targets = np.array([[0, 1], [0, 1], [1, 0]], dtype=np.uint8)
    low, high = reliability_bins(probabilities, targets, np.ones_like(targets), bins=2)
    assert (low.lower, low.upper, low.cells) == (0, 0.5, 3)
    assert low.mean_probability == pytest.approx((0.1 + 0.2 + 0.2) / 3)
    assert low.true_share == pytest.approx(1 / 3)
    assert (high.lower, high.upper, high.cells) == (0.5, 1, 3)  # a half and a whole belong to the upper one
    assert high.mean_probability == pytest.approx((0.9 + 1.0 + 0.5) / 3)
    assert high.true_share == pytest.approx(2 / 3)


def test_an_empty_bin_has_no_mean():
    bins = reliability_bins(np.array([[0.95]]), np.array([[1]]), np.array([[1]]))
    assert [b.cells for b in bins] == [0] * 14 + [1]
    assert (bins[0].mean_probability, bins[0].true_share) == (None, None)


def test_masked_cells_are_left_out():
    probabilities = np.array([[0.9, 0.9, 0.05]])
    targets, known = np.array([[1, 0, 0]]), np.array([[1, 0, 1]])
    assert sum(b.cells for b in reliability_bins(probabilities, targets, known)) == 2


def test_the_calibration_error_is_their_mean_distance_from_the_diagonal():
    rng = np.random.default_rng(3)
    probabilities = rng.random((300, 7))
    targets = (rng.random(probabilities.shape) < probabilities**2).astype(np.uint8)
    known = (rng.random(probabilities.shape) < 0.9).astype(np.uint8)
    scores, truths = probabilities[known == 1], targets[known == 1]
    expected = 0.0
    for low in range(15):
        inside = (scores >= low / 15) & (scores < (low + 1) / 15)
        expected += inside.mean() * abs(truths[inside].mean() - scores[inside].mean())
    assert expected > 0.05
    assert calibration_error(probabilities, targets, known) == pytest.approx(expected)


def test_a_cell_counts_in_the_calibration_error_by_its_weight():
    probabilities, targets = np.array([[0.9, 0.9, 0.2]]), np.array([[1, 0, 0]])
    weights = np.array([[3.0, 1.0, 0.0]])
    # Of the weight at 0.9, three quarters are true.
    assert calibration_error(probabilities, targets, weights) == pytest.approx(0.15)
    assert calibration_error(probabilities, targets, np.zeros_like(weights)) == 0
