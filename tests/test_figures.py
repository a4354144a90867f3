"""The figures that the documents quote are those that the packaged model gives."""

import json
import re
from pathlib import Path

import pytest

from bookgenre import GenreClassifier
from bookgenre.classifier.figures import read_figures
from bookgenre.classifier.model_folder import PLOTS, check_folder, packaged_model_folder

README = Path(__file__).parents[1] / "README.md"
# Column of the README's table to row of the card's.
NAMES = {
    "micro-F1": "micro-F1",
    "macro-F1": "macro-F1",
    "mAP": "mAP",
    "P@1": "precision@1",
    "P@5": "precision@5",
    "recall@10": "recall@10",
    "nDCG@10": "nDCG@10",
}
RESULTS = Path(__file__).parents[1] / "benchmarks" / "peers" / "results"
# Row of the card's table to a score of the peers' results.
KEYS = {
    "micro-F1": "micro_f1",
    "macro-F1": "macro_f1",
    "mAP": "map",
    "precision@1": "precision_at_1",
    "precision@5": "precision_at_5",
    "recall@10": "recall_at_10",
    "nDCG@10": "ndcg_at_10",
}


def peer_rows(peer):
    """Rows of a peer's published results; none for the packaged model's own."""
    return json.loads((RESULTS / f"{peer}.json").read_text(encoding="utf-8")).get("rows", [])


def card_scores():
    """The card, and the figures' scores by label, at the genres' own thresholds where there are two."""
    folder = packaged_model_folder()
    scores = {}
    for label, value, _ in read_figures(folder).scores:
        scores.setdefault(label, float(value))
    return (folder / "MODEL_CARD.md").read_text(encoding="utf-8"), scores


def test_the_figures_are_of_the_packaged_model_and_of_the_test_rows():
    figures = read_figures(packaged_model_folder())
    assert figures.model_version == GenreClassifier.from_pretrained().model_version
    assert figures.conditions.startswith("On test.jsonl.gz: 1,772 books")


def test_the_card_is_rendered_from_the_figures():
    pytest.importorskip("sklearn", reason="the card is rendered by the extra train")
    from bookgenre.training.card.model_card import render_card

    folder = packaged_model_folder()
    card, _ = card_scores()
    assert card == render_card(read_figures(folder), check_folder(folder))


def test_the_card_shows_its_pictures_and_no_others():
    card, _ = card_scores()
    shown = re.findall(r"^!\[.+\]\((.+)\)$", card, re.MULTILINE)
    assert sorted(shown) == sorted(PLOTS)
    folder = packaged_model_folder()
    assert sorted(path.name for path in folder.glob("*.png")) == sorted(shown)
    for name in shown:
        data = (folder / name).read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(data) < 60_000


def test_the_card_holds_all_sections():
    card, _ = card_scores()
    found = re.findall(r"^##+ .+$", card, re.MULTILINE)
    assert [heading for heading in found if heading != "### Out of domain"] == [
        *("## Use", "## Data and its limits", "## Known failures", "## How it was chosen", "## How to reproduce"),
        *("## Licence", "## Figures", "### Calibration", "### Precision and recall", "### Sibling genres"),
        "### By genre",
    ]


def test_the_packaged_model_fails_where_the_card_says_so():
    pytest.importorskip("sklearn", reason="the examples are those of the extra train")
    from bookgenre.training.card.known_failures import failures_of

    card, _ = card_scores()
    listed = re.findall(r"^- \*\*(.+?)\.\*\* .*Readers: ", card, re.MULTILINE)
    assert len(listed) >= 5
    assert listed == [failure["example"]["kind"] for failure in failures_of(GenreClassifier.from_pretrained())]


def test_the_readme_quotes_the_card():
    _, scores = card_scores()
    lines = README.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if "micro-F1 | macro-F1" in line)
    header, row = lines[first], next(line for line in lines[first:] if line.startswith("| bookgenre"))
    quoted = dict(zip(header.split("|")[2:-1], row.split("|")[2:-1], strict=True))
    assert {name.strip() for name in quoted} == set(NAMES)
    for name, value in quoted.items():
        assert float(value.strip(" *")) == pytest.approx(scores[NAMES[name.strip()]], abs=6e-5), name


@pytest.mark.slow
def test_evaluate_reproduces_the_card(shared):
    pytest.importorskip("sklearn", reason="evaluation needs the extra train")
    from bookgenre.corpus import read_records
    from bookgenre.training.evaluate.evaluation import evaluate

    _, scores = card_scores()
    found = evaluate(GenreClassifier.from_pretrained(), list(read_records(shared / "corpus" / "test.jsonl.gz"))).scores
    # Processors add up 8-bit products in different orders; on the same kind the figures are the same to the digit.
    for name, key in (("micro-F1", "micro_f1"), ("macro-F1", "macro_f1"), ("mAP", "map"), ("nDCG@10", "ndcg_at_10")):
        assert found[key] == pytest.approx(scores[name], abs=0.003), name


@pytest.mark.parametrize("name", KEYS)
def test_the_model_beats_the_linear_baseline(name):
    _, scores = card_scores()
    assert scores[name] > max(row["test"][KEYS[name]] for row in peer_rows("svm"))


@pytest.mark.parametrize("name", ["micro-F1", "macro-F1", "mAP", "nDCG@10"])
def test_the_model_beats_every_peer_that_was_measured(name):
    _, scores = card_scores()
    peers = {path.stem: peer_rows(path.stem) for path in RESULTS.glob("*.json")}
    found = {peer: row["test"][KEYS[name]] for peer, rows in peers.items() for row in rows if "test" in row}
    assert {"svm", "reference", "mpnet"} <= set(found)
    assert scores[name] > max(found.values()), found
