"""The fit of all columns at once, against SciPy's of one column at a time."""

import numpy as np
import pytest
from scipy.optimize import minimize

from bookgenre.training.decide.logistic import fit_logistic

CENTRE = np.array([1.0, 0.8, -0.2])
BOUNDS = np.array([0.2, 0.2, -10.0]), np.array([20.0, 20.0, 10.0])


@pytest.fixture(scope="module")
def problem():
    """300 rows and 40 columns from frequent to rare; a tenth of the cells is not known."""
    rng = np.random.default_rng(5)
    features = rng.normal(0, 2, (2, 300, 40))
    chances = 1 / (1 + np.exp(-(0.7 * features[0] + 1.5 * features[1] - np.linspace(0, 6, 40))))
    targets = (rng.random(chances.shape) < chances).astype(np.uint8)
    known = (rng.random(chances.shape) < 0.9).astype(np.uint8)
    targets[:, 3], targets[:, 4], known[:, 5] = 0, 1, 0
    # Against the features: what is best lies beyond the bounds.
    targets[:, 6] = features[0, :, 6] < 0
    return features, targets, known


def one_column(features, targets, known, shrinkage):
    x, t = features[:, known == 1].T, targets[known == 1].astype(float)

    def loss(p):
        scores = x @ p[:-1] + p[-1]
        errors = 1 / (1 + np.exp(-scores)) - t
        away = p - CENTRE
        value = np.sum(np.logaddexp(0, scores) - t * scores) + shrinkage / 2 * (away @ away)
        return value, np.append(errors @ x, errors.sum()) + shrinkage * away

    options = {"ftol": 1e-16, "gtol": 1e-10, "maxiter": 10_000, "maxfun": 100_000}
    bounds = list(zip(*BOUNDS, strict=True))
    return minimize(loss, CENTRE, jac=True, method="L-BFGS-B", bounds=bounds, options=options)


@pytest.mark.parametrize("shrinkage", [0.1, 10.0, 1000.0])
def test_every_column_is_fitted_as_it_would_be_by_itself(problem, shrinkage):
    features, targets, known = problem
    found = fit_logistic(features, targets, known, CENTRE, shrinkage, BOUNDS)
    for column, parameters in enumerate(found):
        expected = one_column(features[:, :, column], targets[:, column], known[:, column], shrinkage)
        np.testing.assert_allclose(parameters, expected.x, atol=2e-5)
    np.testing.assert_allclose(found[5], CENTRE)
    assert (found >= BOUNDS[0]).all()
    assert (found <= BOUNDS[1]).all()


def test_a_column_without_a_penalty_and_with_one_answer_alone_ends_at_its_bounds(problem):
    features, _, _ = problem
    rows = np.ones((300, 1))
    found = fit_logistic(features[:, :, :1], 0 * rows, rows, CENTRE, 0.0, BOUNDS)
    assert found[0, -1] == -10


def test_blocks_of_columns_do_not_change_what_is_found(problem, monkeypatch):
    at_once = fit_logistic(*problem, CENTRE, 10.0, BOUNDS)
    monkeypatch.setattr("bookgenre.training.decide.logistic._BLOCK", 7 * 300)
    np.testing.assert_allclose(fit_logistic(*problem, CENTRE, 10.0, BOUNDS), at_once, atol=1e-9)
