import json
import re
import shutil
from importlib import metadata

import pytest

from bookgenre.classifier.model_folder import MODEL, MODEL_CARD, PLOTS, check_folder
from bookgenre.errors import InputError, MissingExtraError, ModelError
from bookgenre.space.space_folder import MARKER, export_space, is_export, push_space

# Of a model without n-grams, as the tiny one is.
FILES = ("model.onnx", "tokenizer.json", "genres.json", "config.json", "MODEL_CARD.md")


def front_matter(folder):
    """The fields of the README's front matter, as the hub reads them."""
    yaml = pytest.importorskip("yaml", reason="PyYAML comes with gradio")
    text = (folder / "README.md").read_text(encoding="utf-8")
    return yaml.safe_load(re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)[1])


def test_it_holds_what_a_space_is_made_of(exported, tiny_model_folder):
    names = {path.name for path in exported.iterdir()}
    assert names == {
        *("app.py", "requirements.txt", "README.md", "LICENSE", "examples.json", ".gitattributes"),
        *("model", "bookgenre", MARKER),
    }
    check_folder(exported / "model")
    for name in FILES:
        assert (exported / "model" / name).read_bytes() == (tiny_model_folder / name).read_bytes()


def test_pictures_of_the_card_go_along(model_copy, tmp_path):
    pytest.importorskip("gradio", reason="the page needs the extra space")
    for name in PLOTS:
        (model_copy / name).write_bytes(b"a picture")
    export_space(tmp_path / "space", model_copy)
    assert all((tmp_path / "space" / "model" / name).read_bytes() == b"a picture" for name in PLOTS)
    # The hub takes no pictures in plain git.
    assert "*.png filter=lfs" in (tmp_path / "space" / ".gitattributes").read_text(encoding="utf-8")


def test_the_front_matter_names_the_sdk_and_python_that_the_page_needs(exported):
    fields = front_matter(exported)
    assert fields["sdk"] == "gradio"
    assert fields["sdk_version"] == metadata.version("gradio")
    assert fields["app_file"] == "app.py"
    assert fields["title"] == "Tiny"
    # The hub's own default is older than what bookgenre needs.
    assert tuple(map(int, fields["python_version"].split("."))) >= (3, 11)
    assert len(fields["short_description"]) <= 60
    assert "$" not in (exported / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("title", ['A "quoted": title', "# no comment", "Zwei\nZeilen", "é 📚"])
def test_any_title_is_one_line_of_yaml(tiny_model_folder, tmp_path, title):
    export_space(tmp_path / "space", tiny_model_folder, title=title)
    assert front_matter(tmp_path / "space")["title"] == " ".join(title.split())


def test_requirements_are_pinned_and_without_the_workshop(exported):
    lines = (exported / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[a-z-]+==[\w.]+", line) for line in lines)
    names = {line.partition("==")[0] for line in lines}
    assert names == {"coloraide", "gradio", "numpy", "onnxruntime", "tokenizers"}


def test_the_code_that_goes_along_is_the_shop(exported):
    packages = {path.name for path in (exported / "bookgenre").iterdir() if path.is_dir()}
    assert packages == {"classifier", "covers", "files", "formats", "genres", "space", "stores", "text"}
    assert not list(exported.rglob("*.pyc"))
    assert not list(exported.rglob("*.pyi"))
    assert not (exported / "bookgenre" / "space" / "space_folder.py").exists()


def test_the_marker_lists_every_file(exported):
    listed = set(json.loads((exported / MARKER).read_text(encoding="utf-8"))["files"])
    there = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    assert there - listed == {MARKER}
    assert listed <= there


def test_an_empty_folder_is_filled(tiny_model_folder, tmp_path):
    (tmp_path / "space").mkdir()
    export_space(tmp_path / "space", tiny_model_folder)
    assert is_export(tmp_path / "space")


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_something_else_is_never_touched(tiny_model_folder, tmp_path, force):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty and is not an earlier export; name a new one"):
        export_space(tmp_path, tiny_model_folder, force=force)
    with pytest.raises(InputError, match="is a file"):
        export_space(tmp_path / "letter.txt", tiny_model_folder, force=force)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_earlier_export_is_replaced_only_with_force(export_copy, tiny_model_folder):
    with pytest.raises(InputError, match="earlier export; replace it with --force"):
        export_space(export_copy, tiny_model_folder)
    (export_copy / "app.py").write_text("broken", encoding="utf-8")
    (export_copy / ".git").mkdir()
    (export_copy / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    (export_copy / "mine.txt").write_text("mine", encoding="utf-8")
    export_space(export_copy, tiny_model_folder, title="Again", force=True)
    assert "build_page" in (export_copy / "app.py").read_text(encoding="utf-8")
    assert front_matter(export_copy)["title"] == "Again"
    assert (export_copy / ".git" / "HEAD").is_file()
    assert (export_copy / "mine.txt").is_file()


def test_what_a_later_version_no_longer_has_goes(export_copy, tiny_model_folder):
    marker = json.loads((export_copy / MARKER).read_text(encoding="utf-8"))
    (export_copy / "bookgenre" / "old.py").write_text("", encoding="utf-8")
    marker["files"] += ["bookgenre/old.py", "bookgenre/gone.py"]
    (export_copy / MARKER).write_text(json.dumps(marker), encoding="utf-8")
    export_space(export_copy, tiny_model_folder, force=True)
    assert not (export_copy / "bookgenre" / "old.py").exists()
    assert "bookgenre/old.py" not in (export_copy / MARKER).read_text(encoding="utf-8")


@pytest.mark.parametrize("files", [["../letter.txt"], ["/etc/hostname"], "app.py", None, [1]])
def test_a_marker_that_names_other_places_is_not_believed(export_copy, tiny_model_folder, files):
    letter = export_copy.parent / "letter.txt"
    letter.write_text("dear", encoding="utf-8")
    (export_copy / MARKER).write_text(json.dumps({"files": files}), encoding="utf-8")
    with pytest.raises(InputError, match="is damaged; name a new folder"):
        export_space(export_copy, tiny_model_folder, force=True)
    assert letter.is_file()


def test_an_export_that_fails_leaves_nothing(model_copy, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "copyfile", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(Exception, match="No space left on device; choose another place"):
        export_space(tmp_path / "out" / "space", model_copy)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_damaged_model_is_not_exported(model_copy, tmp_path):
    (model_copy / MODEL).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="SHA-256 is wrong"):
        export_space(tmp_path / "space", model_copy)
    assert not (tmp_path / "space").exists()


def test_a_model_without_a_card_is_not_exported(model_copy, tmp_path):
    (model_copy / MODEL_CARD).unlink()
    with pytest.raises(ModelError, match=r"lacks MODEL_CARD\.md"):
        export_space(tmp_path / "space", model_copy)


def test_without_gradio_the_extra_is_named(tiny_model_folder, tmp_path, monkeypatch):
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    with pytest.raises(MissingExtraError, match=r"bookgenre\[space\]"):
        export_space(tmp_path / "space", tiny_model_folder)


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
    with pytest.raises(InputError, match="is not an exported Space; write one with"):
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
