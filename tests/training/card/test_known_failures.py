import pytest

from bookgenre.genres import load_taxonomy
from bookgenre.training.card.known_failures import failure_examples, failures_of

SPY = {
    "kind": "A handler of dogs",
    "title": "The Dogs of Berlin",
    "description": "A secret agent and his handler: the handler of the spy of Berlin, and the old dog with the secret.",
    "readers": ["fiction", "romance"],
    "chosen": ["espionage"],
    "missed": ["romance"],
    "why": "it is a story of love",
}


@pytest.fixture
def failures(tiny_classifier, monkeypatch):
    """What `failures_of` finds among given examples."""

    def failures(*examples):
        monkeypatch.setattr("bookgenre.training.card.known_failures.failure_examples", lambda: examples)
        return failures_of(tiny_classifier)

    return failures


def test_what_the_model_chooses_and_misses_is_told_with_its_probabilities(failures, tiny_classifier):
    (failure,) = failures(SPY)
    scores = {s.id: s for s in tiny_classifier.predict(SPY["description"], title=SPY["title"], top_k=None).genres}
    assert failure["example"] is SPY
    assert failure["readers"] == ["Fiction", "Romance"]
    assert failure["chosen"] == [("Espionage", scores["espionage"].probability)]
    assert failure["missed"] == [("Romance", scores["romance"].probability)]
    assert failure["chosen"][0][1] > 0.5 > failure["missed"][0][1]


def test_what_is_right_by_now_is_left_out(failures):
    right = SPY | {"readers": ["fiction", "espionage"], "chosen": ["romance"], "missed": ["espionage"]}
    half = SPY | {"chosen": ["cooking"]}
    (failure,) = failures(right, half)
    assert failure["example"] is half
    assert failure["chosen"] == []
    assert failure["missed"][0][0] == "Romance"


def test_examples_with_genres_that_the_model_does_not_know_are_left_out(failures):
    unknown = [SPY | {"chosen": ["noir", "espionage"]}, SPY | {"readers": ["noir"]}]
    assert failures(*unknown) == []
    assert failures(SPY, *unknown)[0]["example"] is SPY


@pytest.mark.parametrize("example", failure_examples(), ids=lambda example: example["kind"])
def test_the_examples_are_sound(example):
    taxonomy = load_taxonomy()
    readers = set(example["readers"])
    assert taxonomy.close(readers) == readers  # a book of a genre has those above it
    assert set(example["missed"]) <= readers
    assert not set(example["chosen"]) & readers
    assert set(example["chosen"]) <= set(taxonomy.ids)
    assert example["chosen"] or example["missed"]
    assert len(example["description"].split()) > 20
    assert example["why"]


def test_each_kind_stands_once():
    kinds = [example["kind"] for example in failure_examples()]
    assert len(kinds) == len(set(kinds)) >= 5
