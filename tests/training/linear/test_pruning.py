import numpy as np
import pytest

from bookgenre.classifier.ngrams import NgramModel
from bookgenre.errors import ExportError
from bookgenre.genres import load_taxonomy
from bookgenre.training.linear.linear_model import LinearModel
from bookgenre.training.linear.pruning import prune, prune_to_size
from bookgenre.training.linear.svm import LinearClassifiers


def model_of(ngrams, classifiers, scales=None, offsets=None):
    genres = len(classifiers.intercepts)
    scales, offsets = np.ones(genres) if scales is None else scales, np.zeros(genres) if offsets is None else offsets
    return LinearModel(ngrams, classifiers, scales, offsets, np.zeros((0, genres), dtype=np.float16))


def test_all_entries_give_the_logits_of_the_classifiers(corpus, trained):
    windows, _ = corpus
    ngrams, classifiers = trained
    scales, offsets = np.array([2.0, 3.0, 1.0]), np.array([-1.0, 0.5, 0.0])
    small = prune(model_of(ngrams, classifiers, scales, offsets), 10_000)
    expected = scales * classifiers.margins(ngrams.features(windows)) + offsets
    gaps = np.abs(small.logits(windows) - expected)
    assert gaps.mean() < 0.15
    assert gaps.max() < 0.6  # of logits between -6 and 6
    np.testing.assert_allclose(small.logits([[0, 1]]), [scales * classifiers.intercepts + offsets], rtol=1e-5)


def test_few_entries_keep_what_matters(corpus, trained):
    windows, _ = corpus
    ngrams, classifiers = trained
    small = prune(model_of(ngrams, classifiers), 20)
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
    wide = prune(model_of(ngrams, LinearClassifiers(weights, intercepts)), 10_000).logits(windows)
    narrow = prune(model_of(ngrams, classifiers), 10_000).logits(windows)
    np.testing.assert_array_equal(wide[:, places], narrow)
    assert (np.delete(wide, places, axis=1) == -3).all()


def test_as_many_weights_as_fit_are_kept(linear_folder, tmp_path):
    model = LinearModel.open(linear_folder, load_taxonomy().ids)
    large, small = (tmp_path / name for name in ("large.npz", "small.npz"))
    prune_to_size(model, 1_000_000, large)
    room = large.stat().st_size * 9 // 10
    prune_to_size(model, room, small)
    assert room * 0.6 < small.stat().st_size <= room
    with pytest.raises(ExportError, match="too few for the n-grams"):
        prune_to_size(model, 100, small)
