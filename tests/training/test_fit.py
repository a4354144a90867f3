import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from safetensors.torch import load_file

from bookgenre.errors import DataError, RecipeError
from bookgenre.files import locked_folder
from bookgenre.training import fit
from bookgenre.training.recipe import Recipe

BATCHES = 15  # an epoch of 240 books in batches of 16


def run_folder(table, tmp_path, name):
    return table | {"run": table["run"] | {"folder": str(tmp_path / name)}}


def test_training_learns_and_leaves_all_that_export_needs(recipe_table):
    folder = fit.train(Recipe.from_table(recipe_table), say=lambda _: None)
    assert {"weights.safetensors", "config.json", "tokenizer.json", "run.json"} <= {p.name for p in folder.iterdir()}
    with (folder / "history-stage2.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2]
    assert float(rows[-1]["map"]) > 0.9
    assert float(rows[-1]["valid_loss"]) < float(rows[0]["valid_loss"])


def test_the_first_stage_leaves_the_lower_layers_as_they_are(recipe_table, base_model):
    table = recipe_table | {"stages": recipe_table["stages"][:1]}
    folder = fit.train(Recipe.from_table(table), say=lambda _: None)
    before = load_file(base_model / "model.safetensors")
    after = load_file(folder / "weights.safetensors")
    lower, upper = "encoder.layer.0.output.dense.weight", "encoder.layer.1.output.dense.weight"
    assert torch.equal(before[lower], after[f"encoder.{lower}"])
    assert not torch.equal(before[upper], after[f"encoder.{upper}"])


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(recipe_table, tmp_path):
    def weights(name, seed):
        table = run_folder(recipe_table, tmp_path, name)
        table["run"] |= {"seed": seed, "checkpoint_seconds": 60}
        return load_file(fit.train(Recipe.from_table(table), say=lambda _: None) / "weights.safetensors")

    first, same, other = weights("first", 1), weights("same", 1), weights("other", 2)
    assert all(torch.equal(first[name], same[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])


def write_recipe(table, path):
    lines = []
    for name in ("model", "data", "optimiser", "run"):
        lines.append(f"[{name}]")
        lines += [f"{key} = {value!r}".replace("'", '"') for key, value in table[name].items()]
    for stage in table["stages"]:
        lines.append("[[stages]]")
        lines += [f"{key} = {value!r}" for key, value in stage.items()]
    path.write_text("\n".join(lines))
    return path


@pytest.mark.slow
def test_a_run_killed_within_an_epoch_goes_on_and_ends_with_the_very_same_weights(recipe_table, tmp_path):
    whole = fit.train(Recipe.from_table(run_folder(recipe_table, tmp_path, "whole")), say=lambda _: None)
    recipe = write_recipe(run_folder(recipe_table, tmp_path, "killed"), tmp_path / "recipe.toml")
    checkpoint = tmp_path / "killed" / "checkpoint.pt"
    command = [sys.executable, "-m", "bookgenre", "train", str(recipe)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    state = None
    while process.poll() is None and time.monotonic() < deadline:
        state = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
        if state and state["stage"] == 1 and 0 < state["batch"] < BATCHES:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    assert process.wait() == -signal.SIGKILL, "the run ended before it could be killed within an epoch"
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert "going on at stage 2" in done.stdout
    expected, found = load_file(whole / "weights.safetensors"), load_file(tmp_path / "killed" / "weights.safetensors")
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    with (tmp_path / "killed" / "history-stage2.csv").open() as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["0", "1", "2"]
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "trained to the end" in again.stdout


def test_a_run_stopped_between_stages_goes_on_with_the_next(recipe_table, tmp_path, monkeypatch):
    def weights(name):
        return load_file(tmp_path / name / "weights.safetensors")

    fit.train(Recipe.from_table(run_folder(recipe_table, tmp_path, "whole")), say=lambda _: None)
    stopped = Recipe.from_table(run_folder(recipe_table, tmp_path, "stopped"))
    real = fit._fit_stage
    monkeypatch.setattr(fit, "_fit_stage", lambda *a: real(*a) if a[-1] == 0 else (_ for _ in ()).throw(OSError("off")))
    with pytest.raises(OSError, match="off"):
        fit.train(stopped, say=lambda _: None)
    monkeypatch.undo()
    said = []
    fit.train(stopped, say=said.append)
    assert "going on at stage 2, epoch 1, batch 0" in said
    whole, found = weights("whole"), weights("stopped")
    assert all(torch.equal(whole[name], found[name]) for name in whole)


def test_a_run_stopped_at_its_very_end_only_writes_what_was_missing(recipe_table, tmp_path):
    recipe = Recipe.from_table(recipe_table)
    folder = fit.train(recipe, say=lambda _: None)
    finished = (folder / "run.json").read_text()
    before = (folder / "weights.safetensors").read_bytes()
    facts = json.loads(finished)
    facts["validation"] = {}
    (folder / "run.json").write_text(json.dumps(facts))
    fit.train(recipe, say=lambda _: None)
    assert (folder / "run.json").read_text() == finished
    assert (folder / "weights.safetensors").read_bytes() == before


def test_restart_deletes_the_files_of_a_run_and_nothing_else(recipe_table, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    (folder / "checkpoint.pt").write_text("damaged")
    with pytest.raises(RecipeError, match="is damaged"):
        fit.train(Recipe.from_table(recipe_table), say=lambda _: None)
    fit.train(Recipe.from_table(recipe_table), restart=True, say=lambda _: None)
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_a_checkpoint_of_another_recipe_is_refused_and_restart_forgets_it(recipe_table):
    fit.train(Recipe.from_table(recipe_table), say=lambda _: None)
    changed = recipe_table | {"optimiser": {"batch_size": 8}}
    with pytest.raises(RecipeError, match="another recipe"):
        fit.train(Recipe.from_table(changed), say=lambda _: None)
    fit.train(Recipe.from_table(changed), restart=True, say=lambda _: None)


def test_a_missing_training_file_is_named(recipe_table):
    recipe_table["data"]["train"] = ["nowhere.jsonl"]
    with pytest.raises(DataError, match=r"nowhere\.jsonl"):
        fit.train(Recipe.from_table(recipe_table), say=lambda _: None)


def test_lr_find_suggests_rates_within_the_range_and_leaves_the_curve(recipe_table, tmp_path):
    rates = fit.find_learning_rate(Recipe.from_table(recipe_table), say=lambda _: None)
    assert set(rates) == {"valley", "steep"}
    assert all(1e-6 <= rate <= 1e-1 for rate in rates.values())
    assert len((tmp_path / "run" / "lr_find.csv").read_text().splitlines()) > 20


@pytest.mark.skipif(os.name != "posix", reason="no locks elsewhere")
def test_two_runs_into_one_folder_do_not_meet(recipe_table, tmp_path):
    recipe = Recipe.from_table(run_folder(recipe_table, tmp_path, "run"))
    refused = pytest.raises(DataError, match=r"another run is writing to .*run; wait until it has ended")
    with locked_folder(tmp_path / "run"), refused:
        fit.train(recipe, restart=True, say=lambda _: None)
    assert list((tmp_path / "run").iterdir()) == []
