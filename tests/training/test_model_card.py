import re

import pytest

from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.training.model_card import model_card
from bookgenre.training.thresholds import DecisionRule


@pytest.fixture
def card(evaluation):
    """The card of a model with these figures; more of it by name."""

    def card(base="somebody/something", **more):
        config = ModelConfig("2026.01.02+00000000", base, 128, 0, 100, 0.4, {})
        return model_card(
            config,
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
    assert known.startswith("---\nlicense: mit\n")


def test_sections_stand_in_the_order_in_which_one_asks(card):
    assert re.findall(r"^## (.+)$", card(), re.MULTILINE) == [
        *("Use", "Data and its limits", "How it was chosen", "How to reproduce", "Licence", "Figures"),
    ]
