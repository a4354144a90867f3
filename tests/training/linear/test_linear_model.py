import json

import numpy as np
import pytest

from bookgenre.corpus import read_records
from bookgenre.errors import RecipeError
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.windows import first_windows
from bookgenre.training.linear import linear_model
from bookgenre.training.linear.linear_model import LinearModel, fold_of, train_linear
from bookgenre.training.recipe import Recipe

IDS = list(load_taxonomy().ids)


@pytest.fixture
def recipe(recipe_table, tmp_path):
    return Recipe.from_table(recipe_table | {"linear": {"folder": str(tmp_path / "linear"), "folds": 3}})


def test_it_learns_and_is_opened_again(linear_folder, base_model, corpus_folder):
    model = LinearModel.open(linear_folder, IDS)
    rows = list(read_records(corpus_folder / "validation.jsonl"))
    logits = model.logits(first_windows(rows, model.encoder(str(base_model))))
    chosen = [{IDS[i] for i in np.flatnonzero(row > 0)} for row in logits]
    assert np.mean([found == row.labels for found, row in zip(chosen, rows, strict=True)]) > 0.9
    assert model.answers.shape == (240, len(IDS))


def test_every_row_is_answered_by_classifiers_that_have_not_seen_it(recipe, monkeypatch):
    seen = []
    real = linear_model.train_classifiers

    def train(features, *rest, **options):
        seen.append(features.shape[0])
        return real(features, *rest, **options)

    monkeypatch.setattr(linear_model, "train_classifiers", train)
    train_linear(recipe)
    assert seen[-1] == 240
    assert sum(seen[:-1]) == 2 * 240


def test_a_stopped_training_goes_on_with_what_is_missing(recipe, monkeypatch):
    real = linear_model.train_classifiers
    calls = []

    def train(*arrays, **options):
        calls.append(len(calls))
        if len(calls) == 3:
            raise OSError("off")
        return real(*arrays, **options)

    monkeypatch.setattr(linear_model, "train_classifiers", train)
    with pytest.raises(OSError, match="off"):
        train_linear(recipe)
    folder = train_linear(recipe)
    assert len(calls) == 5
    assert {path.name for path in folder.iterdir()} == {"answers.npy", "linear.json", "linear.npz"}
    train_linear(recipe)
    assert len(calls) == 5


def test_another_penalty_trains_again(recipe_table, tmp_path):
    def train(penalty):
        table = recipe_table | {"linear": {"folder": str(tmp_path / "linear"), "folds": 2, "penalty": penalty}}
        return LinearModel.open(train_linear(Recipe.from_table(table)), IDS).classifiers.weights

    assert not np.array_equal(train(0.25), train(1.0))


def test_what_cannot_be_trained_or_opened_is_told(linear_folder, recipe_table, corpus_folder, tmp_path):
    with pytest.raises(RecipeError, match=r"no \[linear\]"):
        train_linear(Recipe.from_table(recipe_table))
    with pytest.raises(RecipeError, match="run bookgenre linear"):
        LinearModel.open(tmp_path / "nowhere", IDS)
    with pytest.raises(RecipeError, match="other genres"):
        LinearModel.open(linear_folder, IDS[::-1])
    rows = (json.loads(line) for line in (corpus_folder / "train.jsonl").read_text().splitlines())
    (tmp_path / "bare.jsonl").write_text("".join(json.dumps(row | {"labels": []}) + "\n" for row in rows))
    table = recipe_table | {"linear": {"folder": str(tmp_path / "linear2")}}
    table["data"] = table["data"] | {"folder": str(tmp_path), "train": ["bare.jsonl"]}
    with pytest.raises(RecipeError, match="no training row has a genre"):
        train_linear(Recipe.from_table(table))


def test_incomplete_rows_teach_what_they_know(recipe_table, corpus_folder, tmp_path):
    rows = [json.loads(line) for line in (corpus_folder / "train.jsonl").read_text().splitlines()]
    short = [row | {"labels": row["labels"][-1:], "complete": False} for row in rows]
    (tmp_path / "short.jsonl").write_text("".join(json.dumps(row) + "\n" for row in short))
    table = recipe_table | {"linear": {"folder": str(tmp_path / "linear"), "folds": 2}}
    table["data"] = table["data"] | {"folder": str(tmp_path), "train": ["short.jsonl"]}
    model = LinearModel.open(train_linear(Recipe.from_table(table)), IDS)
    valid = list(read_records(corpus_folder / "validation.jsonl"))
    logits = model.logits(first_windows(valid, model.encoder(table["model"]["base"])))
    columns = [IDS.index(genre) for genre in ("espionage", "romance", "cooking", "fantasy")]
    best = [IDS[columns[i]] for i in logits[:, columns].argmax(axis=1)]
    assert np.mean([genre in row.labels for genre, row in zip(best, valid, strict=True)]) > 0.9


def test_a_fold_holds_whole_works():
    from bookgenre.book import Book
    from bookgenre.corpus import LabelledBook

    records = [LabelledBook(Book("x"), f"work {number // 2}", frozenset()) for number in range(200)]
    fold = fold_of(records, 3)
    assert (fold[::2] == fold[1::2]).all()
    assert set(fold) == {0, 1, 2}
