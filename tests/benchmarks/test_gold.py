"""The gold figures of the peers' page: by hand, and against the scripts that define them."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the peers need the extra train")

from words_peer import write_corpus  # noqa: F401  puts the benchmarks on the path

# isort: split
from bookgenre import GenreClassifier
from peers.decisions import fixed_decisions
from peers.gold import Gold, model_answers

IDS = ("fiction", "nonfiction", "romance", "cooking", "food-drink")


def blurb(must, never=(), *, fiction=True, **more):
    return {"title": "A title", "description": "Text.", "must": must, "never": list(never), "fiction": fiction} | more


def gold_of(blurbs, positive=()):
    return Gold(blurbs, {"nonfiction": list(positive)})


def answer_with(answers):
    """Probabilities, one row an answer; genres that are not named get 0.01."""

    def answer(rows):
        found = answers[rows.name]
        assert len(found) == len(rows)
        return np.array([[one.get(genre, 0.01) for genre in IDS] if one else [np.nan] * len(IDS) for one in found])

    return answer


def test_a_blurb_passes_with_its_genres_its_side_and_nothing_embarrassing(monkeypatch):
    monkeypatch.setattr("peers.gold._TOP", 3)  # of five genres
    labels = fixed_decisions(IDS, 0.5).labels
    love, food = {"fiction": 0.9, "romance": 0.8}, {"nonfiction": 0.9, "food-drink": 0.7, "cooking": 0.7}
    blurbs = [
        blurb(["romance"], ["cooking"]),
        blurb(["cooking"], ["romance"], fiction=False),
        blurb(["cooking"], fiction=False),  # taken for a romance
        blurb(["romance"], ["cooking"], fiction=False, side_free=True),  # nothing embarrassing, and either side will do
        blurb(["fiction"], ["food-drink"]),  # embarrassing, and on the wrong side
        blurb(["cooking"]),  # not among the most probable
        blurb(["fiction"]),  # refused
    ]
    positive = [{"title": "", "description": "Text.", "labels": ["cooking", "nonfiction", "gay"]}] * 5
    answers = {
        "gold": [love, food, love, love, food, love, None],
        "nonfiction": [food, food, {"cooking": 0.2}, love, None],
    }
    found = gold_of(blurbs, positive).scores(answer_with(answers), labels)
    assert found["gold_passed"] == pytest.approx(3 / 6)
    assert found["gold_nonfiction_side"] == pytest.approx(1 / 2)
    assert found["gold_never"] == pytest.approx(1 / 6)
    # Only cooking counts; a refused book has it neither in the ten nor chosen.
    assert found["nonfiction_in_ten"] == pytest.approx(3 / 5)
    assert found["nonfiction_chosen"] == pytest.approx(2 / 5)


def test_without_its_files_there_is_no_gold(tmp_path):
    assert Gold.read(tmp_path) is None


@pytest.mark.slow
def test_the_packaged_models_figures_are_those_of_the_scripts(shared):
    folder = shared / "gold"

    def script(name, *arguments):
        command = [sys.executable, str(folder / name), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    classifier = GenreClassifier.from_pretrained()
    found = Gold.read(folder).scores(model_answers(classifier), classifier.labels)
    printed = script("score.py", folder / "blurbs.jsonl", "--figures")

    def row(start):
        return re.findall(r"[\d.]+%", next(line for line in printed.splitlines() if line.startswith(start)))

    # Columns: all, fiction, nonfiction.
    assert f"{found['gold_passed']:.1%}" == row("e  PASSED")[0]
    assert f"{found['gold_never']:.1%}" == row("c  blurbs")[0]
    assert f"{found['gold_nonfiction_side']:.1%}" == row("d  right side")[2]
    for name, file in (("nonfiction", "nonfiction_validation"), ("web_fiction", "selfpub_validation")):
        scores = json.loads(script("score_positive.py", folder / f"{file}.jsonl.gz").splitlines()[0])
        assert round(found[f"{name}_in_ten"], 3) == scores["macro recall@10"]
        assert round(found[f"{name}_chosen"], 3) == scores["macro chosen"]
