import os
import subprocess
import sys
from pathlib import Path

import pytest

from bookgenre.cli.shared.inputs import TextInput, check_no_name, gather_inputs, max_bytes, read_description
from bookgenre.errors import InputError

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


@pytest.mark.parametrize(
    "text",
    [
        BLURB,
        f"{BLURB}\nmore.txt",
        "Love/hate in a town",
        "A book of either/or choices",
        "他/她的故事发生在一九三七年的上海/重庆",
        "Supercalifragilisticexpialidocious",
        f"{BLURB} The sequel has the odd name of blurb.txt",
        "x" * 5000,
        "a\0b",
        "~nobody knows the trouble I have seen",
        "",
    ],
)
def test_a_description_is_not_taken_for_a_name(text):
    check_no_name(text)
    assert TextInput(None, text).read() == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("my/blurb.txt", "there is no file my/blurb.txt; .*--file"),
        ("blurb.txt", "there is no file blurb.txt"),
        ("my blurb.txt", "there is no file my blurb.txt"),
        ("./blurb", "there is no file"),
        ("~/blurb", "there is no file"),
        (r"C:\Users\me\blurb.txt", "there is no file"),
        ("/absent/folder/of/a/file", "there is no file"),
        ("books.csv", "there is no file books.csv"),
        (" blurb.txt\n", "there is no file blurb.txt"),
        ("https://www.example.org/book/show/1", "is an address, and no pages are opened"),
        ("www.example.org/book", "is an address"),
        ("here.txt", r"here.txt is a file, not a description; to read it: --file here.txt"),
        ("a long name of a file without a suffix", "is a file, .* --file 'a long name of a file without a suffix'"),
        ("folder/", "folder/ is a folder"),
    ],
)
def test_a_name_is_not_taken_for_a_description(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.txt").write_text(BLURB, encoding="utf-8")
    (tmp_path / "a long name of a file without a suffix").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=message):
        TextInput(None, text).read()


def test_a_file_is_read_as_utf8(tmp_path):
    path = tmp_path / "blurb.txt"
    path.write_bytes(b"\xef\xbb\xbf" + BLURB.encode())
    assert read_description(str(path)) == TextInput(str(path)).read() == BLURB


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent.txt", r"there is no file .*absent.txt; check the name"),
        ("", "is a folder; name a file in it"),
        ("blurb.txt/more", "there is no file"),
        ("latin.txt", r"latin.txt is not UTF-8 text \(byte 5\); save it as UTF-8"),
        ("large.txt", "large.txt holds more than the 50,000 characters that are read"),
        ("large.csv", "large.csv is a CSV table, not one description; `bookgenre classify` reads it"),
        ("large", "large is a CSV table"),
    ],
)
def test_a_file_that_is_no_description_is_named(tmp_path, name, message):
    (tmp_path / "blurb.txt").write_text(BLURB, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("A café in Berlin, a spy and an old handler.".encode("latin-1"))
    (tmp_path / "large.txt").write_bytes(BLURB.encode() * 10_000)
    for table in ("large", "large.csv"):
        (tmp_path / table).write_bytes(b"title,description\n" + b"A,B\n" * 100_000)
    with pytest.raises(InputError, match=message):
        read_description(str(tmp_path / name))


@pytest.mark.parametrize("name", [BLURB, BLURB * 4, f"{BLURB}\n\n{BLURB}"])
def test_a_description_given_as_a_file_is_met_with_advice(name):
    with pytest.raises(InputError, match="--file takes the name of a file; give the description itself"):
        read_description(name)


def test_texts_come_before_files_and_a_dash_is_the_standard_input():
    assert gather_inputs(["a text", "-"], ["x.txt", "-"], usage="") == [
        TextInput(None, "a text"), TextInput("-"), TextInput("x.txt"), TextInput("-"),
    ]  # fmt: skip
    assert TextInput("-").name == "the standard input"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
@pytest.mark.parametrize("command", ["predict", "cover"])
@pytest.mark.parametrize("piped", [False, True])
def test_an_endless_file_is_refused_in_bounded_memory(command, piped, model):
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30)); "
        "from bookgenre.__main__ import main; main()"
    )
    arguments = [sys.executable, "-c", limited, command, *model, "--file", "-" if piped else "/dev/zero"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with Path("/dev/zero").open("rb") as zeros:
        done = subprocess.run(
            arguments, stdin=zeros, capture_output=True, text=True, timeout=300, check=False, env=environment
        )
    assert done.returncode == 2, done.stderr
    assert "is not UTF-8 text but binary data" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_no_more_of_a_pipe_is_read_than_shows_that_it_is_too_long(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", 'yes "spy and handler" > "$0"', pipe], stderr=subprocess.DEVNULL) as writer:
        with pytest.raises(InputError, match="pipe holds more than the 50,000 characters"):
            read_description(str(pipe))
        # Nobody reads on: the writer is told.
        assert writer.wait(300) != 0
    assert max_bytes() == 200_000
