import hashlib
import json
import os
import shutil

import pytest

from bookgenre.classifier.model_folder import (
    CONFIG,
    FIGURES,
    GENRES,
    LARGEST,
    MODEL,
    MODEL_CARD,
    PLOTS,
    TOKENIZER,
    ModelConfig,
    check_folder,
    files_of,
    sha256,
    write_config,
)
from bookgenre.errors import ModelError


def test_a_sound_folder_gives_its_configuration(tiny_model_folder):
    config = check_folder(tiny_model_folder)
    assert isinstance(config, ModelConfig)
    assert (config.window, config.pad_token_id, config.format) == (64, 0, 2)
    assert set(config.files) == {MODEL, TOKENIZER, GENRES}


def test_what_is_written_is_read_again(model_copy):
    values = {"window": 128, "pad_token_id": 1, "vocabulary_size": 7, "common_threshold": 0.25}
    written = write_config(model_copy, model_version="2", base_model="caf\u00e9", **values)
    assert check_folder(model_copy) == written


def test_the_hash_is_that_of_the_whole_file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"genre" * 100_000)
    assert sha256(path) == hashlib.sha256(b"genre" * 100_000).hexdigest()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"no model folder .*absent; give a folder that holds model\.onnx"):
        check_folder(tmp_path / "absent")


def test_a_file_in_place_of_the_folder_is_told(tiny_model_folder):
    with pytest.raises(ModelError, match=r"no model folder .*model\.onnx; give a folder"):
        check_folder(tiny_model_folder / MODEL)


@pytest.mark.parametrize("name", [CONFIG, MODEL, TOKENIZER, GENRES])
def test_a_missing_file_is_named(model_copy, name):
    (model_copy / name).unlink()
    with pytest.raises(ModelError, match=f"lacks {name}; fetch or export the model again"):
        check_folder(model_copy)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, GENRES])
@pytest.mark.parametrize("damage", ["a byte changed", "cut short", "a byte added", "emptied"])
def test_a_file_that_is_not_what_was_exported_is_named(model_copy, name, damage):
    path = model_copy / name
    data = bytearray(path.read_bytes())
    if damage == "a byte changed":
        data[len(data) // 2] ^= 1
    path.write_bytes({"cut short": data[:-1], "a byte added": data + b"\n", "emptied": b""}.get(damage, bytes(data)))
    with pytest.raises(ModelError, match=f"{name} is damaged or was changed .*SHA-256.*again"):
        check_folder(model_copy)


def test_files_of_another_model_are_refused(model_copy):
    shutil.copy(model_copy / GENRES, model_copy / TOKENIZER)
    with pytest.raises(ModelError, match=f"{TOKENIZER} is damaged or was changed"):
        check_folder(model_copy)


def test_a_changed_hash_in_the_configuration_names_the_file(model_copy):
    config = json.loads((model_copy / CONFIG).read_text(encoding="utf-8"))
    config["files"][GENRES] = "0" * 64
    (model_copy / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match=f"{GENRES} is damaged or was changed"):
        check_folder(model_copy)


@pytest.mark.parametrize("number", [0, 3, "1", None])
def test_another_layout_is_refused(model_copy, change_config, number):
    change_config(model_copy, format=number)
    with pytest.raises(ModelError, match=f"has layout {number!r}, this bookgenre reads up to 2; update bookgenre"):
        check_folder(model_copy)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"not JSON", b"\xff\xfe", b"[1]", b"null", b'{"format": 2}', b'{"format": 2, "files": {}}'],
)
def test_a_broken_configuration_is_named(model_copy, content):
    (model_copy / CONFIG).write_bytes(content)
    with pytest.raises(ModelError, match=r"config\.json is damaged .*again"):
        check_folder(model_copy)


