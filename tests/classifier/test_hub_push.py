import pytest

from bookgenre.classifier.hub import push_model
from bookgenre.classifier.model_folder import MODEL, MODEL_CARD, PLOTS
from bookgenre.errors import InputError, ModelError

# Of a model without n-grams, as the tiny one is.
FILES = ("model.onnx", "tokenizer.json", "genres.json", "config.json", "MODEL_CARD.md", "figures.json")


def test_the_five_files_go_there_and_the_card_once_more_as_the_page_that_the_hub_shows(hub, tiny_model_folder):
    url = push_model(tiny_model_folder, "writer/tiny")
    repository = hub.repositories["model", "writer/tiny"]
    tree = repository.tree()
    assert url == f"{hub.url}/writer/tiny/commit/{repository.branches['main']}"
    assert set(tree) == {*FILES, "README.md"}
    assert tree["README.md"].data == (tiny_model_folder / MODEL_CARD).read_bytes()
    assert hub.large[tree[MODEL].lfs] == (tiny_model_folder / MODEL).read_bytes()
    assert repository.messages[repository.branches["main"]] == "bookgenre 2026.01.02+00000000"
    assert not repository.private


def test_pictures_of_the_card_go_along(hub, model_copy):
    for name in PLOTS:
        (model_copy / name).write_bytes(f"a picture, {name}".encode())
    push_model(model_copy, "writer/tiny")
    tree = hub.repositories["model", "writer/tiny"].tree()
    assert set(tree) == {*FILES, *PLOTS, "README.md"}
    assert [tree[name].data for name in PLOTS] == [f"a picture, {name}".encode() for name in PLOTS]


def test_nothing_beside_the_five_files_is_sent(hub, model_copy):
    (model_copy / "secrets.txt").write_text("not for you", encoding="utf-8")
    (model_copy / "code.py").write_text("import os", encoding="utf-8")
    push_model(model_copy, "writer/tiny")
    assert set(hub.repositories["model", "writer/tiny"].tree()) == {*FILES, "README.md"}


def test_a_private_repository_a_branch_and_a_message_as_asked(hub, tiny_model_folder):
    push_model(tiny_model_folder, "writer/tiny", private=True, revision="v2", message="The second")
    repository = hub.repositories["model", "writer/tiny"]
    assert repository.private
    assert repository.tree("main") == {}
    assert MODEL in repository.tree("v2")
    assert repository.messages[repository.branches["v2"]] == "The second"


def test_a_second_push_sends_no_file_twice(hub, tiny_model_folder):
    push_model(tiny_model_folder, "writer/tiny")
    sent = len(hub.seen("PUT", "/cdn/"))
    push_model(tiny_model_folder, "writer/tiny")
    assert sent == len(hub.seen("PUT", "/cdn/")) == 1


def test_a_damaged_folder_is_not_sent(hub, model_copy):
    (model_copy / MODEL).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="SHA-256 is wrong"):
        push_model(model_copy, "writer/tiny")
    assert hub.log == []


def test_a_folder_without_a_card_is_not_sent(hub, model_copy):
    (model_copy / MODEL_CARD).unlink()
    with pytest.raises(ModelError, match=r"lacks MODEL_CARD\.md"):
        push_model(model_copy, "writer/tiny")


def test_without_a_token_nothing_is_asked_of_the_hub(hub, tiny_model_folder, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", "/nowhere/token")
    with pytest.raises(ModelError, match="does not know you; log in with `hf auth login`, or set HF_TOKEN"):
        push_model(tiny_model_folder, "writer/tiny")
    assert hub.log == []


@pytest.mark.parametrize(
    ("token", "name", "words"),
    [
        ("hf_wrong", "writer/tiny", "does not know you; log in"),
        ("hf_reader", "writer/tiny", "does not let you write the model writer/tiny; use a token with that right"),
        ("hf_writer", "someone/tiny", "does not let you write the model someone/tiny"),
    ],
)
def test_a_token_that_may_not_write_says_so(hub, tiny_model_folder, monkeypatch, token, name, words):
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(ModelError, match=words):
        push_model(tiny_model_folder, name)
    assert hub.large == {}


@pytest.mark.parametrize("name", ["tiny", "a/b/c", "", "./tiny", "a b/c"])
def test_a_name_of_another_form_is_refused(tiny_model_folder, name):
    with pytest.raises(InputError, match="give it as OWNER/NAME"):
        push_model(tiny_model_folder, name)


def test_a_hub_that_is_not_well_is_told_from_one_that_refuses(hub, tiny_model_folder):
    hub.fail("/commit/", 500)
    with pytest.raises(ModelError, match=r"writer/tiny cannot be sent to the hub: .*500"):
        push_model(tiny_model_folder, "writer/tiny")


def test_after_a_push_that_failed_the_large_file_is_there_already(hub, tiny_model_folder):
    hub.fail("/commit/", 500)
    with pytest.raises(ModelError):
        push_model(tiny_model_folder, "writer/tiny")
    push_model(tiny_model_folder, "writer/tiny")
    assert len(hub.seen("PUT", "/cdn/")) == 1
    assert MODEL in hub.repositories["model", "writer/tiny"].tree()


def test_no_network_says_so(hub, tiny_model_folder):
    hub.stop()
    with pytest.raises(ModelError, match="cannot be sent to the hub, the hub cannot be reached"):
        push_model(tiny_model_folder, "writer/tiny")
