import os
import subprocess
import sys

import pytest

from bookgenre.cli.demo import SAMPLE
from bookgenre.text.cleaning import check_text

PROMPT = "Paste a description and end it with an empty line"


def test_the_sample_is_a_description_that_can_be_classified():
    assert check_text(SAMPLE) == SAMPLE


def test_the_sample_is_answered_without_being_asked(run, model):
    result = run("demo", *model, stdin="")
    assert result.exit_code == 0
    shown, *prompts = result.stdout.split(PROMPT)
    assert len(prompts) == 1
    assert shown.strip() == f"{SAMPLE}\n\n{run('predict', SAMPLE, *model).stdout}".strip()


def test_once_it_asks_for_nothing(run, model):
    result = run("demo", "--once", *model, stdin="")
    assert result.exit_code == 0
    assert result.stdout == f"{SAMPLE}\n\n{run('predict', SAMPLE, *model).stdout}"


def test_lines_up_to_an_empty_one_make_one_description(run, model, spy):
    first, rest = spy[:40], spy[40:]
    answers = run("demo", *model, stdin=f"{first}\n{rest}\n\n").stdout.split(PROMPT)
    assert len(answers) == 3
    assert run("predict", f"{first} {rest}", *model).stdout in answers[1]


def test_a_description_with_empty_lines_is_one_book(run, model, spy):
    first, rest = spy[:40], spy[40:]
    answers = run("demo", *model, stdin=f"\n{first}\n\n\n{rest}\n").stdout.split(PROMPT)
    assert len(answers) == 3
    assert run("predict", f"{first} {rest}", *model).stdout in answers[1]


def test_a_description_with_empty_lines_in_a_pipe_is_one_book(process, model, spy):
    first, rest = spy[:40].encode(), spy[40:].encode()
    done = process("demo", *model, stdin=b"\n".join([first, b"", rest, b".", rest * 2]))
    answers = done.stdout.split(PROMPT.encode())
    assert len(answers) == 4
    assert process("predict", *model, stdin=first + b" " + rest).stdout in answers[1]
    assert process("predict", *model, stdin=rest * 2).stdout in answers[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_in_a_terminal_an_empty_line_after_which_nothing_comes_ends_a_description(model, spy):
    terminal, other_end = os.openpty()
    command = [sys.executable, "-m", "bookgenre", "demo", *model]
    try:
        with subprocess.Popen(command, stdin=other_end, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as demo:
            read_until(demo.stdout, PROMPT.encode())
            # All at once, as a terminal sends what is pasted.
            os.write(terminal, spy[:40].encode() + b"\n\n" + spy[40:].encode() + b"\n\n")
            assert b"Espionage" in read_until(demo.stdout, PROMPT.encode())
            os.write(terminal, b"\n")
            assert PROMPT.encode() not in demo.stdout.read()
            assert demo.wait(300) == 0
    finally:
        os.close(other_end)
        os.close(terminal)


def read_until(stream, words):
    read = b""
    while words not in read:
        piece = stream.read1()
        assert piece, read
        read += piece
    return read


@pytest.mark.parametrize("piece", [b"a line of it\n", b"x"])
def test_what_is_longer_than_a_description_can_be_is_refused_and_the_next_one_answered(run, model, spy, piece):
    result = run("demo", *model, stdin=piece * 300_000 + b"\n.\n" + spy.encode())
    assert result.exit_code == 0
    assert result.stderr.startswith("bookgenre: the description holds more than the 50,000 characters that are read")
    assert run("predict", spy, *model).stdout in result.stdout


def test_descriptions_are_answered_until_an_empty_one(run, model, spy, cooking):
    result = run("demo", *model, stdin=f"{spy}\n.\n{cooking}\n\n.\n.\n{spy}\n")
    answers = result.stdout.split(PROMPT)
    assert len(answers) == 4
    assert run("predict", spy, *model).stdout in answers[1]
    assert run("predict", cooking, *model).stdout in answers[2]
    assert "%" not in answers[3]


def test_a_description_that_cannot_be_used_does_not_end_the_demo(run, model, spy):
    result = run("demo", *model, stdin=f"A spy.\n.\n{spy}\n\n")
    assert result.exit_code == 0
    assert result.stderr.startswith("bookgenre: the description has only 6 characters")
    assert len(result.stderr.splitlines()) == 1
    assert run("predict", spy, *model).stdout in result.stdout


@pytest.mark.parametrize("stray", [b"\xff\xfe", b"\x00", "é".encode("latin-1")])
def test_stray_bytes_in_what_is_pasted_do_no_harm(process, model, spy, stray):
    done = process("demo", *model, stdin=spy.encode() + stray + b"\n\n")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert done.stdout.count(PROMPT.encode()) == 2
    assert "Espionage" in done.stdout.decode("utf-8").split(PROMPT)[1]


def test_a_missing_model_ends_the_demo_in_one_line(run, tmp_path):
    result = run("demo", "--model", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
