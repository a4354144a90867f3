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


def test_descriptions_are_answered_until_an_empty_one(run, model, spy, cooking):
    result = run("demo", *model, stdin=f"{spy}\n\n{cooking}\n\n\n{spy}\n\n")
    answers = result.stdout.split(PROMPT)
    assert len(answers) == 4
    assert run("predict", spy, *model).stdout in answers[1]
    assert run("predict", cooking, *model).stdout in answers[2]
    assert "%" not in answers[3]


def test_a_description_that_cannot_be_used_does_not_end_the_demo(run, model, spy):
    result = run("demo", *model, stdin=f"A spy.\n\n{spy}\n\n")
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
