"""Embeddings on disk: what is there is not made again, and its time is told once."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fastai", reason="the peers need the extra train")

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from peers.embeddings import embed_to_disk


class Lengths:
    """Embeds a text as its length and its first letter; notes what it was given."""

    def __init__(self, fail_at=None):
        self.seen, self.fail_at = [], fail_at

    def __call__(self, texts):
        if len(self.seen) == self.fail_at:
            raise KeyboardInterrupt
        self.seen.append(len(texts))
        # Long enough for the clock of the processor to move.
        for _ in range(30):
            np.linalg.eigvals(np.random.default_rng(0).random((60, 60)))
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


@pytest.fixture
def texts():
    return [chr(97 + i % 26) * (1 + i % 50) for i in range(1500)]


def test_a_stopped_run_goes_on_and_counts_no_time_twice(texts, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        embed_to_disk(Lengths(fail_at=1), texts, tmp_path)
    second = Lengths()
    vectors, earlier = embed_to_disk(second, texts, tmp_path)
    assert second.seen == [476]
    assert vectors.tolist() == [[len(text), ord(text[0])] for text in texts]
    third = Lengths()
    again, later = embed_to_disk(third, texts, tmp_path)
    assert third.seen == []
    assert (again == vectors).all()
    # Of the first run the second told; of both the third.
    assert 0 < earlier < later


def test_a_text_that_changed_is_embedded_anew_and_alone(texts, tmp_path):
    embed_to_disk(Lengths(), texts, tmp_path)
    texts[7] = "something else"
    encoder = Lengths()
    vectors, _ = embed_to_disk(encoder, texts, tmp_path)
    assert encoder.seen == [1]
    assert vectors[7].tolist() == [14, ord("s")]


def test_no_more_than_a_sample(texts, tmp_path):
    vectors, _ = embed_to_disk(Lengths(), texts, tmp_path, limit=1024)
    assert np.isnan(vectors).any(axis=1).sum() == 476
