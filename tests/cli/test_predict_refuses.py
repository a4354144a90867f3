import json
import os
import subprocess
import sys

import pytest

FIVE_MEGABYTES = b"A spy and his old handler in Berlin. " * 140_000
GARBAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def assert_one_line_error(done, *words):
    """The command wrote nothing but one line of advice, and said with its status that the input was bad."""
    error = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(error.splitlines()) == 1, error
    assert error.startswith("bookgenre: ")
    for word in words:
        assert word in error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["empty", "paste the book's description"]),
        (" \t\n\u3000 ", ["empty", "paste the book's description"]),
        ("A spy in Berlin.", ["only 16 characters", "at least 20"]),
        ("<p>A spy</p><br/><i></i>&nbsp;", ["only 5 characters"]),
        ("12345 67890 12345 67890", ["no letters"]),
    ],
    ids=["empty", "white space", "too short", "too short without its tags", "digits"],
)
def test_an_unusable_text_is_refused_in_one_line(process, model, text, words):
    assert_one_line_error(process("predict", text, *model), *words)


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        (b"", ["empty"]),
        (b"\n\n  \n", ["empty"]),
        (b"A spy.", ["only 6 characters"]),
        (
            b"A spy in Berlin \xff\xfe and his handler",
            ["the standard input is not UTF-8", "byte 16", "save it as UTF-8"],
        ),
        (GARBAGE, ["standard input is not UTF-8"]),
        (FIVE_MEGABYTES, ["characters", "50,000", "description rather than the book"]),
    ],
    ids=["nothing", "blank lines", "too short", "not UTF-8", "an image", "five megabytes"],
)
def test_an_unusable_standard_input_is_refused_in_one_line(process, model, stdin, words):
    assert_one_line_error(process("predict", *model, stdin=stdin), *words)


def test_a_file_that_is_not_utf8_is_named(process, model, tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("A café in Berlin, a spy and an old handler.".encode("latin-1"))
    assert_one_line_error(process("predict", "--file", path, *model), "latin.txt is not UTF-8", "byte 5")


@pytest.mark.parametrize("name", ["nowhere.txt", ""], ids=["missing", "a folder"])
def test_a_file_that_cannot_be_read_is_named(process, model, tmp_path, name):
    path = tmp_path / name
    assert_one_line_error(process("predict", "--file", path, *model), str(path))


def test_a_model_folder_that_is_not_there_is_named(process, spy, tmp_path):
    assert_one_line_error(process(spy, "--model", tmp_path / "nowhere"), "no model folder", "nowhere")


def lose_a_file(folder):
    (folder / "tokenizer.json").unlink()


def break_the_configuration(folder):
    (folder / "config.json").write_text('{"format": 1, "window"', encoding="utf-8")


def change_one_byte(folder):
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lose_a_file, ["lacks tokenizer.json"]),
        (break_the_configuration, ["config.json is damaged"]),
        (change_one_byte, ["model.onnx is damaged or was changed", "SHA-256"]),
    ],
)
def test_a_damaged_model_folder_is_refused_in_one_line(process, model_copy, spy, damage, words):
    damage(model_copy)
    assert_one_line_error(process(spy, "--model", model_copy), *words, "fetch or export the model again")


def cut_the_network(folder):
    (folder / "model.onnx").write_bytes((folder / "model.onnx").read_bytes()[:200])


def cut_the_tokenizer(folder):
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")


def forget_a_genre(folder):
    genres = json.loads((folder / "genres.json").read_text(encoding="utf-8"))
    (folder / "genres.json").write_text(json.dumps(genres[:-1]), encoding="utf-8")


def add_a_token(folder):
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"]["another"] = len(tokenizer["model"]["vocab"])
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut_the_network, ["model.onnx cannot be run"]),
        (cut_the_tokenizer, ["tokenizer.json is not a tokenizer"]),
        (forget_a_genre, ["genres.json names 8 genres", "9 outputs"]),
        (add_a_token, ["tokenizer.json has", "different models"]),
    ],
)
def test_a_model_whose_parts_do_not_work_is_refused_in_one_line(process, model_copy, change_config, spy, damage, words):
    damage(model_copy)
    change_config(model_copy)  # so that every hash is right
    assert_one_line_error(process(spy, "--model", model_copy), *words, "the model again")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_without_a_description_a_terminal_is_told_what_to_give(model):
    terminal, other_end = os.openpty()
    try:
        command = [sys.executable, "-m", "bookgenre", "predict", *model]
        done = subprocess.run(command, stdin=other_end, capture_output=True, timeout=300, check=False)
    finally:
        os.close(other_end)
        os.close(terminal)
    assert_one_line_error(done, "give a description", "--file FILE", "pipe it in")


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
def test_a_closed_standard_input_counts_as_no_description(model):
    command = ["sh", "-c", 'exec "$0" "$@" <&-', sys.executable, "-m", "bookgenre", "predict", *model]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert_one_line_error(done, "give a description")


def test_arguments_that_are_not_utf8_are_refused_in_one_line(process, model, spy):
    half = os.fsdecode(b"\xff")
    assert_one_line_error(process("predict", f"{spy} {half}", *model), "UTF-8")


def test_a_title_that_is_not_utf8_ends_in_no_traceback(process, model, spy):
    done = process("predict", spy, "--title", os.fsdecode(b"Berlin \xff"), *model)
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == (0 if done.returncode == 0 else 1)
