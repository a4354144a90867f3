import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from bookgenre.errors import DataError, RecipeError
from bookgenre.files import locked_folder
from bookgenre.training.fit import learner
from bookgenre.training.fit import run as fit
from bookgenre.training.fit.checkpoint import Checkpointer
from bookgenre.training.fit.learner import known_cells_loss
from bookgenre.training.recipe import Recipe


def run_folder(table, tmp_path, name):
    return table | {"run": table["run"] | {"folder": str(tmp_path / name)}}


def test_training_learns_and_leaves_all_that_export_needs(recipe_table):
    folder = fit.train(Recipe.from_table(recipe_table))
    assert {"weights.safetensors", "config.json", "tokenizer.json", "run.json"} <= {p.name for p in folder.iterdir()}
    with (folder / "history-stage2.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2]
    assert float(rows[-1]["map"]) > 0.9
    assert float(rows[-1]["valid_loss"]) < float(rows[0]["valid_loss"])


def test_the_first_stage_leaves_the_lower_layers_as_they_are(small_table, base_model, tmp_path):
    table = run_folder(small_table, tmp_path, "run") | {"stages": small_table["stages"][:1]}
    folder = fit.train(Recipe.from_table(table))
    before = load_file(base_model / "model.safetensors")
    after = load_file(folder / "weights.safetensors")
    lower, upper = "encoder.layer.0.output.dense.weight", "encoder.layer.1.output.dense.weight"
    assert torch.equal(before[lower], after[f"encoder.{lower}"])
    assert not torch.equal(before[upper], after[f"encoder.{upper}"])


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(small_table, small_run, tmp_path):
    def weights(name, **options):
        table = run_folder(small_table, tmp_path, name)
        table["run"] |= {"checkpoint_seconds": 60} | options
        return load_file(fit.train(Recipe.from_table(table)) / "weights.safetensors")

    seed = Recipe.from_table(small_table).run.seed
    first, same, other = load_file(small_run / "weights.safetensors"), weights("same"), weights("other", seed=seed + 1)
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


class PowerError(Exception):
    """The power goes."""


@pytest.fixture(scope="module")
def small_table(base_model, invented_books, tmp_path_factory):
    """A run of 3 epochs, 2 of them in the second stage, with 3 batches each."""
    folder = tmp_path_factory.mktemp("small")
    for name, count, seed in (("train", 48, 3), ("validation", 24, 4)):
        lines = (json.dumps(row) for row in invented_books(count, seed))
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {
        "model": {"base": str(base_model), "window": 64, "encoder_dropout": 0.1},
        "data": {"folder": str(folder), "train": ["train.jsonl"], "validation": ["validation.jsonl"]},
        "optimiser": {"batch_size": 16},
        "run": {"folder": str(folder / "run"), "precision": "fp32", "checkpoint_seconds": 1e-9},
        "stages": [
            {"epochs": 1, "learning_rate": 3e-3, "train_layers": 1, "head_factor": 3.0},
            {"epochs": 2, "learning_rate": 3e-3, "layer_decay": 0.9, "head_factor": 3.0},
        ],
    }


@pytest.fixture(scope="module")
def small_run(small_table):
    """Folder of that run, never interrupted."""
    return fit.train(Recipe.from_table(small_table))


def history(folder):
    found = []
    for stage in (1, 2):
        with (folder / f"history-stage{stage}.csv").open() as file:
            found += [(stage, row["epoch"], row["valid_loss"], row["map"]) for row in csv.DictReader(file)]
    return found


def stop_at(monkeypatch, number, *, written):
    """Let the power go at the checkpoint of this number, before it is written or after."""
    real, calls = Checkpointer.save, iter(range(1, 1000))

    def save(self, epoch, batch):
        if next(calls) != number:
            return real(self, epoch, batch)
        if written:
            real(self, epoch, batch)
        raise PowerError("off")

    monkeypatch.setattr(Checkpointer, "save", save)


def assert_resumes(table, small_run, folder, caplog):
    """Train to the end, compare with the run that was never interrupted, and return what was logged."""
    caplog.clear()
    with caplog.at_level("INFO", "bookgenre"):
        fit.train(Recipe.from_table(table))
    expected, found = (load_file(path / "weights.safetensors") for path in (small_run, folder))
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    assert history(folder) == history(small_run)
    assert (folder / "run.json").read_bytes() == (small_run / "run.json").read_bytes()
    return list(caplog.messages)


# A checkpoint follows each of the three batches, and the end of the epoch.
@pytest.mark.parametrize("number", range(1, 13))
def test_a_run_stopped_at_any_checkpoint_ends_as_one_that_was_not(
    small_table, small_run, tmp_path, monkeypatch, caplog, number
):
    table = run_folder(small_table, tmp_path, "stopped")
    with monkeypatch.context() as patch:
        stop_at(patch, number, written=True)
        with pytest.raises(PowerError):
            fit.train(Recipe.from_table(table))
    said = assert_resumes(table, small_run, tmp_path / "stopped", caplog)
    done = number // 4, number % 4
    place = (1, 1) if done[0] == 0 else (2, done[0])
    if number < 12:
        assert f"resuming at stage {place[0]}, epoch {place[1]}, batch {done[1]}" in said


@pytest.mark.parametrize("number", [4, 8, 12])
def test_a_run_stopped_between_the_log_of_an_epoch_and_its_checkpoint_trains_its_last_batch_again(
    small_table, small_run, tmp_path, monkeypatch, caplog, number
):
    table = run_folder(small_table, tmp_path, "stopped")
    with monkeypatch.context() as patch:
        stop_at(patch, number, written=False)
        with pytest.raises(PowerError):
            fit.train(Recipe.from_table(table))
    assert_resumes(table, small_run, tmp_path / "stopped", caplog)


# What a process does that is killed while it writes its eighth checkpoint.
KILLED = """
import os, signal, sys, torch
from bookgenre.cli.main import cli
real, calls = torch.save, iter(range(1, 100))
def save(state, file):
    real(state, file)
    if next(calls) == 8:
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
torch.save = save
cli(["train", sys.argv[1]])
"""


def test_a_process_killed_while_it_writes_a_checkpoint_leaves_the_one_before(small_table, small_run, tmp_path, caplog):
    table = run_folder(small_table, tmp_path, "killed")
    recipe = write_recipe(table, tmp_path / "recipe.toml")
    process = subprocess.run([sys.executable, "-c", KILLED, recipe], capture_output=True, text=True, check=False)
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert [path.name for path in (tmp_path / "killed").iterdir() if path.name.startswith(".")] != []
    said = assert_resumes(table, small_run, tmp_path / "killed", caplog)
    assert "resuming at stage 2, epoch 1, batch 3" in said
    with caplog.at_level("INFO", "bookgenre"):
        fit.train(Recipe.from_table(table))
    assert "is finished" in caplog.messages[-1]
    fit.train(Recipe.from_table(table), restart=True)
    assert not [path for path in (tmp_path / "killed").iterdir() if path.name.startswith(".")]


def test_a_run_can_be_stopped_again_and_again(small_table, small_run, tmp_path, monkeypatch, caplog):
    table = run_folder(small_table, tmp_path, "stopped")
    for _ in range(5):
        with monkeypatch.context() as patch:
            stop_at(patch, 2, written=True)
            with pytest.raises(PowerError):
                fit.train(Recipe.from_table(table))
    assert_resumes(table, small_run, tmp_path / "stopped", caplog)


def test_data_that_have_changed_are_not_trained_on_from_an_old_checkpoint(small_table, tmp_path, monkeypatch):
    data = Path(shutil.copytree(small_table["data"]["folder"], tmp_path / "data"))
    table = run_folder(small_table, tmp_path, "run") | {"data": small_table["data"] | {"folder": str(data)}}
    with monkeypatch.context() as patch:
        stop_at(patch, 7, written=True)
        with pytest.raises(PowerError):
            fit.train(Recipe.from_table(table))
    for name in ("train.jsonl", "validation.jsonl"):
        before = (data / name).read_text(encoding="utf-8")
        (data / name).write_text(before.replace('"complete": true', '"complete": false', 1), encoding="utf-8")
        with pytest.raises(RecipeError, match=r"trained on other data: .* --restart"):
            fit.train(Recipe.from_table(table))
        (data / name).write_text(before, encoding="utf-8")
    # The same data elsewhere are the same data.
    moved = table | {"data": table["data"] | {"folder": str(data.rename(tmp_path / "moved"))}}
    fit.train(Recipe.from_table(moved))


def test_the_card_can_be_changed_after_training(small_table, small_run, tmp_path):
    folder = shutil.copytree(small_run, tmp_path / "done")
    table = run_folder(small_table, tmp_path, "done") | {"card": {"data": "From my shop.", "licence": "mit"}}
    fit.train(Recipe.from_table(table))
    before, after = (json.loads((path / "run.json").read_text()) for path in (small_run, folder))
    assert before["card"]["data"] == ""
    assert after["card"] == {"data": "From my shop.", "limits": [], "choice": "", "licence": "mit", "language": ""}
    assert before | {"card": None} == after | {"card": None}
    assert after["files"] == ["train.jsonl"]
    assert after["sources"] == {"a": 32, "b": 16}


def test_a_checkpoint_of_another_version_is_refused(small_table, tmp_path):
    (tmp_path / "old").mkdir()
    torch.save({"fingerprint": "0123", "stage": 0, "epoch": 0}, tmp_path / "old" / "checkpoint.pt")
    with pytest.raises(RecipeError, match=r"another version .* --restart"):
        fit.train(Recipe.from_table(run_folder(small_table, tmp_path, "old")))


def test_the_run_says_on_what_and_in_how_many_bits_it_trains(small_table, tmp_path, monkeypatch, caplog):
    stop_at(monkeypatch, 1, written=False)
    with caplog.at_level("INFO", "bookgenre"), pytest.raises(PowerError):
        fit.train(Recipe.from_table(run_folder(small_table, tmp_path, "run")))
    assert "48 training rows, 24 validation rows, on cpu in 32 bits" in caplog.messages


@pytest.mark.parametrize("spoilt", ["loss", "weights"])
def test_a_run_that_diverges_ends_in_one_line_and_goes_on_from_the_last_good_checkpoint(
    small_table, small_run, tmp_path, monkeypatch, caplog, spoilt
):
    table = run_folder(small_table, tmp_path, "run")
    steps = iter(range(1, 1000))

    def spoil(logits, targets, known):
        loss = known_cells_loss(logits, targets, known)
        if logits.requires_grad and next(steps) == 8:
            if spoilt == "loss":
                return loss * float("nan")
            # A finite loss whose gradient is not.
            logits.register_hook(lambda gradient: gradient * float("inf"))
        return loss

    with monkeypatch.context() as patch:
        patch.setattr(learner, "known_cells_loss", spoil)
        with pytest.raises(RecipeError, match=r"^training has diverged at stage 2, epoch 2: .*Lower the learning_rate"):
            fit.train(Recipe.from_table(table))
    said = assert_resumes(table, small_run, tmp_path / "run", caplog)
    assert "resuming at stage 2, epoch 2, batch 1" in said


def test_a_rate_that_is_far_too_high_ends_in_one_line_each_time(small_table, tmp_path):
    table = run_folder(small_table, tmp_path, "run")
    table["stages"] = [{"epochs": 3, "learning_rate": 1e30}]
    for _ in range(2):
        with pytest.raises(RecipeError, match=r"^training has diverged at stage 1"):
            fit.train(Recipe.from_table(table))


def changed_rows(table, tmp_path, name, change):
    """Return the table with one file of its data changed row by row."""
    data = Path(shutil.copytree(table["data"]["folder"], tmp_path / "data", ignore=shutil.ignore_patterns("run")))
    rows = [json.loads(line) for line in (data / name).read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(row | change(number)) for number, row in enumerate(rows)]
    (data / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run_folder(table, tmp_path, "run") | {"data": table["data"] | {"folder": str(data)}}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("validation.jsonl", lambda n: {"complete": n < 19}, "19 of 24 validation rows have a complete list"),
        ("validation.jsonl", lambda _: {"labels": []}, "no validation row .* has any genre"),
        ("train.jsonl", lambda _: {"complete": False}, "no training row has a complete list"),
        ("train.jsonl", lambda _: {"labels": []}, "no training row has any genre"),
    ],
)
def test_rows_that_nothing_can_be_learnt_from_are_refused_before_training(small_table, tmp_path, name, change, words):
    with pytest.raises(DataError, match=words):
        fit.train(Recipe.from_table(changed_rows(small_table, tmp_path, name, change)))
    assert not list((tmp_path / "run").glob("history-*"))


