import subprocess
import sys

import pytest

from bookgenre.cli.shared.reporting import needs_extra
from bookgenre.errors import MissingExtraError

WITHOUT = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {packages}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Without())
from bookgenre.cli.main import main
main()
"""


def run_without(packages, arguments):
    """Run a command in a process in which `packages` cannot be found, as if they were not installed."""
    command = [sys.executable, "-c", WITHOUT.format(packages=packages), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_a_missing_package_is_named_with_the_extra_that_brings_it():
    with pytest.raises(MissingExtraError) as caught, needs_extra("train"):
        import package_that_nobody_has.inner  # noqa: F401
    assert str(caught.value) == (
        "package_that_nobody_has is not installed; install it with: pip install 'bookgenre[train]'"
    )


def test_a_missing_module_of_ours_is_a_bug_and_is_not_hidden():
    with pytest.raises(ModuleNotFoundError, match=r"bookgenre\.nowhere") as caught, needs_extra("train"):
        import bookgenre.nowhere  # noqa: F401
    assert not isinstance(caught.value, MissingExtraError)


def test_other_errors_pass_through():
    with pytest.raises(ZeroDivisionError), needs_extra("train"):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("sklearn", ["evaluate", "--data", "books.jsonl"]),
        ("fastai", ["train", "recipe.toml"]),
        ("safetensors", ["export", "run", "--validation", "books.jsonl", "--out", "model"]),
    ],
)
def test_a_command_whose_packages_are_missing_says_how_to_get_them(package, arguments):
    done = run_without([package], arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"bookgenre: {package} is not installed; install it with: pip install 'bookgenre[train]'\n"


def test_a_prediction_needs_no_package_of_training(model, spy):
    training = ["torch", "fastai", "sklearn", "scipy", "transformers", "safetensors", "onnx", "pandas"]
    done = run_without(training, ["predict", spy, *model])
    assert done.stderr == ""
    assert done.returncode == 0
    assert "Espionage" in done.stdout
