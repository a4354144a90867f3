"""The parts of ``benchmarks/peers`` that every peer goes through."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the peers need the extra train")

from words_peer import Words, write_corpus

# isort: split
from bookgenre.genres import load_taxonomy
from peers.corpus import Corpus
from peers.decisions import choose_decisions, fixed_decisions
from peers.measure import measure, measure_model
from peers.peer import logit
from peers.table import page


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path)


def test_rows_with_incomplete_lists_are_left_out(corpus):
    assert [len(rows) for rows in (corpus.train, corpus.validation, corpus.test)] == [60, 60, 60]
    targets, known = corpus.train.labels
    assert targets.sum() == 20 * (4 + 3 + 3)
    assert known[:, [genre.since == 1 for genre in load_taxonomy()]].all()


def test_a_quick_try_never_reads_the_test_rows(corpus):
    quick = Corpus(corpus.folder, rows=10)
    (corpus.folder / "test.jsonl.gz").unlink()
    assert len(quick.train) == 10
    assert quick.test is quick.validation


def test_log_odds_are_finite():
    assert logit(np.array([0.0, 0.5, 1.0])) == pytest.approx([-9.2102, 0, 9.2102], abs=1e-4)


def test_the_rule_with_the_best_cross_validation_is_taken(corpus):
    targets, known = corpus.validation.labels
    scores = np.where(targets, 2.0, -6.0) + np.random.default_rng(1).normal(0, 1, targets.shape)
    decisions = choose_decisions(corpus.genre_ids, scores, targets, known)
    assert len(decisions.tried) == 3
    assert sum(decisions.tried[decisions.rule]) == max(map(sum, decisions.tried.values()))


def test_a_fixed_threshold_is_that_of_every_genre(corpus):
    decisions = fixed_decisions(corpus.genre_ids, 0.2)
    assert set(decisions.labels.thresholds) == {0.2}
    probabilities = decisions.labels.probabilities(np.zeros((1, len(corpus.genre_ids))))
    assert probabilities == pytest.approx(0.5)


@pytest.mark.slow
def test_the_best_settings_on_validation_are_measured_on_test_once(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("peers.measure._ROUNDS", 1)
    monkeypatch.setattr("peers.measure._SAMPLE", 5)
    results = tmp_path / "results"
    results.mkdir()
    peer = Words(tmp_path / "work", Path(sys.executable))
    import torch

    threads = torch.get_num_threads()
    measure(peer, corpus, results)
    # A speed is of one thread; what comes after it has as many as before.
    assert torch.get_num_threads() == threads
    found = json.loads((results / "words.json").read_text(encoding="utf-8"))
    assert found["settings"] == {"trust": 4.0}
    assert [one["settings"]["trust"] for one in found["tried"]] == [0.0, 4.0]
    assert found["rows"][0]["test"]["micro_f1"] > 0.9
    assert Words.trained == 2
    measure(peer, corpus, results)
    (results / "words.json").unlink()
    measure(peer, corpus, results)  # what was trained is not trained again
    assert Words.trained == 2

    found = json.loads((results / "words.json").read_text(encoding="utf-8"))
    measure_model(None, corpus, results)
    text = page(results, ["words", "svm"])
    assert "| one word a genre | " in text
    assert "benchmarks/peers/run --data ../shared/corpus --only svm" in text
    assert "| trust 4.0 (chosen) |" in text
    assert "trained on 60 rows" in text
    assert "Trained with" not in text
    # A multiple of the packaged model's, and of no other's.
    speed = f" | {found['speed']:.2f} | "
    assert speed in text

    other = {"jobs": 2, "beside": "a model of last year"}
    (results / "words.json").write_text(json.dumps(found | other), encoding="utf-8")
    text = page(results, ["words"])
    assert "\nTrained with 2 threads.\n" in text
    assert speed not in text

    (results / "words.json").write_text(json.dumps(found | {"training_rows": 59}), encoding="utf-8")
    text = page(results, ["words"])
    assert "| one word a genre | " not in text
    assert "--only words" in text