def test_validation_rows_with_incomplete_lists_are_not_scored(small_table, small_run, invented_books, tmp_path):
    # Four more rows, whose known cells the model gets right whatever it says.
    table = changed_rows(small_table, tmp_path, "validation.jsonl", lambda _: {})
    file = Path(table["data"]["folder"]) / "validation.jsonl"
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row | {"complete": False}) + "\n" for row in invented_books(4, 9))
    fit.train(Recipe.from_table(table))
    assert history(tmp_path / "run") == history(small_run)


def test_a_run_stopped_at_its_very_end_only_writes_what_was_missing(small_table, small_run, tmp_path):
    recipe = Recipe.from_table(run_folder(small_table, tmp_path, "run"))
    folder = Path(shutil.copytree(small_run, tmp_path / "run"))
    finished = (folder / "run.json").read_text()
    before = (folder / "weights.safetensors").read_bytes()
    facts = json.loads(finished)
    facts["validation"] = {}
    (folder / "run.json").write_text(json.dumps(facts))
    fit.train(recipe)
    assert (folder / "run.json").read_text() == finished
    assert (folder / "weights.safetensors").read_bytes() == before


def test_restart_deletes_the_files_of_a_run_and_nothing_else(small_table, tmp_path):
    recipe = Recipe.from_table(run_folder(small_table, tmp_path, "run"))
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    (folder / "checkpoint.pt").write_text("damaged")
    with pytest.raises(RecipeError, match="is damaged"):
        fit.train(recipe)
    fit.train(recipe, restart=True)
    assert (folder / "thesis.txt").read_text() == "years of work"
    assert json.loads((folder / "run.json").read_text())["validation"]


