import json
import subprocess
import sys

import pytest

import bookgenre

TRAINING = ["torch", "transformers", "pandas", "sklearn", "fastai", "onnx", "safetensors", "huggingface_hub"]


def modules_after(statement):
    """Top-level modules that a fresh interpreter holds after `statement`."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(process.stdout)}


def test_importing_bookgenre_costs_no_numpy_and_no_onnx_runtime():
    loaded = modules_after("import bookgenre")
    assert "bookgenre" in loaded
    assert loaded.isdisjoint(["numpy", "onnxruntime", "tokenizers", *TRAINING])


def ours_and_others(statement):
    """Modules of this package, and top-level ones of other packages, that a fresh interpreter loads by `statement`."""
    code = f"import json, sys; before = set(sys.modules); {statement}; print(json.dumps([*set(sys.modules) - before]))"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = json.loads(process.stdout.splitlines()[-1])
    others = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"bookgenre"}
    return {name for name in modules if name.partition(".")[0] == "bookgenre"}, others


def test_importing_bookgenre_loads_its_version_and_nothing_else():
    assert ours_and_others("import bookgenre") == ({"bookgenre", "bookgenre.version"}, set())


def test_the_help_loads_click_and_no_package_that_works():
    ours, others = ours_and_others("from bookgenre.cli.main import cli; cli(['--help'], standalone_mode=False)")
    assert others == {"click"}
    working = {"classifier", "collect", "corpus", "covers", "genres", "recommender", "space", "stores", "text", "web"}
    assert {name.split(".")[1] for name in ours if "." in name}.isdisjoint({*working, "training"})


def test_an_answer_without_colours_and_stores_loads_neither():
    ours, others = ours_and_others(
        "from bookgenre import Recommender; Recommender().predict('A spy in Cold War Berlin.')"
    )
    assert not {name for name in ours if name.split(".")[1:2] in (["covers"], ["stores"])}
    assert "coloraide" not in others


def test_the_taxonomy_costs_no_numpy_and_no_onnx_runtime():
    loaded = modules_after("import bookgenre; assert len(bookgenre.load_taxonomy()) == 256")
    assert loaded.isdisjoint(["numpy", "onnxruntime", "tokenizers", *TRAINING])


def test_answering_loads_nothing_of_training():
    loaded = modules_after("import bookgenre.recommender")
    assert {"numpy", "onnxruntime", "tokenizers"} <= loaded
    assert loaded.isdisjoint(TRAINING)


@pytest.mark.parametrize("name", bookgenre.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(bookgenre, name).__name__ == name
    assert name in dir(bookgenre)


def test_the_public_names_are_few_and_sorted():
    assert list(bookgenre.__all__) == sorted(bookgenre.__all__)
    assert len(bookgenre.__all__) <= 6


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'bookgenre' has no attribute 'Classifier'"):
        bookgenre.Classifier  # noqa: B018


def test_the_version_has_three_numbers():
    assert len([int(part) for part in bookgenre.__version__.split(".")]) == 3