@pytest.mark.parametrize("files", [{}, None, [MODEL, TOKENIZER, GENRES], {MODEL: "0", TOKENIZER: "0"}])
def test_a_configuration_without_all_hashes_is_damaged(model_copy, files):
    config = json.loads((model_copy / CONFIG).read_text(encoding="utf-8"))
    (model_copy / CONFIG).write_text(json.dumps(config | {"files": files}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json is damaged"):
        check_folder(model_copy)


@pytest.mark.parametrize(
    ("field", "value"),
    [("window", "64"), ("pad_token_id", None), ("pad_token_id", 1_000_000), ("common_threshold", "0.5")],
)
def test_a_configuration_with_an_impossible_value_is_damaged(model_copy, change_config, field, value):
    change_config(model_copy, **{field: value})
    with pytest.raises(ModelError, match=r"config\.json is damaged"):
        check_folder(model_copy)


def test_a_folder_of_the_first_layout_is_read(model_copy, change_config):
    change_config(model_copy, format=1)
    assert check_folder(model_copy).format == 1


def test_ngrams_are_checked_where_the_configuration_names_them(model_copy, change_config):
    ngrams = model_copy / "ngrams.npz"
    ngrams.write_bytes(b"of another model")
    assert "ngrams.npz" not in check_folder(model_copy).files
    config = json.loads((model_copy / CONFIG).read_text(encoding="utf-8"))
    change_config(model_copy, files=config["files"] | {"ngrams.npz": ""})
    assert check_folder(model_copy).files["ngrams.npz"] == sha256(ngrams)
    ngrams.write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"ngrams\.npz is damaged or was changed"):
        check_folder(model_copy)
    ngrams.unlink()
    with pytest.raises(ModelError, match=r"lacks ngrams\.npz"):
        check_folder(model_copy)


def test_pictures_of_the_card_belong_to_a_folder_that_has_them(model_copy):
    config = check_folder(model_copy)
    assert set(files_of(model_copy, config)) == {MODEL, TOKENIZER, GENRES, CONFIG, MODEL_CARD, FIGURES}
    (model_copy / PLOTS[1]).write_bytes(b"a picture")
    assert set(files_of(model_copy, check_folder(model_copy))) == {
        MODEL,
        TOKENIZER,
        GENRES,
        CONFIG,
        FIGURES,
        MODEL_CARD,
        PLOTS[1],
    }
    (model_copy / PLOTS[1]).write_bytes(b"drawn anew, as the card is")
    assert check_folder(model_copy) == config


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model_version", "1\x1b[31m"),
        ("model_version", "1\r\nSet-Cookie: x"),
        ("model_version", "x" * 1_000),
        ("model_version", 5),
        ("base_model", "a\u202eb"),
        ("window", 10**30),
        ("window", -1),
        ("vocabulary_size", 10**12),
        ("common_threshold", 10**400),
        ("common_threshold", 1.5),
        ("common_threshold", True),
    ],
)
def test_values_that_would_do_harm_later_are_refused_at_once(model_copy, change_config, field, value):
    change_config(model_copy, **{field: value})
    with pytest.raises(ModelError, match=r"config\.json is damaged .*again") as caught:
        check_folder(model_copy)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "content",
    [
        b'{"format": 2, "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"format": ' + b"9" * 100_000 + b"}",
        b'{"format": 2, "common_threshold": NaN}',
        b'{"format": 2, "\\u001b[31m": 1}',
        b" " * (2 << 20),
    ],
    ids=["deep", "a long number", "NaN", "control characters", "too large"],
)
def test_hostile_json_is_a_model_error_of_one_short_line(model_copy, content):
    (model_copy / CONFIG).write_bytes(content)
    with pytest.raises(ModelError, match=r"config\.json") as caught:
        check_folder(model_copy)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("name", [CONFIG, MODEL, TOKENIZER, GENRES, MODEL_CARD, PLOTS[0]])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
def test_what_is_no_regular_file_of_the_folder_is_refused(model_copy, tmp_path, name):
    path = model_copy / name
    outside = tmp_path / "outside"
    shutil.copy(path, outside) if path.exists() else outside.write_bytes(b"secret")
    path.unlink(missing_ok=True)
    path.symlink_to(outside)
    with pytest.raises(ModelError, match=f"{name} is a link that leads out of the model folder"):
        check_folder(model_copy)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ModelError, match=f"{name} is not a regular file"):
        check_folder(model_copy)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(ModelError, match=f"{name} is a link that leads out"):
        check_folder(model_copy)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_links_within_the_folder_and_to_the_cache_of_the_hub_are_followed(model_copy, tmp_path):
    (model_copy / GENRES).rename(model_copy / "real.json")
    (model_copy / GENRES).symlink_to("real.json")
    check_folder(model_copy)
    blobs, snapshot = tmp_path / "hub" / "blobs", tmp_path / "hub" / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for path in list(model_copy.iterdir()):
        shutil.copy(path, blobs / path.name)
        (snapshot / path.name).symlink_to(f"../../blobs/{path.name}")
    check_folder(snapshot)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, GENRES, MODEL_CARD])
def test_a_file_that_is_too_large_is_refused_unread(model_copy, name):
    with (model_copy / name).open("r+b") as file:
        file.truncate(LARGEST[name] + 1)
    with pytest.raises(ModelError, match=rf"{name} is larger than \d+ MB"):
        check_folder(model_copy)