def test_a_checkpoint_of_another_recipe_is_refused_and_restart_forgets_it(small_table, small_run, tmp_path):
    folder = Path(shutil.copytree(small_run, tmp_path / "run"))
    before = (folder / "weights.safetensors").read_bytes()
    changed = run_folder(small_table, tmp_path, "run") | {"optimiser": {"batch_size": 8}}
    with pytest.raises(RecipeError, match="another recipe"):
        fit.train(Recipe.from_table(changed))
    assert (folder / "weights.safetensors").read_bytes() == before
    fit.train(Recipe.from_table(changed), restart=True)
    assert (folder / "weights.safetensors").read_bytes() != before


def test_a_missing_training_file_is_named(recipe_table):
    recipe_table["data"]["train"] = ["nowhere.jsonl"]
    with pytest.raises(DataError, match=r"nowhere\.jsonl"):
        fit.train(Recipe.from_table(recipe_table))


def test_lr_find_suggests_rates_within_the_range_and_leaves_the_curve(recipe_table, tmp_path):
    rates = fit.find_learning_rate(Recipe.from_table(recipe_table))
    assert set(rates) == {"valley", "steep"}
    assert all(1e-6 <= rate <= 1e-1 for rate in rates.values())
    assert len((tmp_path / "run" / "lr_find.csv").read_text().splitlines()) > 20


@pytest.mark.skipif(os.name != "posix", reason="no locks elsewhere")
def test_two_runs_into_one_folder_do_not_meet(recipe_table, tmp_path):
    recipe = Recipe.from_table(run_folder(recipe_table, tmp_path, "run"))
    refused = pytest.raises(DataError, match=r"another run is writing to .*run; wait until it has ended")
    with locked_folder(tmp_path / "run"), refused:
        fit.train(recipe, restart=True)
    assert list((tmp_path / "run").iterdir()) == []
