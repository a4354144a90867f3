import json
import os
import subprocess
import sys

import pytest

from cli.test_extras import run_without


@pytest.fixture(autouse=True)
def gradio_is_there():
    pytest.importorskip("gradio", reason="the page needs the extra space")


def test_export_writes_a_space(run, model, tmp_path):
    result = run("space", "export", tmp_path / "space", *model, "--title", "Tiny")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"wrote {tmp_path / 'space'}\n"
    assert 'title: "Tiny"' in (tmp_path / "space" / "README.md").read_text(encoding="utf-8")


def test_export_replaces_an_earlier_one_only_with_force(run, model, tmp_path):
    assert run("space", "export", tmp_path / "space", *model).exit_code == 0
    again = run("space", "export", tmp_path / "space", *model)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert len(again.stderr.splitlines()) == 1
    assert run("space", "export", tmp_path / "space", *model, "--force").exit_code == 0


def test_push_sends_an_export(run, model, tmp_path, hub):
    run("space", "export", tmp_path / "space", *model)
    result = run("space", "push", "writer/tiny", "--folder", tmp_path / "space", "--private")
    assert result.exit_code == 0, result.stderr
    assert f"{hub.url}/spaces/writer/tiny" in result.stdout
    assert hub.repositories["space", "writer/tiny"].private


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "README.md"), "is a file"),
        (("export", "."), "is not empty and is not an earlier export"),
        (("export", "new", "--model", "absent"), "no model folder absent"),
        (("push", "tiny"), "OWNER/NAME"),
        (("push", "writer/tiny", "--folder", "."), "is not an exported Space"),
        (("run", "--host", "no.such.invalid"), "choose another host or port"),
        (("run", "--model", "absent"), "no model folder absent"),
    ],
)
def test_what_cannot_be_done_ends_in_one_line(run, tmp_path, monkeypatch, arguments, words):
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run("space", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_without_gradio_it_says_how_to_get_it():
    done = run_without(["gradio"], ["space", "run"])
    assert done.returncode == 2
    assert done.stderr == "bookgenre: gradio is not installed; install it with: pip install 'bookgenre[space]'\n"


@pytest.mark.parametrize("arguments", [["--help"], ["space", "--help"], ["space", "run", "--help"]])
def test_help_imports_neither_gradio_nor_the_hub(arguments):
    code = (
        "import sys; from bookgenre.cli.main import cli; cli(sys.argv[1:], standalone_mode=False); "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'gradio', 'huggingface_hub', 'pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_export_answers_from_the_folder_alone(run, model, tmp_path, spy):
    """The vendored code predicts in a process that sees nothing else of bookgenre."""
    run("space", "export", tmp_path / "space", *model)
    code = (
        "import json, bookgenre; from bookgenre import GenreClassifier; import sys; "
        "print(bookgenre.__file__); "
        "print(json.dumps(GenreClassifier.from_pretrained('model').predict(sys.argv[1]).to_dict()))"
    )
    environment = os.environ | {"PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code, spy], cwd=tmp_path / "space", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    where, answer = done.stdout.splitlines()
    assert where.startswith(str(tmp_path / "space" / "bookgenre"))
    assert json.loads(answer)["genres"][0]["id"] == "fiction"
