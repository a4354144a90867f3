"""The page of peers and the README tell what the published results hold, and no more."""

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the peers need the extra train")

from words_peer import SOURCES  # noqa: F401  puts the benchmarks on the path

# isort: split
from bookgenre import GenreClassifier
from bookgenre.training.card.out_of_domain import out_of_domain_table, read_out_of_domain
from peers.__main__ import PEERS
from peers.published import PUBLISHED, publish
from peers.table import page

ROOT = Path(__file__).parents[2]


def test_the_page_is_that_of_the_published_results():
    assert (ROOT / "docs" / "research" / "peers.md").read_text(encoding="utf-8") == page(PUBLISHED, list(PEERS))


def test_the_published_results_are_beside_the_packaged_model():
    note = json.loads((PUBLISHED / "bookgenre.json").read_text(encoding="utf-8"))
    assert note["version"] == GenreClassifier.from_pretrained().model_version


def test_the_readme_quotes_the_page():
    # In the columns of the README's table.
    names = ("micro_f1", "macro_f1", "map", "precision_at_1", "precision_at_5", "recall_at_10", "ndcg_at_10")
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    # The reference recipe's second row is the one with bookgenre's decisions.
    for label, key, number in (("TF-IDF + linear SVM", "svm", 0), ("reference recipe", "reference", 1)):
        row = next(line for line in lines if line.startswith(f"| {label} |"))
        scores = json.loads((PUBLISHED / f"{key}.json").read_text(encoding="utf-8"))["rows"][number]["test"]
        assert re.findall(r"\d\.\d{4}", row) == [f"{scores[name]:.4f}" for name in names]


def test_the_card_holds_the_published_figures_out_of_domain():
    card = (ROOT / "src" / "bookgenre" / "model" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert out_of_domain_table(read_out_of_domain(PUBLISHED / "left-out.json")) in card


def test_what_a_run_did_not_measure_stays(tmp_path):
    run, published = tmp_path / "run", tmp_path / "published"
    for folder, key, text in ((run, "svm", "new"), (published, "svm", "old"), (published, "left-out/minilm", "old")):
        path = folder / f"{key}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert publish(run, published) == published
    assert (published / "svm.json").read_text(encoding="utf-8") == "new"
    assert (published / "left-out" / "minilm.json").read_text(encoding="utf-8") == "old"
