import json
import shutil

import numpy as np
import pytest

from bookgenre.corpus import read_records
from bookgenre.errors import RecipeError
from bookgenre.genres import load_taxonomy
from bookgenre.training import teacher
from bookgenre.training.data.soft_targets import SoftTargets
from bookgenre.training.fit import run as fit
from bookgenre.training.linear.linear_model import LinearModel
from bookgenre.training.recipe import Recipe

IDS = list(load_taxonomy().ids)


@pytest.fixture
def folder(corpus_folder, invented_books, tmp_path):
    """The corpus, with 60 books of one known genre each and 60 of which none is known."""
    for path in corpus_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    partial = [row | {"labels": row["labels"][:1], "complete": False} for row in invented_books(60, 3)]
    bare = [{key: row[key] for key in ("id", "title", "description")} for row in invented_books(60, 4)]
    for name, rows in (("partial", partial), ("unlabelled", bare)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


@pytest.fixture
def table(recipe_table, folder):
    files = {"train": ["train.jsonl", "partial.jsonl"], "unlabelled": ["unlabelled.jsonl"]}
    return recipe_table | {
        "data": recipe_table["data"] | {"folder": str(folder)} | files,
        "linear": {"folder": str(folder / "linear"), "folds": 2},
        "teacher": {"folder": str(folder / "teacher")},
        "distil": {"soft_share": 0.5},
    }


@pytest.fixture
def network(exported):
    return exported.folder


@pytest.fixture
def known_linear(linear_folder, folder):
    """The linear model of the complete rows, as if it had been trained before."""
    shutil.copytree(linear_folder, folder / "linear")


def test_the_linear_model_alone_fills_the_gaps_of_the_rows(table, folder, invented_books):
    recipe = Recipe.from_table(table)
    answers = SoftTargets.open(teacher.teach(recipe), IDS)
    partial = list(read_records(folder / "partial.jsonl"))
    probabilities = answers.probabilities[answers.rows_of(partial)]
    whole = [row["labels"] for row in invented_books(60, 3)]
    found = [(row, IDS[i]) for row, answer in enumerate(probabilities) for i in np.flatnonzero(answer > 0.5)]
    right = [genre in whole[row] for row, genre in found]
    assert len(right) > 150
    assert np.mean(right) > 0.95


@pytest.mark.usefixtures("known_linear")
def test_rows_with_labels_are_answered_by_models_that_have_not_seen_them(table, folder):
    recipe = Recipe.from_table(table)
    answers = SoftTargets.open(teacher.teach(recipe), IDS)
    linear = LinearModel.open(folder / "linear", IDS)
    expected = 1 / (1 + np.exp(-linear.answers.astype(np.float32)))
    np.testing.assert_allclose(answers.probabilities[: len(expected)].astype(float), expected, atol=1e-3)


@pytest.mark.usefixtures("known_linear")
def test_the_network_has_a_share_in_what_is_not_known_and_none_in_what_is(table, network):
    alone = SoftTargets.open(teacher.teach(Recipe.from_table(table)), IDS).probabilities.copy()
    table["teacher"] |= {"network": str(network)}
    answers = SoftTargets.open(teacher.teach(Recipe.from_table(table)), IDS)
    np.testing.assert_array_equal(answers.probabilities[:240], alone[:240])
    assert not np.array_equal(answers.probabilities[240:], alone[240:])
    assert f"linear share {answers.facts['linear_share']:g}" in answers.facts["validation"]


@pytest.mark.usefixtures("known_linear")
def test_a_stopped_network_goes_on_where_it_was(table, network, folder):
    table["teacher"] |= {"network": str(network)}
    recipe = Recipe.from_table(table)
    whole = (teacher.teach(recipe) / "targets.npy").read_bytes()
    note = folder / "teacher" / "network.json"
    state = json.loads(note.read_text())
    assert state["done"] == 180
    note.write_text(json.dumps(state | {"done": 100}))
    said = []
    assert (teacher.teach(recipe, say=said.append) / "targets.npy").read_bytes() == whole
    assert "network: 180 of 180 rows" in said
    said.clear()
    teacher.teach(recipe, say=said.append)
    assert not any(line.startswith("network") for line in said)


@pytest.mark.usefixtures("known_linear")
def test_answers_to_other_rows_are_given_afresh(table, network, folder):
    table["teacher"] |= {"network": str(network)}
    recipe = Recipe.from_table(table)
    first = (teacher.teach(recipe) / "targets.npy").read_bytes()
    path = folder / "unlabelled.jsonl"
    path.write_text(path.read_text().replace("dragon", "recipe"))
    assert (teacher.teach(recipe) / "targets.npy").read_bytes() != first


@pytest.mark.usefixtures("known_linear")
def test_training_listens_to_the_teacher(table, folder):
    recipe = Recipe.from_table(table)
    with pytest.raises(RecipeError, match="run bookgenre teach"):
        fit.train(recipe)
    teacher.teach(recipe)
    run = fit.train(recipe)
    facts = json.loads((run / "run.json").read_text())
    assert (facts["train_rows"], facts["complete_rows"], facts["taught"]) == (360, 240, True)
    assert facts["validation"]["map"] > 0.9


def test_a_recipe_without_a_teacher_is_refused(recipe_table):
    with pytest.raises(RecipeError, match=r"no \[teacher\]"):
        teacher.teach(Recipe.from_table(recipe_table))
