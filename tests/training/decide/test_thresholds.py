import numpy as np
import pytest

from bookgenre.genres import load_taxonomy
from bookgenre.training.decide.calibration import fit_calibrations, fit_scaling
from bookgenre.training.decide.thresholds import (
    LOWEST_THRESHOLD,
    OWN_SHARES,
    SHRINKAGES,
    DecisionData,
    choose_rule,
    expected_f1_threshold,
    fit_labels,
)
from bookgenre.training.evaluate.scores import f1_scores

GENRES = ("fiction", "romance", "thriller", "mystery-thriller-suspense", "cooking", "food-drink", "nonfiction")


@pytest.fixture(scope="module")
def corpus():
    """Logits whose true probability is sigmoid(0.5 * logit - 1)."""
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 4, (1500, len(GENRES)))
    true = 1 / (1 + np.exp(-(0.5 * logits - 1)))
    targets = (rng.random(true.shape) < true).astype(np.uint8)
    return logits, targets, np.ones_like(targets), true


def test_calibration_finds_scale_and_offset(corpus):
    logits, targets, known, true = corpus
    (calibration,) = fit_calibrations(logits, targets, known, shrinkages=[300])
    assert calibration.scales == pytest.approx(0.5, abs=0.12)
    assert calibration.scales_above == pytest.approx(0.5, abs=0.12)
    assert calibration.offsets == pytest.approx(-1, abs=0.25)
    assert np.abs(calibration.probabilities(logits) - true).mean() < 0.02


def test_calibration_finds_a_model_that_is_too_sure_of_a_yes_alone(corpus):
    logits, _, known, _ = corpus
    true = 1 / (1 + np.exp(-np.where(logits < 0, logits, 0.3 * logits)))
    targets = (np.random.default_rng(6).random(true.shape) < true).astype(np.uint8)
    (calibration,) = fit_calibrations(logits, targets, known, shrinkages=[300])
    assert calibration.scales == pytest.approx(1, abs=0.2)
    assert calibration.scales_above == pytest.approx(0.3, abs=0.1)
    assert np.abs(calibration.probabilities(logits) - true).mean() < 0.02


def test_scaling_puts_the_margins_of_all_genres_on_one_scale(corpus):
    logits, targets, known, true = corpus
    margins = logits * np.linspace(0.5, 2, 7)
    scales, offsets = fit_scaling(margins, targets, known, shrinkage=1)
    assert scales * np.linspace(0.5, 2, 7) == pytest.approx(0.5, abs=0.1)
    assert np.abs(1 / (1 + np.exp(-(scales * margins + offsets))) - true).mean() < 0.02


def test_a_genre_with_few_examples_leans_on_all_others(corpus):
    logits, targets, known, _ = corpus
    known = known.copy()
    known[8:, 0] = 0
    targets = targets.copy()
    targets[:8, 0] = 1  # eight books, all of them positive
    loose, tight = fit_calibrations(logits, targets, known, shrinkages=[0.01, 300])
    assert loose.offsets[0] > 1
    assert tight.offsets[0] == pytest.approx(-1, abs=0.3)


def test_the_expected_f1_threshold_is_the_best_on_calibrated_probabilities():
    rng = np.random.default_rng(3)
    probabilities = rng.beta(0.4, 2.0, (200_000, 1))
    targets = (rng.random(probabilities.shape) < probabilities).astype(np.uint8)
    known = np.ones_like(targets)
    threshold = expected_f1_threshold(probabilities)
    found = f1_scores(probabilities >= threshold, targets, known).micro
    tried = [f1_scores(probabilities >= t, targets, known).micro for t in np.linspace(0.05, 0.9, 60)]
    assert found > max(tried) - 0.002
    # The optimum of F1 lies at half of the F1 that it reaches (Lipton et al. 2014).
    assert threshold == pytest.approx(found / 2, abs=0.02)


def test_labels_carry_thresholds_calibration_and_base_rates(corpus):
    logits, targets, known, _ = corpus
    targets = targets.copy()
    targets[:, 4] = 0  # no cookery at all
    data = DecisionData(load_taxonomy(), GENRES, logits, targets, known)
    labels, common = fit_labels(data, shrinkage=10, own_share=0.0)
    assert labels.thresholds == pytest.approx(np.clip(common, LOWEST_THRESHOLD, 0.98), abs=1e-4)
    assert [genre.id for genre in labels.genres] == list(GENRES)
    assert 0 < labels.base_rates[4] < 0.001
    own, _ = fit_labels(data, shrinkage=10, own_share=1.0)
    assert len(set(own.thresholds)) > 3


