import numpy as np
import pytest

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
    from bookgenre.training.linear.features import NgramFeatures
    from bookgenre.training.linear.svm import train_classifiers

    windows, targets = corpus
    ngrams = NgramFeatures.find(windows, targets, SIZE, 200)
    classifiers = train_classifiers(
        ngrams.features(windows), targets, np.ones(targets.shape, dtype=np.float32), penalty=10.0
    )
    return ngrams, classifiers
