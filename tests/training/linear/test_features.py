import numpy as np

from bookgenre.training.linear.features import NgramFeatures

SIZE = 40


def test_informative_ngrams_are_found_and_special_tokens_are_not(corpus):
    windows, targets = corpus
    keys = set(NgramFeatures.find(windows, targets, SIZE, 3).keys)
    assert {5, SIZE * (7 + 1) + 8} <= keys
    assert not {0, 1} & set(NgramFeatures.find(windows, targets, SIZE, 10_000).keys)


def test_rows_have_length_one(corpus):
    windows, targets = corpus
    features = NgramFeatures.find(windows, targets, SIZE, 10_000).features([*windows, [0, 1]])
    np.testing.assert_allclose(np.sqrt(features.multiply(features).sum(axis=1)).ravel(), [[1] * 400 + [0]])
