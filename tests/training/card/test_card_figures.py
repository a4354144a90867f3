import dataclasses
import re

import pytest

from bookgenre.classifier.model_folder import MODEL_CARD, PLOTS
from bookgenre.training.card.card_figures import measure_anew, with_figures, write_card
from bookgenre.training.card.known_failures import FailureExample, ShownFailure
from bookgenre.training.card.out_of_domain import OutOfDomain, SourceRows
from bookgenre.web.model_card import read_model_card

CARD = (
    "---\nlicense: mit\n---\n\n# A model\n\n## How it was chosen\n\nWell.\n\n## Figures\n\nOld.\n\n## Mine\n\nKept.\n"
)

ELSEWHERE = OutOfDomain(
    "benchmarks/run --leave-source-out",
    (SourceRows("A", "one/books", 100, 20),),
    "ours",
    {"one/books": {"ndcg_at_10": 0.8, "micro_f1": 0.6}},
    "theirs",
    {"one/books": {"ndcg_at_10": 0.7, "micro_f1": 0.5}},
)

FAILURE = ShownFailure(
    FailureExample("A nickname", "Dragon", "They call him Dragon.", ("war",), ("dogs",), ("war",), "he is a man"),
    ("War",),
    (("Dogs", 0.612),),
    (("War", 0.04),),
)


def headings(card):
    return re.findall(r"^##+ .+$", card, re.MULTILINE)


def test_figures_stand_in_the_place_of_the_old_ones(evaluation):
    card = with_figures(CARD, evaluation, "some rows")
    assert headings(card) == [
        *("## How it was chosen", "## Figures", "### Calibration", "### Precision and recall"),
        *("### Sibling genres", "### By genre", "## Mine"),
    ]
    assert "Old." not in card
    assert card.startswith(CARD.partition("Old.")[0])
    assert card.endswith("\n\n## Mine\n\nKept.\n")
    assert "On some rows: 400 books, 0 masked cells left out" in card
    assert f"| micro-F1 | {evaluation.scores['micro_f1']:.4f} | own thresholds |" in card
    assert with_figures(card, evaluation, "some rows") == card


def test_siblings_are_listed_with_counts_and_rates(evaluation):
    pair = evaluation.siblings[0]
    assert (pair.genre, pair.sibling) == ("fantasy", "romance")
    row = f"| fantasy | romance | fiction | {pair.books} | {pair.instead} ({pair.instead / pair.books:.1%}) |"
    assert row in with_figures(CARD, evaluation, "some rows")
    none = with_figures(CARD, dataclasses.replace(evaluation, siblings=[]), "some rows")
    assert "No such pair was confused." in none


def test_the_pictures_are_shown_with_words_for_those_who_do_not_see_them(evaluation):
    shown = dict(re.findall(r"^!\[(.+)\]\((.+)\)$", with_figures(CARD, evaluation, "x"), re.MULTILINE))
    assert set(shown.values()) == set(PLOTS)
    assert all(len(words) > 80 and not set(words) & set("[]") for words in shown)


def test_what_is_known_of_other_domains_stays_until_it_is_measured_again(evaluation):
    card = with_figures(CARD, evaluation, "some rows", out_of_domain=ELSEWHERE)
    assert "### Out of domain" in card
    assert "| A: one/books | 100 | 20 | 0.8000 | 0.7000 | 0.6000 | 0.5000 |" in card
    assert "Reproduce with `benchmarks/run --leave-source-out`." in card
    assert "The method is ours; the other, the best of others by mean nDCG@10, is theirs." in card
    again = with_figures(card, dataclasses.replace(evaluation, rows=399), "other rows")
    assert "On other rows: 399 books" in again
    assert again == card.replace("On some rows: 400 books", "On other rows: 399 books")
    better = dataclasses.replace(ELSEWHERE, our_scores={"one/books": {"ndcg_at_10": 0.9, "micro_f1": 0.6}})
    renewed = with_figures(again, evaluation, "some rows", out_of_domain=better)
    assert renewed.count("### Out of domain") == 1
    assert renewed == card.replace("0.8000", "0.9000")


def test_without_it_there_is_no_such_section(evaluation):
    assert "Out of domain" not in with_figures(CARD, evaluation, "some rows")
    alone = dataclasses.replace(ELSEWHERE, other="", other_scores={})
    assert "The method is ours.\n" in with_figures(CARD, evaluation, "some rows", out_of_domain=alone)


def test_failures_are_told_and_go_when_there_are_none(evaluation):
    card = with_figures(CARD, evaluation, "some rows", failures=[FAILURE])
    assert headings(card)[:2] == ["## Known failures", "## How it was chosen"]
    assert (
        "- **A nickname.** *Dragon*: \u201cThey call him Dragon.\u201d Readers: War. "
        "It chooses *Dogs* (61%) and misses *War* (4%): he is a man."
    ) in card
    assert with_figures(card, evaluation, "some rows") == card  # nothing was asked anew
    only_missed = dataclasses.replace(FAILURE, chosen=())
    assert "It misses *War* (4%): he" in with_figures(card, evaluation, "some rows", failures=[only_missed])
    assert with_figures(card, evaluation, "x", failures=[]) == with_figures(CARD, evaluation, "x")


def test_the_site_reads_such_a_card(evaluation, tmp_path):
    write_card(tmp_path, with_figures(CARD, evaluation, "x", failures=[FAILURE], out_of_domain=ELSEWHERE), evaluation)
    card = read_model_card(tmp_path)
    assert [figure.score for figure in card.figures][:2] == ["micro-F1", "macro-F1"]
    assert len(card.figures) == 22
    assert set(card.genres) == {genre.id for genre in evaluation.genres}
    assert card.conditions == "On x: 400 books, 0 masked cells left out, titles shown."


def test_all_that_a_card_shows_lies_beside_it(evaluation, tmp_path):
    write_card(tmp_path, with_figures(CARD, evaluation, "x"), evaluation)
    assert {path.name for path in tmp_path.iterdir()} == {MODEL_CARD, *PLOTS}


def test_a_model_folder_is_measured_anew(evaluation, model_copy, tiny_classifier, monkeypatch):
    example = FailureExample("Kind", "Spy", "A spy and a secret agent.", ("romance",), ("espionage",), (), "so")
    monkeypatch.setattr("bookgenre.training.card.known_failures.failure_examples", lambda: [example])
    measure_anew(model_copy, tiny_classifier, evaluation, "these rows")
    card = (model_copy / MODEL_CARD).read_text(encoding="utf-8")
    assert headings(card)[:2] == ["## Known failures", "## Figures"]
    assert "It chooses *Espionage* (" in card
    monkeypatch.setattr("bookgenre.training.card.known_failures.failure_examples", list)
    measure_anew(model_copy, tiny_classifier, evaluation, "these rows")
    assert "Known failures" not in (model_copy / MODEL_CARD).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "# Mine\n"])
def test_a_card_of_another_form_gets_the_sections_at_its_end(evaluation, text):
    card = with_figures(text, evaluation, "x", failures=[FAILURE])
    assert card.startswith(text)
    assert headings(card)[:2] == ["## Known failures", "## Figures"]
