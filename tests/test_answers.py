"""The answers of the packaged model at every entry point are those of answers.json (`make_answers.py`)."""

import json

import pytest

import make_answers
from bookgenre import GenreClassifier


@pytest.fixture(scope="module")
def frozen():
    return json.loads(make_answers.FILE.read_text(encoding="utf-8"))


def test_the_answers_are_those_of_the_packaged_model(frozen):
    assert frozen["model"] == make_answers.model(), "run `python tests/make_answers.py`, and read what it changes"


def test_the_probabilities_are_the_same_but_for_the_arithmetic_of_the_processor(frozen):
    found = make_answers.genres(GenreClassifier.from_pretrained().predict(make_answers.BOOKS[0][1]).to_dict())
    wanted = dict(line.split()[:2] for line in frozen["cli"]["json"][0][:10])
    for line in found[:5]:
        genre, probability = line.split()[:2]
        assert float(probability) == pytest.approx(float(wanted[genre]), abs=0.02)


@pytest.mark.parametrize(
    ("entry", "package"),
    [("python", "numpy"), ("cli", "click"), ("api", "flask_openapi"), ("site", "flask_openapi"), ("space", "gradio")],
)
def test_answers_are_the_same_to_the_last_digit(frozen, entry, package):
    pytest.importorskip(package)
    if make_answers.logits() != frozen["logits"]:
        pytest.skip("this kind of processor adds up 8-bit products in another order than where answers.json was made")
    found = json.loads(json.dumps(getattr(make_answers, entry)()))
    assert found == frozen[entry]
