import dataclasses
import json
from pathlib import Path

import pytest

from bookgenre.errors import RecipeError
from bookgenre.files.toml_settings import from_tables
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import CardRecipe

TABLE = {
    "model": {"base": "distilroberta-base"},
    "data": {"folder": "data", "train": ["a.jsonl"], "validation": ["b.jsonl"]},
    "run": {"folder": "runs/x"},
    "stages": [{"epochs": 1, "learning_rate": 1e-4}],
}


def with_value(path, value):
    table = {name: dict(part) if isinstance(part, dict) else part for name, part in TABLE.items()}
    room, _, key = path.partition(".")
    if key:
        table.setdefault(room, {})[key] = value
    else:
        table[room] = value
    return table


def test_every_shipped_recipe_is_read():
    recipes = sorted((Path(__file__).parents[2] / "recipes").glob("*.toml"))
    assert recipes
    for path in recipes:
        assert Recipe.read(path).stages


def test_defaults_are_filled_in_and_whole_numbers_serve_as_rates():
    recipe = Recipe.from_table(with_value("stages", [{"epochs": 2, "learning_rate": 1}]))
    assert recipe.stages[0].learning_rate == 1.0
    assert recipe.optimiser.batch_size == 32
    assert recipe.training_files() == [Path("data/a.jsonl")]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("model.bass", "x", r"unknown key 'bass' in \[model\]; known are: base, name"),
        ("model.window", 0, r"\[model\] window is 0; it must be greater than 0"),
        ("model.window", "256", "must be a whole number"),
        ("model.window", True, "must be a whole number"),
        ("model.dropout", 1.5, r"\[model\] dropout is 1.5; it must be less than or equal to 1"),
        ("data.title_probability", -0.1, "must be greater than or equal to 0"),
        ("data.keep", {"x": 200.0}, r"\[data\] keep\.x is 200"),
        ("data.train", "a.jsonl", "must be a list"),
        ("data.validation", [], "at least 1 item"),
        ("card.licence", "MIT\nlanguage: en", r"\[card\] licence: .* is not an identifier; give one such as mit or en"),
        ("run.precision", "fp16", "must be 'auto', 'bf16' or 'fp32'"),
        ("run.choose", "accuracy", "must be 'map'"),
        ("optimiser.batch_size", -1, "batch_size is -1"),
        ("stages", [], "at least 1 item"),
        ("stages", [{"epochs": 1}], r"\[\[stages\]\] 1 lacks learning_rate"),
        ("stages", [{"epochs": 0, "learning_rate": 1e-4}], r"\[\[stages\]\] 1, epochs is 0"),
        ("model", "minilm", "must be a table"),
        ("model.dropout", 1.5, "dropout is 1.5; it must be less than or equal to 1"),
        ("linear", {"folder": "x", "folds": 1}, r"\[linear\] folds is 1; it must be greater than or equal to 2"),
        ("teacher", {"folder": "x"}, r"a \[teacher\] needs a \[linear\] model"),
        ("stages", [{"epochs": 1, "learning_rate": float("nan")}], "must be a finite number"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(path, value, message):
    with pytest.raises(RecipeError, match=message):
        Recipe.from_table(with_value(path, value))


def test_a_missing_part_is_named():
    table = dict(TABLE)
    del table["run"]
    with pytest.raises(RecipeError, match=r"lacks the table \[run\]"):
        Recipe.from_table(table)


def test_a_missing_file_and_broken_toml_are_told(tmp_path):
    with pytest.raises(RecipeError, match="there is no recipe"):
        Recipe.read(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[model\n")
    with pytest.raises(RecipeError, match="not a TOML file"):
        Recipe.read(broken)


def test_the_fingerprint_follows_what_decides_the_outcome_and_nothing_else():
    plain = Recipe.from_table(TABLE).fingerprint()
    assert Recipe.from_table(with_value("run", {"folder": "elsewhere", "checkpoint_seconds": 5})).fingerprint() == plain
    assert Recipe.from_table(with_value("data.folder", "elsewhere")).fingerprint() == plain
    assert Recipe.from_table(with_value("run.seed", 2)).fingerprint() != plain
    assert Recipe.from_table(with_value("data.title_probability", 0.4)).fingerprint() != plain


def test_an_error_names_the_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[model]\nbase = 3\n")
    with pytest.raises(RecipeError, match=r"mine\.toml: \[model\] base is 3; it must be text"):
        Recipe.read(path)


def test_checkpoints_of_earlier_releases_can_be_resumed():
    # What the release before pydantic and before [teacher] gap_weight computed for the same settings.
    known = {"minilm": "cd09ead84e3feb38", "second": "9f057d9791d4ed20", "tiny": "cb938a4369cf4d82"}
    folder = Path(__file__).parents[2] / "recipes"
    assert {name: Recipe.read(folder / f"{name}.toml").fingerprint() for name in known} == known


def test_a_card_is_the_same_after_its_way_through_a_run_folder():
    card = Recipe.read(Path(__file__).parents[2] / "recipes" / "third.toml").card
    assert card.limits
    assert from_tables(CardRecipe, json.loads(json.dumps(dataclasses.asdict(card))), RecipeError) == card
