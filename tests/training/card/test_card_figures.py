import pytest

pytest.importorskip("jinja2", reason="it renders the card: pip install 'bookgenre[train]'")

from bookgenre.classifier.figures import read_figures
from bookgenre.classifier.model_folder import FIGURES, MODEL_CARD, PLOTS, check_folder
from bookgenre.errors import InputError
from bookgenre.training.card.card_figures import evaluation_values, measure_anew
from bookgenre.training.card.model_card import render_card

ELSEWHERE = {
    "command": "benchmarks/run --leave-source-out",
    "sources": [{"name": "A", "source": "one/books", "train_rows": 100, "test_rows": 20}],
    "ours": "ours",
    "our_scores": {"one/books": {"ndcg_at_10": 0.8, "micro_f1": 0.6}},
    "other": "",
    "other_scores": {},
}
EXAMPLE = {
    "kind": "Kind",
    "title": "Spy",
    "description": "A spy and a secret agent.",
    "readers": ["romance"],
    "chosen": ["espionage"],
    "missed": [],
    "why": "so",
}


def test_a_model_folder_is_measured_anew(evaluation, model_copy, tiny_classifier, monkeypatch):
    monkeypatch.setattr("bookgenre.training.card.known_failures.failure_examples", lambda: [EXAMPLE])
    measure_anew(model_copy, tiny_classifier, evaluation, "these rows", ELSEWHERE)
    card = (model_copy / MODEL_CARD).read_text(encoding="utf-8")
    assert "On these rows: 400 books" in card
    assert "It chooses *Espionage* (" in card
    assert "| A: one/books | 100 | 20 | 0.8000 | 0.6000 |" in card
    assert {FIGURES, MODEL_CARD, *PLOTS} <= {path.name for path in model_copy.iterdir()}
    monkeypatch.setattr("bookgenre.training.card.known_failures.failure_examples", list)
    measure_anew(model_copy, tiny_classifier, evaluation, "other rows")
    renewed = (model_copy / MODEL_CARD).read_text(encoding="utf-8")
    assert "Known failures" not in renewed
    assert "On other rows: 400 books" in renewed
    assert "Out of domain" in renewed  # stays until it is measured again


def test_the_card_is_what_the_figures_say(evaluation, model_copy, tiny_classifier):
    measure_anew(model_copy, tiny_classifier, evaluation, "these rows")
    figures = read_figures(model_copy)
    assert figures.model_version == tiny_classifier.model_version
    assert figures.genres["fantasy"].support == next(g.support for g in evaluation.genres if g.id == "fantasy")
    assert (model_copy / MODEL_CARD).read_text(encoding="utf-8") == render_card(figures, check_folder(model_copy))


def test_a_folder_without_figures_is_refused(evaluation, model_copy, tiny_classifier):
    (model_copy / FIGURES).unlink()
    with pytest.raises(InputError, match=r"has no figures\.json, from which the card is rendered; export"):
        measure_anew(model_copy, tiny_classifier, evaluation, "these rows")


def test_an_evaluation_is_plain_values(evaluation):
    values = evaluation_values(evaluation, "x.jsonl")
    assert values["data"] == "x.jsonl"
    assert values["scores"]["micro_f1"] == round(evaluation.scores["micro_f1"], 6)
    assert set(values["pictures"]) == set(PLOTS)
