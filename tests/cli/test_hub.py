import json

import pytest

from bookgenre.classifier.model_folder import packaged_model_folder
from cli.test_extras import run_without


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_push_then_pull_gives_the_same_folder(run, hub, tiny_model_folder, tmp_path):
    pushed = run("hub", "push", "writer/tiny", "--model", tiny_model_folder)
    assert pushed.exit_code == 0, pushed.stderr
    assert pushed.stdout.startswith(f"{hub.url}/writer/tiny/commit/")
    pulled = run("hub", "pull", "writer/tiny", "--out", tmp_path / "model")
    assert pulled.exit_code == 0, pulled.stderr
    assert pulled.stdout == f"{tmp_path / 'model'}\n"
    assert contents(tmp_path / "model") == contents(tiny_model_folder)


def test_a_model_of_the_hub_is_named_like_a_folder(run, hub, tiny_model_folder, spy):
    run("hub", "push", "writer/tiny", "--model", tiny_model_folder)
    result = run("predict", spy, "--model", "writer/tiny", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["model_version"] == "2026.01.02+00000000"


def test_options_reach_the_hub(run, hub, tiny_model_folder):
    options = ("--revision", "v2", "--private", "--message", "Two")
    assert run("hub", "push", "writer/tiny", "--model", tiny_model_folder, *options).exit_code == 0
    repository = hub.repositories["model", "writer/tiny"]
    assert repository.private
    assert repository.messages[repository.branches["v2"]] == "Two"
    assert run("hub", "pull", "writer/tiny", "--revision", "v2").exit_code == 0
    assert run("hub", "pull", "writer/tiny", "--revision", "v2", "--again").exit_code == 0
    assert len(hub.seen("GET", "/cdn/")) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("push", "tiny"), "OWNER/NAME"),
        (("push", "writer/tiny", "--model", "absent"), "no model folder absent"),
        (("pull", "tiny"), "OWNER/NAME"),
        (("pull", "writer/none"), "neither a folder nor the model writer/none"),
        (("push", "someone/tiny"), "does not let you write"),
    ],
)
def test_what_cannot_be_done_ends_in_one_line(run, hub, arguments, words):
    result = run("hub", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.startswith("bookgenre: ")
    assert len(result.stderr.splitlines()) == 1


def test_without_the_hubs_client_it_says_how_to_get_it():
    for command in (["hub", "pull", "writer/tiny"], ["hub", "push", "writer/tiny"], ["predict", "x", "--model", "a/b"]):
        done = run_without(["huggingface_hub"], command)
        assert done.returncode == 2
        assert "huggingface_hub is not installed; install it with: pip install 'bookgenre[space]'" in done.stderr


def test_the_packaged_model_goes_and_comes_by_the_variables_of_the_environment(process, hub, tmp_path):
    environment = hub.environment(tmp_path / "elsewhere")
    pushed = process("hub", "push", "writer/genres", **environment)
    assert pushed.returncode == 0, pushed.stderr
    pulled = process("hub", "pull", "writer/genres", "--out", tmp_path / "model", **environment)
    assert pulled.returncode == 0, pulled.stderr
    assert contents(tmp_path / "model") == contents(packaged_model_folder())
    hub.stop()
    answer = process("predict", "A recipe book of soups and bread.", "--model", "writer/genres", **environment)
    assert answer.returncode == 0, answer.stderr


def test_a_refusal_by_the_hub_is_the_last_line_and_no_traceback(process, hub, tmp_path, tiny_model_folder):
    environment = hub.environment(tmp_path / "elsewhere", "hf_wrong")
    done = process("hub", "push", "writer/genres", "--model", tiny_model_folder, **environment)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("bookgenre: the hub does not know you; log in with")
    assert b"Traceback" not in done.stderr
