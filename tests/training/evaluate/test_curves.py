import numpy as np
import pytest
from sklearn import metrics as reference

from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.training.evaluate.curves import precision_recall_curves, reliability_bins
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


def labels_of(count):
    return LabelSpace([ModelGenre(f"genre-{i:02}", f"Genre {i}", None, 0.1, 0.5) for i in range(count)])


def areas(curve):
    """Area under the points, by steps."""
    return float(np.sum(np.diff((0.0, *curve.recall)) * np.array(curve.precision)))


def test_a_curve_by_hand():
    probabilities = np.array([[0.9], [0.8], [0.7], [0.6]])
    targets = np.array([[1], [0], [1], [0]], dtype=np.uint8)
    (curve,) = precision_recall_curves(probabilities, targets, np.ones_like(targets), labels_of(1))
    assert curve.genre is None  # no genre has ten books
    assert curve.support == 2
    assert curve.recall == pytest.approx((0.5, 1.0))
    assert curve.precision == pytest.approx((1.0, 2 / 3))
    assert curve.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


@pytest.fixture(scope="module")
def cells():
    rng = np.random.default_rng(8)
    targets = (rng.random((800, 30)) < np.geomspace(0.004, 0.5, 30)).astype(np.uint8)
    probabilities = np.clip(0.3 * targets + 0.7 * rng.random(targets.shape), 0, 1)
    known = (rng.random(targets.shape) < 0.9).astype(np.uint8) | targets
    return probabilities, targets, known


def test_curves_are_those_of_scikit_learn(cells):
    probabilities, targets, known = cells
    curves = precision_recall_curves(*cells, labels_of(30))
    # Of all genres together, and of single ones.
    assert {curve.genre is None for curve in curves} == {True, False}
    for curve in curves:
        columns = slice(None) if curve.genre is None else slice(int(curve.genre[-2:]), int(curve.genre[-2:]) + 1)
        seen = known[:, columns] == 1
        truths, scores = targets[:, columns][seen], probabilities[:, columns][seen]
        assert curve.support == truths.sum()
        assert curve.average_precision == pytest.approx(reference.average_precision_score(truths, scores))
        precision, recall, _ = reference.precision_recall_curve(truths, scores)
        whole = {(round(r, 9), round(p, 9)) for r, p in zip(recall, precision, strict=True)}
        assert {(round(r, 9), round(p, 9)) for r, p in zip(curve.recall, curve.precision, strict=True)} <= whole
        assert list(curve.recall) == sorted(set(curve.recall))
        assert curve.recall[-1] == 1
        # Whole where there is a step for each book; of larger ones a point for each per cent.
        assert areas(curve) == pytest.approx(curve.average_precision, abs=1e-9 if curve.support <= 100 else 0.01)
        assert len(curve.recall) == min(curve.support, 100)


def test_five_genres_from_the_most_frequent_to_the_rarest_with_ten_books(cells):
    probabilities, targets, known = cells
    support = (targets * known).sum(axis=0).tolist()
    ranked = sorted((i for i in range(30) if support[i] >= 10), key=lambda i: (-support[i], i))
    assert 9 < len(ranked) < 30
    last = len(ranked) - 1
    expected = [ranked[round(last * quarter / 4)] for quarter in range(5)]
    found = [curve.genre for curve in precision_recall_curves(probabilities, targets, known, labels_of(30))]
    assert found == [None, *(f"genre-{i:02}" for i in expected)]


def test_few_genres_are_drawn_once_each():
    targets = np.zeros((40, 3), dtype=np.uint8)
    targets[:20, 0] = targets[:12, 1] = targets[:9, 2] = 1
    probabilities = np.random.default_rng(1).random(targets.shape)
    curves = precision_recall_curves(probabilities, targets, np.ones_like(targets), labels_of(3))
    assert [(curve.genre, curve.support) for curve in curves] == [(None, 41), ("genre-00", 20), ("genre-01", 12)]


def test_masked_cells_are_in_no_curve():
    targets = np.array([[1], [0]] * 10, dtype=np.uint8)
    probabilities = np.array([[0.4], [0.9]] * 10)
    known = targets.copy()  # what is wrong is not known to be so
    assert [c.average_precision for c in precision_recall_curves(probabilities, targets, known, labels_of(1))] == [1, 1]
    everything = np.ones_like(known)
    assert precision_recall_curves(probabilities, targets, everything, labels_of(1))[0].average_precision < 0.6


def test_nothing_true_gives_no_curve():
    nothing = np.zeros((4, 2), dtype=np.uint8)
    assert precision_recall_curves(np.full((4, 2), 0.5), nothing, np.ones_like(nothing), labels_of(2)) == []