def test_the_rule_is_chosen_on_rows_that_it_was_not_fitted_to(corpus):
    logits, targets, known, _ = corpus
    rules = choose_rule(DecisionData(load_taxonomy(), GENRES, logits, targets, known), known)
    assert len(rules) == len(SHRINKAGES) * len(OWN_SHARES)
    sums = [rule.micro_f1 + rule.macro_f1 for rule in rules]
    assert sums == sorted(sums, reverse=True)
    noise = np.random.default_rng(4).normal(0, 4, logits.shape)
    honest = choose_rule(DecisionData(load_taxonomy(), GENRES, noise, targets, known), known)[0]
    # Without information, choosing every genre is best; anything above would be overfitting.
    everything = f1_scores(np.ones_like(targets), targets, known)
    assert honest.micro_f1 <= everything.micro + 0.02


def test_a_weight_counts_as_so_many_cells():
    probabilities = np.array([0.9, 0.6, 0.4, 0.2, 0.1])
    weights = np.array([1, 2, 3, 1, 4])
    assert expected_f1_threshold(probabilities, weights) == expected_f1_threshold(np.repeat(probabilities, weights))


def test_sides_are_settled_by_all_genres_and_one_of_them_is_chosen():
    rng = np.random.default_rng(7)
    # The root's own logits say nothing; cooking and romance tell the side.
    novel = rng.random(1200) < 0.5
    logits = rng.normal(-4, 0.5, (1200, len(GENRES)))
    logits[novel, 1], logits[~novel, 4] = 4, 4
    logits[:, [0, 6]] = rng.normal(0, 1, (1200, 2))
    targets = np.zeros(logits.shape, dtype=np.uint8)
    targets[novel, 0] = targets[novel, 1] = 1
    targets[~novel, 6] = targets[~novel, 4] = targets[~novel, 5] = 1
    data = DecisionData(load_taxonomy(), GENRES, logits, targets, np.ones_like(targets), settle=True)
    labels, _ = fit_labels(data, shrinkage=10, own_share=1.0)
    probabilities = labels.probabilities(logits)
    chosen = labels.decide(probabilities)
    assert (chosen[:, 0] == novel).mean() > 0.99
    assert (chosen[:, 6] != novel).mean() > 0.99
    assert not (chosen[:, 0] & chosen[:, 6]).any()
    # No thriller is more probable than that the book is fiction.
    assert (probabilities[:, 2] <= probabilities[:, 0]).all()


def test_no_genre_is_chosen_at_less_than_the_lowest_threshold(corpus):
    logits, targets, known, _ = corpus
    rare = targets.copy()
    rare[5:, 4] = 0
    data = DecisionData(load_taxonomy(), GENRES, logits - 8, rare, known)
    labels, _ = fit_labels(data, shrinkage=10, own_share=1.0)
    assert labels.thresholds.min() >= LOWEST_THRESHOLD


def test_a_row_is_answered_by_a_calibration_that_it_had_no_part_in(corpus):
    logits, targets, known, _ = corpus
    data = DecisionData(load_taxonomy(), GENRES, logits, targets, known)
    held = list(data.folds())
    assert len(held) == 10
    assert (np.sum(held, axis=0) == 1).all()
    unseen = data.unseen_probabilities(10)
    (fit,) = data.take(~held[0]).fits([10])
    assert (unseen[held[0]] == data.tree(fit).probabilities(logits[held[0]])).all()


def test_a_mixture_weighs_the_sides_as_declared_and_gaps_as_absences(corpus):
    logits, targets, known, _ = corpus
    known = known.copy()
    known[0, 1] = 0
    data = DecisionData(load_taxonomy(), GENRES, logits, targets, known).as_mixture(0.8)
    assert data.settle
    fiction, nonfiction = (targets[:, GENRES.index(side)] == 1 for side in ("fiction", "nonfiction"))
    books = data.weights[:, 2]
    assert books[nonfiction & ~fiction].sum() == pytest.approx(4 * books[fiction & ~nonfiction].sum())
    assert data.weights[0, 1] == pytest.approx(0.3 * books[0])
