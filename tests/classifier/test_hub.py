import shutil
import sys

import pytest

from bookgenre import Book, GenreClassifier
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.model_folder import MODEL
from bookgenre.errors import MissingExtraError, ModelError

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub_cache(tmp_path, monkeypatch):
    """The hub's client with an empty cache, and offline."""
    constants = pytest.importorskip("huggingface_hub.constants", reason="huggingface_hub is not installed")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture
def cached_model(hub_cache, tiny_model_folder):
    """The tiny model in that cache as bookgenre/tiny, laid out as a download leaves it."""
    repository = hub_cache / "models--bookgenre--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    shutil.copytree(tiny_model_folder, repository / "snapshots" / COMMIT)
    return repository


@pytest.mark.parametrize("kind", [str, lambda folder: folder])
def test_a_folder_is_taken_as_it_is(tiny_model_folder, kind):
    assert find_model_folder(kind(tiny_model_folder)) == tiny_model_folder


def test_a_folder_goes_before_a_model_of_the_same_name_on_the_hub(
    cached_model, tiny_model_folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(tiny_model_folder, tmp_path / "bookgenre" / "tiny")
    assert find_model_folder("bookgenre/tiny").resolve() == tmp_path / "bookgenre" / "tiny"


@pytest.mark.parametrize("name", ["absent", "./absent/model", "../absent", "absent/model/folder", "a b/c", ""])
def test_what_can_only_be_a_folder_is_missed_as_a_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"no model folder|the model folder .* lacks"):
        GenreClassifier.from_pretrained(name)


def test_a_path_is_never_looked_up_on_the_hub(cached_model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"no model folder bookgenre.tiny"):
        GenreClassifier.from_pretrained(type(tmp_path)("bookgenre/tiny"))


def test_a_model_in_the_cache_answers_offline(cached_model, tiny_classifier):
    classifier = GenreClassifier.from_pretrained("bookgenre/tiny", threads=1)
    book = Book("A dragon guards the kitchen of the old kingdom.")
    assert classifier.predict(book) == tiny_classifier.predict(book)


def test_a_revision_in_the_cache_is_found_by_name(cached_model):
    (cached_model / "refs" / "v2").write_text("f" * 40, encoding="utf-8")
    (cached_model / "snapshots" / ("f" * 40)).mkdir()
    assert find_model_folder("bookgenre/tiny", "v2").name == "f" * 40
    assert find_model_folder("bookgenre/tiny").name == COMMIT


def test_a_model_that_came_down_in_part_is_told(cached_model):
    (cached_model / "snapshots" / COMMIT / MODEL).unlink()
    with pytest.raises(ModelError, match=f"lacks {MODEL}; fetch"):
        GenreClassifier.from_pretrained("bookgenre/tiny")


@pytest.mark.parametrize("revision", [None, "v9"])
def test_offline_and_not_in_the_cache_says_what_to_do(hub_cache, revision):
    with pytest.raises(
        ModelError, match="hub cannot be reached and the model owner/absent is not in its cache; go online once"
    ):
        find_model_folder("owner/absent", revision)


@pytest.mark.parametrize("name", ["runs/model--1", "owner/" + "m" * 120])
def test_a_name_that_the_hub_cannot_have_is_a_model_error(hub_cache, name):
    with pytest.raises(ModelError, match="folder"):
        find_model_folder(name)


def test_without_the_hub_client_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"huggingface_hub is not installed; .*bookgenre\[space\]"):
        find_model_folder("owner/absent")
