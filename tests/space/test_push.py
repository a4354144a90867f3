import json

import pytest

pytest.importorskip("gradio", reason="an export needs gradio's version")

from bookgenre.classifier.model_folder import MODEL
from bookgenre.errors import InputError, ModelError
from bookgenre.space.push import push_space
from bookgenre.space.space_folder import MARKER


def files_of(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_space_on_the_hub_is_the_folder(hub, exported):
    assert push_space("writer/tiny", exported) == f"{hub.url}/spaces/writer/tiny"
    space = hub.repositories["space", "writer/tiny"]
    tree = space.tree()
    assert space.sdk == "gradio"
    assert not space.private
    assert set(tree) == files_of(exported)
    for name, entry in tree.items():
        data = entry.data if entry.lfs is None else hub.large[entry.lfs]
        assert data == (exported / name).read_bytes(), name
    assert tree[f"model/{MODEL}"].lfs


def test_a_private_space_as_asked(hub, exported):
    push_space("writer/tiny", exported, private=True)
    assert hub.repositories["space", "writer/tiny"].private


def test_what_python_leaves_behind_stays_behind(hub, export_copy):
    cache = export_copy / "bookgenre" / "__pycache__"
    cache.mkdir()
    (cache / "book.cpython-311.pyc").write_bytes(b"x")
    push_space("writer/tiny", export_copy)
    assert not [name for name in hub.repositories["space", "writer/tiny"].tree() if "pyc" in name]


def test_a_second_push_takes_away_modules_that_are_gone_and_leaves_what_the_owner_added(hub, export_copy):
    old = export_copy / "bookgenre" / "old.py"
    old.write_text("OLD = 1\n", encoding="utf-8")
    mine = export_copy / "notes.txt"
    mine.write_text("mine", encoding="utf-8")
    push_space("writer/tiny", export_copy)
    old.unlink()
    mine.unlink()
    push_space("writer/tiny", export_copy)
    tree = hub.repositories["space", "writer/tiny"].tree()
    assert "bookgenre/old.py" not in tree
    assert "notes.txt" in tree
    assert len(hub.seen("PUT", "/cdn/")) == 1


@pytest.mark.slow
def test_without_a_folder_the_packaged_model_goes(hub):
    push_space("writer/books")
    space = hub.repositories["space", "writer/books"]
    assert MARKER in space.tree()
    assert 'title: "books"' in space.tree()["README.md"].data.decode()
    config = json.loads(space.tree()["model/config.json"].data)
    assert space.tree()[f"model/{MODEL}"].lfs == config["files"][MODEL]


def test_a_folder_that_is_no_export_is_not_sent(hub, tmp_path):
    (tmp_path / "diary.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="is no exported Space; write one with"):
        push_space("writer/tiny", tmp_path)
    assert hub.log == []


def test_without_a_token_it_says_how_to_get_one(hub, exported, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", "/nowhere/token")
    with pytest.raises(ModelError, match="does not know you; log in with `hf auth login`, or set HF_TOKEN"):
        push_space("writer/tiny", exported)
    assert hub.log == []


def test_another_owners_space_is_refused(hub, exported):
    with pytest.raises(ModelError, match="does not let you write the Space someone/tiny"):
        push_space("someone/tiny", exported)
    assert hub.large == {}


@pytest.mark.parametrize("name", ["tiny", "a/b/c", ""])
def test_a_name_of_another_form_is_refused(exported, name):
    with pytest.raises(InputError, match="give it as OWNER/NAME"):
        push_space(name, exported)
