import json
import shutil

import pytest
import torch
from safetensors.torch import load_file

from bookgenre.errors import RecipeError
from bookgenre.genres import load_taxonomy
from bookgenre.training.fit.run import train
from bookgenre.training.network.genre_network import GenreNetwork
from bookgenre.training.network.initial_weights import initial_weights, mean_with_start
from bookgenre.training.recipe import Recipe

IDS = load_taxonomy().ids


def test_a_run_gives_its_very_weights(trained_run):
    expected, found = load_file(trained_run / "weights.safetensors"), initial_weights(trained_run, IDS)
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_a_model_gives_its_weights_to_the_rounding_of_8_bits(trained_run, exported):
    expected, found = load_file(trained_run / "weights.safetensors"), initial_weights(exported.folder, IDS)
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        # 7 bits a channel for matrices, 8 a tensor for embeddings: a step is at most a sixty-fourth of the largest.
        assert (found[name] - value).abs().max() <= value.abs().max() / 64, name
    assert not torch.equal(expected["head.weight"], found["head.weight"])
    GenreNetwork.from_config(trained_run, len(IDS)).load_state_dict(found)


def test_training_goes_on_from_a_model(recipe_table, exported):
    table = recipe_table | {"model": recipe_table["model"] | {"start": str(exported.folder)}}
    table["stages"] = [{"epochs": 1, "learning_rate": 1e-9}]
    folder = train(Recipe.from_table(table))
    before, after = initial_weights(exported.folder, IDS), load_file(folder / "weights.safetensors")
    assert all(torch.allclose(before[name], after[name], atol=1e-4) for name in before)


def test_a_genre_that_the_taxonomy_lost_is_refused(trained_run, tmp_path):
    copy = shutil.copytree(trained_run, tmp_path / "run")
    facts = json.loads((copy / "run.json").read_text())
    (copy / "run.json").write_text(json.dumps(facts | {"genres": ["quilts", *facts["genres"][1:]]}))
    with pytest.raises(RecipeError, match="'quilts', which the taxonomy lacks"):
        initial_weights(copy, IDS)


def test_genres_that_the_taxonomy_gained_start_rare_and_the_others_as_they_were(trained_run):
    weights = load_file(trained_run / "weights.safetensors")
    grown = initial_weights(trained_run, ("new", *IDS, "newer"))
    assert torch.equal(grown["head.weight"][1:-1], weights["head.weight"])
    assert torch.equal(grown["head.bias"][1:-1], weights["head.bias"])
    assert not grown["head.weight"][[0, -1]].any()
    assert torch.sigmoid(grown["head.bias"][[0, -1]]).tolist() == pytest.approx([1e-3, 1e-3])


def test_the_mean_with_the_start_keeps_what_only_the_trained_weights_know(trained_run):
    trained = load_file(trained_run / "weights.safetensors")
    start = {name: torch.zeros_like(tensor, dtype=torch.float32) for name, tensor in trained.items()}
    start["head.weight"][1:] = 1
    mean = mean_with_start(trained, start, 0.25)
    for name, tensor in trained.items():
        if not name.startswith("head."):
            assert torch.allclose(mean[name], tensor.float() / 4)
    assert torch.allclose(mean["head.weight"][1:], 0.75 + trained["head.weight"][1:] / 4)
    assert torch.equal(mean["head.weight"][0], trained["head.weight"][0])
    assert mean["head.bias"][0] == trained["head.bias"][0]


@pytest.mark.parametrize("content", [None, b"", b"no graph"])
def test_a_folder_without_weights_is_refused(exported, tmp_path, content):
    copy = shutil.copytree(exported.folder, tmp_path / "model")
    (copy / "model.onnx").unlink()
    if content is not None:
        (copy / "model.onnx").write_bytes(content)
    with pytest.raises(RecipeError):
        initial_weights(copy, IDS)
    with pytest.raises(RecipeError, match="neither a finished run nor a model"):
        initial_weights(tmp_path / "nowhere", IDS)


def test_a_graph_of_another_form_is_refused(exported, tiny_model_folder, tmp_path):
    copy = shutil.copytree(exported.folder, tmp_path / "model")
    shutil.copyfile(tiny_model_folder / "model.onnx", copy / "model.onnx")
    with pytest.raises(RecipeError, match="is not an 8-bit graph of the BERT family"):
        initial_weights(copy, IDS)
