import numpy as np

from bookgenre.training.linear.features import NgramFeatures
from bookgenre.training.linear.svm import LinearClassifiers, train_classifiers


def test_the_classifiers_learn_tokens_and_the_order_of_pairs(corpus, trained):
    windows, targets = corpus
    ngrams, classifiers = trained
    margins = classifiers.margins(ngrams.features(windows))
    assert ((margins[:, :2] > 0) == targets[:, :2]).mean() > 0.98
    assert (margins[:, 2] == -3).all()


def test_rows_in_which_a_genre_is_not_known_do_not_teach_it(corpus, trained):
    windows, targets = corpus
    features = trained[0].features(windows)
    known = np.ones(targets.shape, dtype=np.float32)
    wrong = targets.copy()
    wrong[200:, 0] = 1 - wrong[200:, 0]
    known[200:, 0] = 0
    margins = train_classifiers(features, wrong, known, penalty=10.0).margins(features)
    assert ((margins[:, 0] > 0) == targets[:, 0]).mean() > 0.95


def test_the_solution_is_that_of_scikit_learn(corpus, trained):
    from sklearn.svm import LinearSVC

    windows, targets = corpus
    ngrams, classifiers = trained
    features = ngrams.features(windows)
    expected = LinearSVC(C=10.0, dual=True, tol=1e-6, max_iter=100_000).fit(features, targets[:, 0])
    margins = classifiers.margins(features)[:, 0]
    assert np.corrcoef(margins, expected.decision_function(features))[0, 1] > 0.99


def test_a_cell_counts_by_its_weight(corpus, trained):
    windows, targets = corpus
    features = trained[0].features(windows)
    # Half of the rows say the opposite, and count a hundredth.
    wrong, weights = targets.copy(), np.ones(targets.shape, dtype=np.float32)
    wrong[::2, 0], weights[::2, 0] = 1 - wrong[::2, 0], 0.01
    margins = train_classifiers(features, wrong, weights, penalty=1.0).margins(features)
    assert ((margins[:, 0] > 0) == targets[:, 0]).mean() > 0.95


def test_classifiers_without_rows_say_no():
    margins = LinearClassifiers(np.zeros((2, 1), dtype=np.float32), np.array([-3.0], dtype=np.float32))
    assert margins.margins(NgramFeatures(4, np.array([1, 2]), np.ones(2, dtype=np.float32)).features([[1, 2]])) == [
        [-3]
    ]
