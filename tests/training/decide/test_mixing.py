import numpy as np
import pytest

from bookgenre.training.decide.mixing import SHARES, choose_share


@pytest.fixture(scope="module")
def truth():
    """Log-odds of six genres in 3,000 books, and labels that follow them."""
    rng = np.random.default_rng(5)
    logits = rng.normal(-1, 2, (3000, 6))
    return rng, logits, (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.uint8)


def test_two_views_of_the_same_thing_are_better_than_either(truth):
    rng, logits, targets = truth
    network, linear = (logits + rng.normal(0, 2, logits.shape) for _ in range(2))
    mixture = choose_share(network, 7 * linear, targets, np.ones_like(targets))
    assert mixture.share in (0.4, 0.5, 0.6)
    assert set(mixture.scores) == set(SHARES)
    assert mixture.scores[0.5]["map"] > mixture.scores[0.0]["map"] + 0.02
    assert mixture.scores[0.5]["log_loss"] < mixture.scores[0.0]["log_loss"]
    probabilities = 1 / (1 + np.exp(-mixture.logits(network, 7 * linear)))
    assert np.abs(probabilities.mean() - targets.mean()) < 0.005


def test_noise_gets_no_weight(truth):
    rng, logits, targets = truth
    mixture = choose_share(logits, rng.normal(0, 2, logits.shape), targets, np.ones_like(targets))
    assert mixture.linear_weight < 0.05 * mixture.network_weight
