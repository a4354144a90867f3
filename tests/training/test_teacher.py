import json

import numpy as np
import pytest

from bookgenre.corpus import read_records
from bookgenre.errors import DataError, RecipeError
from bookgenre.files import locked_folder
from bookgenre.genres import load_taxonomy
from bookgenre.training import teacher
from bookgenre.training.data.soft_targets import TeacherAnswers
from bookgenre.training.fit import run as fit
from bookgenre.training.linear.linear_model import LinearModel
from bookgenre.training.recipe import Recipe

IDS = list(load_taxonomy().ids)


@pytest.fixture
def folder(corpus_folder, invented_books, tmp_path):
    """The corpus, with 60 books of one known genre each."""
    for path in corpus_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    partial = [row | {"labels": row["labels"][:1], "complete": False} for row in invented_books(60, 3)]
    (tmp_path / "partial.jsonl").write_text("".join(json.dumps(row) + "\n" for row in partial))
    return tmp_path


@pytest.fixture
def table(recipe_table, folder):
    files = {"train": ["train.jsonl", "partial.jsonl"]}
    return recipe_table | {
        "data": recipe_table["data"] | {"folder": str(folder)} | files,
        "linear": {"folder": str(folder / "linear"), "folds": 2},
        "teacher": {"folder": str(folder / "teacher")},
    }


def test_the_linear_model_fills_the_gaps_of_the_rows(table, folder, invented_books):
    recipe = Recipe.from_table(table)
    partial = list(read_records(folder / "partial.jsonl"))
    answers = TeacherAnswers.open(teacher.teach(recipe), IDS, partial, gap_weight=0.1)
    probabilities = answers.probabilities[answers.rows]
    whole = [row["labels"] for row in invented_books(60, 3)]
    found = [(row, IDS[i]) for row, answer in enumerate(probabilities) for i in np.flatnonzero(answer > 0.5)]
    right = [genre in whole[row] for row, genre in found]
    assert len(right) > 150
    assert np.mean(right) > 0.95


def test_rows_with_labels_are_answered_by_models_that_have_not_seen_them(table, folder):
    recipe = Recipe.from_table(table)
    answers = TeacherAnswers.open(teacher.teach(recipe), IDS, [], gap_weight=0.1)
    linear = LinearModel.open(folder / "linear", IDS)
    expected = 1 / (1 + np.exp(-linear.answers.astype(np.float32)))
    np.testing.assert_allclose(answers.probabilities[: len(expected)].astype(float), expected, atol=1e-3)


def test_training_uses_the_teachers_answers(table):
    recipe = Recipe.from_table(table)
    with pytest.raises(RecipeError, match="run bookgenre teach"):
        fit.train(recipe)
    teacher.teach(recipe)
    run = fit.train(recipe)
    facts = json.loads((run / "run.json").read_text())
    assert (facts["train_rows"], facts["complete_rows"], facts["taught"]) == (300, 240, True)
    assert facts["validation"]["map"] > 0.9


def test_a_recipe_without_a_teacher_is_refused(recipe_table):
    with pytest.raises(RecipeError, match=r"no \[teacher\]"):
        teacher.teach(Recipe.from_table(recipe_table))


def test_two_runs_do_not_write_to_one_folder(table, folder):
    with (
        locked_folder(folder / "teacher"),
        pytest.raises(DataError, match=r"another run is writing to .*teacher"),
    ):
        teacher.teach(Recipe.from_table(table))
    assert not list((folder / "teacher").iterdir())
