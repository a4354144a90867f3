import numpy as np
import pytest

from bookgenre.classifier.ngrams import NgramModel
from bookgenre.training.linear.svm import LinearClassifiers, Ngrams, compact, fold_of, train_classifiers

SIZE = 40


@pytest.fixture(scope="module")
def corpus():
    """Windows between the marks 0 and 1; token 5 makes genre 0, the pair (7, 8) genre 1, and genre 2 never occurs."""
    rng = np.random.default_rng(0)
    windows = [[0, *rng.integers(10, SIZE, rng.integers(5, 30)).tolist(), 1] for _ in range(400)]
    targets = np.zeros((400, 3), dtype=np.uint8)
    for row, window in enumerate(windows):
        if row % 3 == 0:
            window[2:2] = [5]
            targets[row, 0] = 1
        if row % 4 == 0:
            window[3:3] = [7, 8] if row % 8 else [7, 8, 8, 7]
            targets[row, 1] = 1
        elif row % 4 == 1:
            window[3:3] = [8, 7]
    return windows, targets


@pytest.fixture(scope="module")
def trained(corpus):
    windows, targets = corpus
    ngrams = Ngrams.find(windows, targets, SIZE, 200)
    classifiers = train_classifiers(
        ngrams.features(windows), targets, np.ones(targets.shape, dtype=np.float32), penalty=10.0
    )
    return ngrams, classifiers


def test_the_telling_ngrams_are_found_and_the_marks_are_not(corpus):
    windows, targets = corpus
    keys = set(Ngrams.find(windows, targets, SIZE, 3).keys)
    assert {5, SIZE * (7 + 1) + 8} <= keys
    assert not {0, 1} & set(Ngrams.find(windows, targets, SIZE, 10_000).keys)


def test_rows_have_length_one(corpus):
    windows, targets = corpus
    features = Ngrams.find(windows, targets, SIZE, 10_000).features([*windows, [0, 1]])
    np.testing.assert_allclose(np.sqrt(features.multiply(features).sum(axis=1)).ravel(), [[1] * 400 + [0]])


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


def test_all_entries_give_the_logits_of_the_classifiers(corpus, trained):
    windows, _ = corpus
    ngrams, classifiers = trained
    scales, offsets = np.array([2.0, 3.0, 1.0]), np.array([-1.0, 0.5, 0.0])
    small = compact(ngrams, classifiers, scales, offsets, 10_000)
    expected = scales * classifiers.margins(ngrams.features(windows)) + offsets
    gaps = np.abs(small.logits(windows) - expected)
    assert gaps.mean() < 0.15
    assert gaps.max() < 0.6  # of logits between -6 and 6
    np.testing.assert_allclose(small.logits([[0, 1]]), [scales * classifiers.intercepts + offsets], rtol=1e-5)


def test_few_entries_keep_what_matters(corpus, trained):
    windows, _ = corpus
    ngrams, classifiers = trained
    small = compact(ngrams, classifiers, np.ones(3), np.zeros(3), 20)
    full = classifiers.margins(ngrams.features(windows))
    assert np.corrcoef(small.logits(windows)[:, 0], full[:, 0])[0, 1] > 0.8
    assert isinstance(small, NgramModel)


def test_more_than_256_genres_keep_their_columns(corpus, trained):
    windows, _ = corpus
    ngrams, classifiers = trained
    # The three genres, far apart among 600.
    places = [5, 300, 599]
    weights, intercepts = np.zeros((len(ngrams.keys), 600), dtype=np.float32), np.full(600, -3, dtype=np.float32)
    weights[:, places], intercepts[places] = classifiers.weights, classifiers.intercepts
    wide = compact(ngrams, LinearClassifiers(weights, intercepts), np.ones(600), np.zeros(600), 10_000).logits(windows)
    narrow = compact(ngrams, classifiers, np.ones(3), np.zeros(3), 10_000).logits(windows)
    np.testing.assert_array_equal(wide[:, places], narrow)
    assert (np.delete(wide, places, axis=1) == -3).all()


def test_a_fold_holds_whole_works():
    from bookgenre.book import Book
    from bookgenre.corpus import LabelledBook

    records = [LabelledBook(Book("x"), f"work {number // 2}", frozenset()) for number in range(200)]
    fold = fold_of(records, 3)
    assert (fold[::2] == fold[1::2]).all()
    assert set(fold) == {0, 1, 2}


def test_classifiers_without_rows_say_no():
    margins = LinearClassifiers(np.zeros((2, 1), dtype=np.float32), np.array([-3.0], dtype=np.float32))
    assert margins.margins(Ngrams(4, np.array([1, 2]), np.ones(2, dtype=np.float32)).features([[1, 2]])) == [[-3]]
