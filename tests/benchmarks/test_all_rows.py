"""Training on all labelled rows: what is trained on, what is left out, what the page says."""

import gzip
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the peers need the extra train")

from words_peer import Words, write_corpus

# isort: split
from bookgenre.corpus import read_ids
from bookgenre.genres import load_taxonomy
from peers import all_rows
from peers.all_rows import FOLDER, AllRows, measure_all_rows
from peers.gold import Gold
from peers.measure import measure_model, write
from peers.table import page

MORE = {
    "partial": {
        "id": "p",
        "description": "Sums for adults.",
        "labels": ["mathematics", "nonfiction"],
        "complete": False,
    },
    "partial_open": {"id": "o", "description": "A guide.", "labels": ["nonfiction"], "complete": False},
    "partial_store": {
        "id": "s",
        "description": "Held out.",
        "labels": ["nonfiction"],
        "complete": False,
        "source": "dariubs/GoBooks",
    },
}


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """The corpus of `words_peer` with incomplete rows, one of them held out, and two near-duplicates."""
    complete = write_corpus(tmp_path)
    for name, row in MORE.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    near = tmp_path / "near.txt"
    near.write_text("validation0\ntest5\n", encoding="utf-8")
    monkeypatch.setattr(all_rows, "_NEAR_DUPLICATES", near)
    return AllRows.of(complete)


def test_all_rows_but_the_held_out_are_trained_on_and_near_duplicates_are_not_measured(corpus):
    described = {record.book.description for record in corpus.train.records}
    assert {"Sums for adults.", "A guide."} < described
    assert "Held out." not in described
    # 61 of the corpus (one is not complete), two incomplete ones, and the blurbs written for this project.
    written = sum(record.book.source == "bookgenre/written" for record in corpus.train.records)
    assert written > 1500
    assert len(corpus.train) == 61 + 2 + written
    assert (len(corpus.validation), len(corpus.test)) == (59, 59)
    assert "test5" not in {record.book.identifiers["id"] for record in corpus.test.records}


def test_open_cells_are_not_known_but_those_of_later_genres_are_absences(corpus):
    taxonomy = load_taxonomy()
    rows = corpus.train.where([record.book.identifiers["id"] == "p" for record in corpus.train.records])
    _, known = rows.labels
    assert sorted(rows.genres[0]) == ["mathematics", "nonfiction"]
    assert not known[0, taxonomy.ids.index("history")]
    assert known[0, taxonomy.ids.index("romance")]  # the other side
    assert known[:, [genre.since > 1 for genre in taxonomy]].all()


def test_a_quick_try_never_reads_the_test_rows(corpus):
    (corpus.folder / "test.jsonl.gz").unlink()
    quick = AllRows.of(type(corpus.whole)(corpus.folder, rows=10))
    assert len(quick.train) == 10
    assert len(quick.test) == len(quick.validation) == 59


class Trained(Words):
    """Counts its own trainings."""

    trained = 0


@pytest.mark.slow
def test_a_peer_is_measured_with_its_settings_and_stands_on_the_page(corpus, tmp_path):
    results = tmp_path / "results"
    (results / FOLDER).mkdir(parents=True)
    with pytest.raises(SystemExit, match="measure it with all sources first"):
        measure_all_rows(Trained, tmp_path / "work", Path(sys.executable), 1, corpus, None, results)
    write(results / "words.json", {"settings": {"trust": 4.0}, "training_rows": 0})
    spies = [
        {
            "description": "A spy and an agent meet in the ruins of Berlin.",
            "title": None,
            "must": ["espionage"],
            "never": [],
            "fiction": True,
        },
        {
            "description": "Fifty recipes for soup and bread on cold evenings.",
            "title": None,
            "must": ["cooking"],
            "never": [],
            "fiction": False,
        },
    ]
    positive = [{"description": "Fifty recipes for soup and bread.", "labels": ["cooking"]}] * 5
    gold = Gold(spies, {"nonfiction": positive, "web_fiction": positive})
    measure_all_rows(Trained, tmp_path / "work", Path(sys.executable), 1, corpus, gold, results)
    found = json.loads((results / FOLDER / "words.json").read_text(encoding="utf-8"))
    assert found["settings"] == {"trust": 4.0}
    assert Trained.trained == 1
    assert (found["training_rows"], found["measured_rows"]) == (len(corpus.train), 59)
    assert found["test"]["micro_f1"] > 0.9
    assert found["gold"]["nonfiction_in_ten"] == 1
    assert not (tmp_path / "work" / FOLDER / "words").exists()

    measure_model(None, corpus.whole, results)
    measure_model(None, corpus, results / FOLDER, gold)
    text = page(results, ["words", "mpnet"])
    line = next(line for line in text.splitlines() if line.startswith("| one word a genre | "))
    assert line.split(" | ")[1] == f"{found['test']['micro_f1']:.4f}"
    assert f" | {found['gold']['gold_passed']:.1%} | " in line
    assert "because each takes hours on two cores: mpnet.\n" in text


def test_the_list_of_near_duplicates_ships():
    assert len(read_ids(Path(all_rows.__file__).parents[2] / "data" / "near-duplicates.txt")) == 70
