import dataclasses
import re
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="it renders the card: pip install 'bookgenre[train]'")

from bookgenre.classifier.figures import Figures
from bookgenre.classifier.model_folder import PLOTS, ModelConfig
from bookgenre.training.card.card_figures import evaluation_values
from bookgenre.training.card.model_card import render_card, training_record
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import CardRecipe

ELSEWHERE = {
    "command": "benchmarks/run --leave-source-out",
    "sources": [{"name": "A", "source": "one/books", "train_rows": 100, "test_rows": 20}],
    "ours": "ours",
    "our_scores": {"one/books": {"ndcg_at_10": 0.8, "micro_f1": 0.6}},
    "other": "theirs",
    "other_scores": {"one/books": {"ndcg_at_10": 0.7, "micro_f1": 0.5}},
}
FAILURE = {
    "example": {"kind": "A nickname", "title": "Dragon", "description": "They call him Dragon.", "why": "he is a man"},
    "readers": ["War"],
    "chosen": [("Dogs", 0.612)],
    "missed": [("War", 0.04)],
}


@pytest.fixture
def card(evaluation):
    """The card of a model with these figures; more of it by name."""

    def card(
        base="somebody/something",
        stated=None,
        data="some rows",
        measured=evaluation,
        failures=(),
        other=None,
        taught_rows=0,
        files=(),
        sources=None,
        **more,
    ):
        config = ModelConfig("2026.01.02+00000000", base, 128, 0, 100, 0.4, {})
        record = training_record(
            run={
                "card": dataclasses.asdict(CardRecipe(**(stated or {}))),
                "train_rows": 1234 + taught_rows,
                "complete_rows": 1234,
                "taught": bool(taught_rows),
                "files": files,
                "sources": sources,
                "validation": {"micro_f1": 0.7},
            },
            rule=DecisionRule(100, 1.0, 0.71, 0.51),
            fp32=evaluation,
            int8=evaluation,
            **more,
        )
        figures = Figures(
            config.model_version,
            evaluation_values(measured, data),
            record,
            failures,
            other,
        )
        return render_card(figures, config)

    return card


def commands(card):
    return [line.split()[1] for line in re.findall(r"^bookgenre .+$", card, re.MULTILINE)]


def headings(card):
    return re.findall(r"^##+ .+$", card, re.MULTILINE)


def test_the_commands_are_those_by_which_it_was_made(card):
    assert commands(card()) == ["train", "export", "evaluate"]
    assert commands(card(linear_share=0.4)) == ["train", "linear", "export", "evaluate"]
    assert commands(card(linear_share=0.4, taught_rows=9)) == ["teach", "train", "linear", "export", "evaluate"]
    assert "--window 128" in card()
    assert "--linear LINEAR" in card(linear_share=0.4)
    assert "--linear" not in card()


def test_the_licence_of_the_base_model_is_stated_where_it_is_known(card):
    assert "`somebody/something`, which has a licence of its own" in card()
    known = card("sentence-transformers/all-MiniLM-L6-v2")
    assert "`sentence-transformers/all-MiniLM-L6-v2`, which is under Apache-2.0" in known


def test_nothing_is_said_of_data_choices_and_licence_that_its_maker_has_not_stated(card):
    text = card(files=["mine.jsonl"], sources={"my shop": 1200, "": 34})
    for claim in ("Goodreads", "test rows", "mit\n", "English", "romances", "under the licence", "language:"):
        assert claim not in text
    assert text.startswith("---\nlicense: unknown\nlibrary_name")
    assert "1,234 book descriptions with complete genre lists of mine.jsonl." in text
    assert "Sources: my shop (1,200), no source named (34)." in text
    assert "was not stated when the model was made" in text
    assert "No licence was stated for this model" in text


def test_data_choices_and_licence_are_those_that_its_maker_states(card):
    stated = {
        "data": "From my shop.\n",
        "limits": ("Romances only.",),
        "choice": "Nothing was tuned.",
        "licence": "cc-by-4.0",
        "language": "fr",
    }
    text = card(stated=stated, taught_rows=50)
    assert text.startswith("---\nlicense: cc-by-4.0\nlanguage: fr\nlibrary_name")
    assert "50 more, without complete lists" in text
    assert "From my shop.\n\n- Romances only.\n- It does not know the book" in text
    assert "macro-F1 of\n0.5100. Nothing was tuned." in text
    assert "under the licence `cc-by-4.0`. Its list" in text
    assert "not stated" not in text


def test_many_sources_are_named_by_the_largest(card):
    text = card(sources={f"source {number}": 100 - number for number in range(20)})
    assert "source 11 (89), 8 more (676)." in text


def test_the_recipe_of_a_model_states_its_data():
    recipe = Recipe.read(Path(__file__).parents[3] / "recipes" / "minilm.toml")
    assert recipe.card.licence == "mit"
    assert "Goodreads" in recipe.card.data
    assert len(recipe.card.limits) == 3


def test_sections_stand_in_the_order_in_which_one_asks(card):
    assert headings(card(failures=[FAILURE], other=ELSEWHERE)) == [
        *("## Use", "## Data and its limits", "## Known failures", "## How it was chosen", "## How to reproduce"),
        *("## Licence", "## Figures", "### Out of domain", "### Calibration", "### Precision and recall"),
        *("### Sibling genres", "### By genre"),
    ]


def test_figures_are_those_of_the_evaluation(card, evaluation):
    text = card()
    assert "On some rows: 400 books, 0 masked cells left out" in text
    assert f"| micro-F1 | {evaluation.scores['micro_f1']:.4f} | own thresholds |" in text
    pair = evaluation.siblings[0]
    assert (pair.genre, pair.sibling) == ("fantasy", "romance")
    assert f"| fantasy | romance | fiction | {pair.books} | {pair.instead} ({pair.instead / pair.books:.1%}) |" in text
    assert "No such pair was confused." in card(measured=dataclasses.replace(evaluation, siblings=[]))


def test_the_pictures_are_shown_with_words_for_those_who_do_not_see_them(card):
    shown = dict(re.findall(r"^!\[(.+)\]\((.+)\)$", card(), re.MULTILINE))
    assert set(shown.values()) == set(PLOTS)
    assert all(len(words) > 80 and not set(words) & set("[]") for words in shown)


def test_other_domains_are_shown_where_they_were_measured(card):
    text = card(other=ELSEWHERE)
    assert "| A: one/books | 100 | 20 | 0.8000 | 0.7000 | 0.6000 | 0.5000 |" in text
    assert "Reproduce with `benchmarks/run --leave-source-out`." in text
    assert "The method is ours. It is compared with the best other method by mean nDCG@10, theirs." in text
    alone = card(other=ELSEWHERE | {"other": "", "other_scores": {}})
    assert "The method is ours.\n" in alone
    assert "Out of domain" not in card()


def test_failures_are_listed_where_there_are_some(card):
    assert (
        "- **A nickname.** *Dragon*: \u201cThey call him Dragon.\u201d Readers: War. "
        "It chooses *Dogs* (61%) and misses *War* (4%): he is a man.\n"
    ) in card(failures=[FAILURE])
    assert "It misses *War* (4%): he" in card(failures=[FAILURE | {"chosen": []}])
    assert "Known failures" not in card()


def test_what_was_done_to_the_weights_is_noted(card):
    assert "\n\nThe weights are means.\n\nOn validation, the 8-bit graph" in card(notes=["The weights are means."])
