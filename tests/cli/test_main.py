import json
import re
import subprocess
import sys

import pytest

import bookgenre
from bookgenre.cli.main import cli


def test_a_text_without_a_command_is_predicted(run, model, spy):
    short, long = run(spy, *model), run("predict", spy, *model)
    assert short.exit_code == long.exit_code == 0
    assert "Espionage" in short.stdout
    assert short.stdout == long.stdout


def test_options_may_come_before_a_text_without_a_command(run, model, spy):
    short, long = run("--json", *model, spy), run("predict", "--json", *model, spy)
    assert json.loads(short.stdout)["genres"][0]["id"] == "fiction"
    assert short.stdout == long.stdout


def test_a_dash_without_a_command_reads_the_standard_input(run, model, spy):
    assert run("-", *model, stdin=spy).stdout == run(spy, *model).stdout


@pytest.mark.parametrize(
    ("typed", "meant"), [("predic", "predict"), ("genre", "genres"), ("corpsu", "corpus"), ("evalute", "evaluate")]
)
def test_a_misspelt_command_is_not_taken_for_a_description(run, typed, meant):
    result = run(typed)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"did you mean {meant!r}?" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("predcit", "A retired spy is pulled back to Cold War Berlin."),
        ("Predict", "A retired spy is pulled back to Cold War Berlin."),
        ("predcit", "--json", "A retired spy is pulled back to Cold War Berlin."),
        ("predcit", "blurb.txt"),
        ("predcit", "--file", "blurb.txt"),
    ],
)
def test_a_misspelt_command_before_a_text_is_recognised(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "did you mean 'predict'?" in result.stderr


@pytest.mark.parametrize("word", ["assign", "Dune"])
def test_a_word_before_a_text_is_no_second_book(run, word):
    result = run(word, "A retired spy is pulled back to Cold War Berlin.")
    assert result.exit_code == 2
    assert f"there is no command {word!r}; put the description in quotes" in result.stderr


def test_a_lone_name_of_a_file_is_not_a_description(run, model, spy, tmp_path):
    path = tmp_path / "blurb.txt"
    path.write_text(spy, encoding="utf-8")
    for arguments in ((path,), ("predict", path)):
        result = run(*arguments, *model)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert f"is a file, not a description; to read it: --file {path}" in result.stderr
    assert "there is no file my/blurb.txt" in run("my/blurb.txt", *model).stderr


@pytest.mark.parametrize("words", ["A retired spy is pulled back to Berlin", "genre of a book about dragons"])
def test_words_without_quotes_are_met_with_advice(run, words):
    result = run(*words.split())
    assert result.exit_code == 2
    assert result.stderr.startswith("bookgenre: put the description in quotes")


@pytest.mark.parametrize("arguments", [["- A duke, a bet."], ["predict", "-5 years later, a duke returns."]])
def test_a_text_that_begins_with_a_dash_is_met_with_advice(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "put -- before a text that begins with a dash: bookgenre predict --" in result.stderr
    assert "No such option '--tpo'" in run("predict", "--tpo", "A duke, a bet.").stderr


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_shows_every_command_and_the_short_form(run, option):
    result = run(option)
    assert result.exit_code == 0
    commands = re.findall(r"^  ([a-z]+)  ", result.stdout, flags=re.MULTILINE)
    expected = (
        "predict audit classify compare genres cover covers stores serve space hub demo collect corpus linear teach "
        "train export evaluate"
    )
    assert set(commands) == set(cli.commands) == set(expected.split())
    assert '`bookgenre "some description"` is short for' in result.stdout


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_explains_itself(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert cli.commands[command].help.splitlines()[0] in " ".join(result.stdout.split())


def test_nothing_at_all_shows_the_help(run):
    result = run()
    assert "Usage: bookgenre" in result.stdout + result.stderr


def test_the_version_is_that_of_the_package(run):
    assert run("--version").stdout.split()[-1] == bookgenre.__version__


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from bookgenre.cli.main import cli; cli(['--help'], standalone_mode=False); "
        "print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.partition(".")[0] for name in re.findall(r"'([^']+)'", done.stdout.splitlines()[-1])}
    assert {"bookgenre", "click"} <= modules
    heavy = {"numpy", "onnxruntime", "tokenizers", "torch", "transformers", "fastai", "sklearn", "scipy", "pandas"}
    assert modules.isdisjoint(heavy)


def test_predicting_imports_nothing_of_the_workshop(model, spy):
    code = (
        "import sys; from bookgenre.cli.main import cli; cli(sys.argv[1:], standalone_mode=False); "
        "print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, spy, *model], capture_output=True, text=True, check=True)
    modules = {name.partition(".")[0] for name in re.findall(r"'([^']+)'", done.stdout.splitlines()[-1])}
    assert "onnxruntime" in modules
    assert modules.isdisjoint({"torch", "transformers", "fastai", "sklearn", "scipy", "pandas", "onnx"})


def test_an_error_is_one_line_even_if_its_cause_speaks_in_many(run, model_copy, spy):
    (model_copy / "config.json").write_text('{"format": 1,\n\n"window"\n', encoding="utf-8")
    result = run(spy, "--model", model_copy)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "config.json is damaged" in result.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "utf-8"])
def test_no_output_encoding_ends_in_a_traceback(process, model, spy, encoding):
    strange = "The dragon’s kingdom, the wizard’s 剣 and an old magic sword 🐉 of the kingdom."
    done = process("predict", *model, "--top", "1", spy, strange, PYTHONIOENCODING=encoding)
    assert done.stderr == b""
    assert done.returncode == 0
    listing = process("genres", "action-adventure", PYTHONIOENCODING=encoding)
    assert listing.stderr == b""
    assert listing.returncode == 0
