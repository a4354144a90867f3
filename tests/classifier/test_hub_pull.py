import pytest

from bookgenre import Book, GenreClassifier
from bookgenre.classifier.hub import pull_model, push_model
from bookgenre.classifier.model_folder import CONFIG, MODEL, PLOTS
from bookgenre.errors import InputError, ModelError

BOOK = Book("A dragon guards the kitchen of the old kingdom.")

# Of a model without n-grams, as the tiny one is.
FILES = ("model.onnx", "tokenizer.json", "genres.json", "config.json", "MODEL_CARD.md", "figures.json")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def pushed(hub, tiny_model_folder):
    push_model(tiny_model_folder, "writer/tiny")
    hub.log.clear()
    return hub


def test_what_was_pushed_comes_back_byte_for_byte(pushed, tiny_model_folder, tmp_path):
    out = tmp_path / "new" / "model"
    assert pull_model("writer/tiny", out=out) == out
    assert contents(out) == contents(tiny_model_folder)
    assert not any(path.is_symlink() for path in out.iterdir())


def test_pictures_of_the_card_come_along(hub, model_copy, tmp_path):
    for name in PLOTS:
        (model_copy / name).write_bytes(f"a picture, {name}".encode())
    push_model(model_copy, "writer/tiny")
    out = pull_model("writer/tiny", out=tmp_path / "pulled")
    assert contents(out) == contents(model_copy)
    assert {*FILES, *PLOTS} == set(contents(out))


def test_only_the_five_files_are_asked_for(pushed, tmp_path):
    pull_model("writer/tiny")
    got = {seen.path.rpartition("/")[2] for seen in pushed.seen("GET", "/resolve/")}
    # The large one comes from another place, after a HEAD.
    assert got == set(FILES) - {MODEL}
    assert len(pushed.seen("GET", "/cdn/")) == 1


def test_the_token_goes_to_the_hub_and_not_to_the_storage_beside_it(pushed):
    pull_model("writer/tiny")
    assert {seen.token for seen in pushed.seen("GET", "/api/")} == {"hf_writer"}
    assert {seen.token for seen in pushed.seen("GET", "/cdn/")} == {None}


def test_a_transfer_that_is_cut_goes_on_where_it_was(pushed, tmp_path, tiny_model_folder, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100)
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    pushed.cut("/cdn/", after=700)
    pull_model("writer/tiny", out=tmp_path / "model")
    assert [seen.range for seen in pushed.seen("GET", "/cdn/")] == [None, "bytes=700-"]
    assert contents(tmp_path / "model") == contents(tiny_model_folder)


def test_after_a_transfer_that_failed_only_what_is_missing_is_fetched(pushed, monkeypatch):
    pushed.fail("/cdn/", 403, times=1)
    with pytest.raises(ModelError, match="does not let you read"):
        pull_model("writer/tiny")
    there = {seen.path for seen in pushed.seen("GET", "/resolve/")}
    pushed.log.clear()
    folder = pull_model("writer/tiny")
    assert len(pushed.seen("GET", "/cdn/")) == 1
    assert not there & {seen.path for seen in pushed.seen("GET", "/resolve/")}
    assert contents(folder).keys() == set(FILES)


def test_afterwards_it_answers_without_the_hub(pushed, tiny_classifier):
    pull_model("writer/tiny")
    pushed.stop()
    classifier = GenreClassifier.from_pretrained("writer/tiny", threads=1)
    assert classifier.predict(BOOK) == tiny_classifier.predict(BOOK)


def test_a_model_of_the_hub_is_fetched_when_it_is_first_named(pushed, tiny_classifier):
    classifier = GenreClassifier.from_pretrained("writer/tiny", threads=1)
    assert classifier.predict(BOOK) == tiny_classifier.predict(BOOK)


def test_revisions_are_branches_and_commits(hub, model_copy, change_config):
    push_model(model_copy, "writer/tiny")
    first = hub.repositories["model", "writer/tiny"].branches["main"]
    change_config(model_copy, model_version="2027.01.01+11111111")
    push_model(model_copy, "writer/tiny", revision="next")
    versions = [
        GenreClassifier.from_pretrained("writer/tiny", revision=revision).model_version
        for revision in (None, "next", first)
    ]
    assert versions == ["2026.01.02+00000000", "2027.01.01+11111111", "2026.01.02+00000000"]


def test_a_new_version_on_the_hub_is_taken_when_the_hub_is_there(hub, model_copy, change_config):
    push_model(model_copy, "writer/tiny")
    pull_model("writer/tiny")
    change_config(model_copy, model_version="2027.01.01+11111111")
    push_model(model_copy, "writer/tiny")
    assert GenreClassifier.from_pretrained("writer/tiny").model_version == "2027.01.01+11111111"


@pytest.mark.parametrize(
    ("name", "revision", "words"),
    [
        ("writer/none", None, "neither a folder nor the model writer/none on the hub; check the name"),
        ("writer/tiny", "v9", "the model writer/tiny has no revision 'v9' on the hub"),
    ],
)
def test_what_the_hub_does_not_have_is_said(pushed, name, revision, words):
    with pytest.raises(ModelError, match=words):
        pull_model(name, revision)


def test_a_private_model_needs_a_token(hub, tiny_model_folder, monkeypatch):
    push_model(tiny_model_folder, "writer/tiny", private=True)
    monkeypatch.setenv("HF_TOKEN", "hf_reader")
    assert contents(pull_model("writer/tiny")) == contents(tiny_model_folder)


def test_a_private_model_is_hidden_from_others(hub, tiny_model_folder, monkeypatch):
    push_model(tiny_model_folder, "writer/tiny", private=True)
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", "/nowhere/token")
    with pytest.raises(ModelError, match="if it is private, log in with"):
        pull_model("writer/tiny")


def test_a_wrong_token_says_so(pushed, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    with pytest.raises(ModelError, match="the hub does not know you; log in"):
        pull_model("writer/tiny")


def test_no_network_and_nothing_in_the_cache_says_what_to_do(pushed):
    pushed.stop()
    with pytest.raises(ModelError, match="cannot be reached and the model writer/tiny is not in its cache; go online"):
        pull_model("writer/tiny")


def test_a_file_that_is_not_what_the_configuration_records_is_refused(hub, model_copy, tmp_path):
    push_model(model_copy, "writer/tiny")
    tree = hub.repositories["model", "writer/tiny"].tree()
    hub.large[tree[MODEL].lfs] = bytes(tree[MODEL].size)
    with pytest.raises(ModelError, match="SHA-256 is wrong"):
        pull_model("writer/tiny", out=tmp_path / "pulled")
    assert not (tmp_path / "pulled").exists()


def test_a_damaged_cache_is_mended_by_fetching_again(pushed, tiny_model_folder):
    folder = pull_model("writer/tiny")
    (folder / MODEL).resolve().write_bytes(b"rubbish")
    with pytest.raises(ModelError, match="SHA-256 is wrong"):
        pull_model("writer/tiny")
    assert contents(pull_model("writer/tiny", again=True)) == contents(tiny_model_folder)


def test_a_folder_that_holds_something_is_not_written_to(pushed, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty; name a new one"):
        pull_model("writer/tiny", out=tmp_path / "mine")
    with pytest.raises(InputError, match="is a file; name a folder"):
        pull_model("writer/tiny", out=tmp_path / "file")
    assert pushed.log == []


def test_an_empty_folder_is_filled(pushed, tmp_path):
    (tmp_path / "empty").mkdir()
    assert (pull_model("writer/tiny", out=tmp_path / "empty") / CONFIG).is_file()
