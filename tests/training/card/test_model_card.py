import re
from pathlib import Path

import pytest

from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.training.card.model_card import model_card
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import CardRecipe


@pytest.fixture
def card(evaluation):
    """The card of a model with these figures; more of it by name."""

    def card(base="somebody/something", stated=None, **more):
        config = ModelConfig("2026.01.02+00000000", base, 128, 0, 100, 0.4, {})
        return model_card(
            config,
            card=CardRecipe(**(stated or {})),
            train_rows=1234,
            choose="micro_f1",
            choose_value=0.7,
            rule=DecisionRule(100, 1.0, 0.71, 0.51),
            fp32=evaluation,
            int8=evaluation,
            **more,
        )

    return card


def commands(card):
    return [line.split()[1] for line in re.findall(r"^bookgenre .+$", card, re.MULTILINE)]


def test_the_commands_are_those_by_which_it_was_made(card):
    assert commands(card()) == ["train", "export", "evaluate"]
    assert commands(card(linear_share=0.4)) == ["train", "linear", "export", "evaluate"]
    assert commands(card(linear_share=0.4, taught_rows=9)) == ["teach", "train", "linear", "export", "evaluate"]
    assert "--window 128" in card()
    assert "--linear LINEAR" in card(linear_share=0.4)
    assert "--linear" not in card()


def test_the_licence_of_the_base_model_is_told_where_it_is_known(card):
    assert "`somebody/something`, from which it was trained, has a licence of its own" in card()
    known = card("sentence-transformers/all-MiniLM-L6-v2")
    assert "`sentence-transformers/all-MiniLM-L6-v2`, from which it was trained, is under Apache-2.0" in known


def test_nothing_is_said_of_data_choices_and_licence_that_its_maker_has_not_stated(card):
    text = card(files=["mine.jsonl"], sources={"my shop": 1200, "": 34})
    for claim in ("Goodreads", "test rows", "mit\n", "English", "romances", "under the licence", "language:"):
        assert claim not in text
    assert text.startswith("---\nlicense: unknown\nlibrary_name")
    assert "1,234 book descriptions with complete genre lists of `mine.jsonl`." in text
    assert "Sources: my shop (1,200), no source named (34)." in text
    assert "was not stated when the model was made" in text
    assert "No licence was stated for this model" in text


def test_data_choices_and_licence_are_those_that_its_maker_states(card):
    stated = {
        "data": "From my shop.\n\n- Romances only.\n",
        "choice": "Nothing was tuned.",
        "licence": "cc-by-4.0",
        "language": "fr",
    }
    text = card(stated=stated, taught_rows=50)
    assert text.startswith("---\nlicense: cc-by-4.0\nlanguage: fr\nlibrary_name")
    assert "50 more, without complete lists" in text
    assert "From my shop.\n\n- Romances only.\n- It does not know the book" in text
    assert "macro-F1\n0.5100. Nothing was tuned." in text
    assert "under the licence `cc-by-4.0`" in text
    assert "not stated" not in text


def test_many_sources_are_named_by_the_largest(card):
    text = card(sources={f"source {number}": 100 - number for number in range(20)})
    assert "source 11 (89), 8 more (676)." in text


def test_the_recipe_of_the_packaged_model_states_its_data():
    recipe = Recipe.read(Path(__file__).parents[3] / "recipes" / "minilm.toml")
    assert recipe.card.licence == "mit"
    assert "Goodreads" in recipe.card.data


def test_sections_stand_in_the_order_in_which_one_asks(card):
    assert re.findall(r"^## (.+)$", card(), re.MULTILINE) == [
        *("Use", "Data and its limits", "How it was chosen", "How to reproduce", "Licence", "Figures"),
    ]
