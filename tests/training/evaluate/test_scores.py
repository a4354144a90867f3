import numpy as np
import pytest
from sklearn import metrics as reference

from bookgenre.training.evaluate import scores as metrics


@pytest.fixture(scope="module")
def cells():
    rng = np.random.default_rng(5)
    targets = (rng.random((200, 12)) < np.linspace(0.02, 0.6, 12)).astype(np.uint8)
    targets[:, 0] = 0  # a genre that never occurs
    targets[:3] = 0  # books without genres
    probabilities = np.clip(0.5 * targets + 0.5 * rng.random(targets.shape), 0, 1)
    return probabilities, targets, np.ones_like(targets)


def test_f1_is_that_of_scikit_learn(cells):
    probabilities, targets, known = cells
    chosen = probabilities > 0.6
    found = metrics.f1_scores(chosen, targets, known)

    def expected(average, rows=slice(None), columns=slice(None)):
        return reference.f1_score(targets[rows, columns], chosen[rows, columns], average=average, zero_division=0)

    assert found.micro == pytest.approx(expected("micro"))
    assert found.weighted == pytest.approx(expected("weighted"))
    assert found.samples == pytest.approx(expected("samples"))
    assert found.macro == pytest.approx(expected("macro", columns=slice(1, None)))
    assert found.by_genre == pytest.approx(expected(None))
    assert found.support.tolist() == targets.sum(0).tolist()


def test_ranking_scores_are_those_of_scikit_learn(cells):
    probabilities, targets, known = cells
    some = targets.sum(1) > 0
    assert metrics.ndcg_at(probabilities, targets, known, 5) == pytest.approx(
        reference.ndcg_score(targets[some], probabilities[some], k=5)
    )
    assert np.nanmean(metrics.average_precisions(probabilities, targets, known)) == pytest.approx(
        reference.average_precision_score(targets[:, 1:], probabilities[:, 1:], average="macro")
    )
    assert np.isnan(metrics.average_precisions(probabilities, targets, known)[0])


def test_precision_and_recall_at_k_by_hand():
    probabilities = np.array([[0.9, 0.8, 0.1, 0.2], [0.1, 0.2, 0.3, 0.4]])
    targets = np.array([[1, 0, 1, 1], [0, 0, 0, 1]], dtype=np.uint8)
    known = np.ones_like(targets)
    assert metrics.precision_at(probabilities, targets, known, 2) == pytest.approx((1 / 2 + 1 / 2) / 2)
    assert metrics.recall_at(probabilities, targets, known, 2) == pytest.approx((1 / 3 + 1) / 2)
    assert metrics.ndcg_at(probabilities, targets, known, 1) == 1.0


def test_a_masked_cell_counts_nowhere():
    probabilities = np.array([[0.9, 0.8, 0.1], [0.2, 0.7, 0.6]])
    targets = np.array([[0, 1, 0], [0, 1, 1]], dtype=np.uint8)
    known = np.array([[0, 1, 1], [1, 1, 1]], dtype=np.uint8)
    chosen = probabilities > 0.5
    assert metrics.f1_scores(chosen, targets, known).micro == 1.0
    assert metrics.precision_at(probabilities, targets, known, 1) == 1.0
    assert metrics.exact_match(chosen, targets, known) == 1.0
    assert metrics.hamming_accuracy(chosen, targets, known) == 1.0
    assert metrics.calibration_error(chosen.astype(float), targets, known) == 0.0
    everything = np.ones_like(known)
    assert metrics.f1_scores(chosen, targets, everything).micro < 1.0
    assert metrics.exact_match(chosen, targets, everything) == 0.5


def test_the_best_single_threshold_is_found_exactly(cells):
    probabilities, targets, known = cells
    best, threshold = metrics.micro_f1_at_best_threshold(probabilities, targets, known)
    tried = [metrics.f1_scores(probabilities >= t, targets, known).micro for t in np.unique(probabilities)]
    assert best == pytest.approx(max(tried))
    assert metrics.f1_scores(probabilities >= threshold, targets, known).micro == pytest.approx(best)


def test_calibration_error_is_nought_for_honest_and_large_for_boastful_probabilities():
    rng = np.random.default_rng(1)
    honest = rng.random((4000, 5))
    targets = (rng.random(honest.shape) < honest).astype(np.uint8)
    known = np.ones_like(targets)
    assert metrics.calibration_error(honest, targets, known) < 0.02
    assert metrics.calibration_error(honest**0.25, targets, known) > 0.2
    assert metrics.calibration_error(honest, targets, known, above=2.0) == 0.0


def test_choosing_nothing_is_right_in_most_cells():
    targets = np.zeros((10, 100), dtype=np.uint8)
    targets[:, :3] = 1
    assert metrics.hamming_accuracy(np.zeros_like(targets), targets, np.ones_like(targets)) == pytest.approx(0.97)
