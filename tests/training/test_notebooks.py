"""The notebooks are run as they stand, on a tiny corpus and model, and are stored without output."""

import gc
import json
import os
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="running the notebooks needs nbclient: pip install 'bookgenre[dev]'")
nbclient = pytest.importorskip("nbclient", reason="running the notebooks needs nbclient: pip install 'bookgenre[dev]'")
pytest.importorskip("matplotlib", reason="the notebooks plot: pip install 'bookgenre[corpus]'")

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def work(base_model, corpus_folder, tmp_path_factory):
    """Environment of notebooks that train the tiny BERT on invented books."""
    folder = tmp_path_factory.mktemp("notebook")
    recipe = folder / "recipe.toml"
    recipe.write_text(
        f"""
        [model]
        base = {json.dumps(str(base_model))}
        window = 64
        [data]
        folder = "elsewhere"
        train = ["train.jsonl"]
        validation = ["validation.jsonl"]
        [optimiser]
        batch_size = 16
        [run]
        folder = "elsewhere"
        precision = "fp32"
        choose = "micro_f1"
        [[stages]]
        epochs = 1
        learning_rate = 3e-3
        train_layers = 1
        head_factor = 3.0
        [[stages]]
        epochs = 2
        learning_rate = 3e-3
        head_factor = 3.0
        """,
        encoding="utf-8",
    )
    return {
        "BOOKGENRE_RECIPE": str(recipe),
        "BOOKGENRE_DATA": str(corpus_folder),
        "BOOKGENRE_TEST": str(corpus_folder / "validation.jsonl"),
        "BOOKGENRE_WORK": str(folder / "work"),
        "BOOKGENRE_RUN": str(folder / "work" / "run"),
        "BOOKGENRE_MODEL": str(folder / "work" / "model"),
        "BOOKGENRE_WINDOW": "64",
        "BOOKGENRE_ROUNDS": "2",
        "PYTHONPATH": os.pathsep.join([str(FOLDER.parent / "src"), os.environ.get("PYTHONPATH", "")]),
        "PYTHONWARNINGS": "default",
    }


@pytest.fixture
def run(work, monkeypatch):
    """Run a notebook in its folder; what its cells printed, and how many plots it drew."""

    def run(name):
        for variable, value in work.items():
            monkeypatch.setenv(variable, value)
        notebook = nbformat.read(FOLDER / name, as_version=4)
        client = nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
        )
        kernels = []
        client.on_notebook_start = lambda **_: kernels.append(client.km.provisioner.process)
        try:
            client.execute()
        finally:
            # nbclient gives up a kernel that takes seconds to end, and leaves it to a later test's garbage collection.
            for kernel in kernels:
                kernel.kill()
                kernel.wait()
        assert kernels
        # What else it leaves is collected here, where warnings of that are ignored.
        client = None
        gc.collect()
        outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        printed = "".join(output.text for output in outputs if output.output_type == "stream")
        shown = [output.data for output in outputs if output.output_type in ("display_data", "execute_result")]
        plots = sum("image/png" in data for data in shown)
        return printed, plots, "\n".join(data.get("text/markdown", "") for data in shown)

    return run


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_without_output(name):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    # Whoever moves it elsewhere changes one cell.
    assert [i for i, cell in enumerate(code) if "environ" in cell.source] == [0]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_notebooks_train_measure_export_and_answer(run, work):
    printed, plots, table = run("train_and_evaluate.ipynb")
    assert "240 rows to train on, 60 to choose on" in printed
    assert "| micro-F1 |" in table
    assert plots == 4
    assert (Path(work["BOOKGENRE_MODEL"]) / "model.onnx").is_file()

    printed, plots, _ = run("export_and_infer.ipynb")
    assert "Espionage" in printed
    assert "Cooking" in printed
    assert plots == 2
