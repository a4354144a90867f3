import numpy as np
import pytest

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.scorer import SumOfScorers
from bookgenre.errors import ModelError

SPY = "An old spy and his handler keep a secret in Berlin."


class Constant:
    """A model of one's own: the same logits for every window."""

    def __init__(self, *logits):
        self._logits = logits
        self.genres = len(logits)

    def logits(self, windows, batch_size=1, callback=None):
        if callback is not None:
            callback()
        return np.tile(np.array(self._logits, dtype=np.float32), (len(windows), 1))


def test_the_logits_of_several_scorers_are_added():
    scorer = SumOfScorers(Constant(1, 2), Constant(10, 20), Constant(0, 0.5))
    assert scorer.genres == 2
    np.testing.assert_allclose(scorer.logits([[3, 4], [5]]), [[11, 22.5]] * 2)


def test_scorers_of_different_genres_are_refused():
    with pytest.raises(ModelError, match="answer 2 and 3 genres; they belong to different models"):
        SumOfScorers(Constant(1, 2), Constant(1, 2, 3))


def test_another_model_is_one_class(tiny_classifier):
    logits = [-9.0] * len(tiny_classifier.labels)
    logits[tiny_classifier.labels.index["romance"]] = 9.0
    parts = (tiny_classifier.config, tiny_classifier.labels, tiny_classifier._pipeline.encoder)
    classifier = GenreClassifier(*parts, Constant(*logits))
    assert [score.id for score in classifier.predict(SPY).chosen] == ["fiction", "romance"]
    with pytest.raises(ModelError, match=r"genres\.json names 9 genres, model\.onnx has 2 outputs"):
        GenreClassifier(*parts, Constant(1, 2))
