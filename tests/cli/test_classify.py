import json

import pytest

from bookgenre.files import Rejects, read_rows


@pytest.fixture
def titles(tmp_path, spy, cooking):
    path = tmp_path / "titles.csv"
    path.write_text(f"ISBN,Klappe\n001,{spy}\n002,\n003,{json.dumps(cooking)}\n", encoding="utf-8")
    return path


@pytest.fixture
def classify(run, model, titles, tmp_path):
    def classify(*arguments):
        return run(
            "classify", titles, "--out", tmp_path / "out.csv", "--column", "description=Klappe", *model, *arguments
        )

    return classify


def test_a_table_is_classified_and_the_count_is_said(classify, tmp_path):
    result = classify()
    assert result.exit_code == 0, result.stderr
    rows = [row.values for row in read_rows(tmp_path / "out.csv", Rejects())]
    assert [row["bookgenre_shortlist"] for row in rows] == ["Espionage", "", "Cooking"]
    assert [row["ISBN"] for row in rows] == ["001", "002", "003"]
    assert result.stdout == ""
    assert "titles.csv: columns: description from 'Klappe', isbn13 from 'ISBN'" in result.stderr
    assert "2 of 3 records classified" in result.stderr
    assert f"1 could not be; see {tmp_path / 'out.csv.rejects.jsonl'}" in result.stderr
    assert "1 × there is no description" in result.stderr


def test_strict_ends_with_3_and_writes_all_the_same(classify, tmp_path):
    lenient = classify()
    written = (tmp_path / "out.csv").read_bytes()
    result = classify("--strict")
    assert (lenient.exit_code, result.exit_code) == (0, 3)
    assert (tmp_path / "out.csv").read_bytes() == written


def test_a_run_that_classifies_nothing_ends_with_3(classify, titles, tmp_path):
    titles.write_text("ISBN,Klappe\n001,\n002,TBA\n", encoding="utf-8")
    result = classify()
    assert result.exit_code == 3
    assert "0 of 2 records classified" in result.stderr
    assert len(list(read_rows(tmp_path / "out.csv", Rejects()))) == 2


@pytest.mark.parametrize(
    ("given", "out", "words"),
    [("titles.csv", "", "the output has no name"), ("", "out.csv", "an input has no name; name a file")],
)
def test_a_variable_that_is_not_set_names_no_file(run, model, titles, tmp_path, monkeypatch, given, out, words):
    monkeypatch.chdir(tmp_path)
    result = run("classify", given, "--out", out, "--column", "description=Klappe", *model)
    assert result.exit_code == 2
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["titles.csv"]


def test_names_that_cannot_be_are_refused_in_one_line(run, model, titles, tmp_path):
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    for out, words in (
        (loop, "loop.csv"),
        (tmp_path / f"{'a' * 240}.csv", "is too long; name another file with --rej"),
    ):
        result = run("classify", titles, "--out", out, "--column", "description=Klappe", *model)
        assert result.exit_code == 2
        assert words in result.stderr
    result = run("classify", loop, "--out", tmp_path / "out.csv", *model)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "loop.csv cannot be opened" in result.stderr


def test_rejects_go_where_they_are_wanted(classify, tmp_path):
    result = classify("--rejects", tmp_path / "elsewhere.jsonl")
    assert result.exit_code == 0
    (line,) = (tmp_path / "elsewhere.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"record": 2, "identifier": "002", "reason": "there is no description"}
    assert not (tmp_path / "out.csv.rejects.jsonl").exists()


def test_codes_come_from_the_users_own_table(classify, tmp_path):
    (tmp_path / "bisac.csv").write_text("genre,code\nespionage,FIC006000\n", encoding="utf-8")
    assert classify("--mapping", tmp_path / "bisac.csv").exit_code == 0
    rows = [row.values for row in read_rows(tmp_path / "out.csv", Rejects())]
    assert [row["bookgenre_bisac"] for row in rows] == ["FIC006000", "", ""]


def test_from_the_standard_input_to_the_standard_output(process, model, titles):
    done = process(
        "classify", "-", "--out", "-", "--column", "description=Klappe", "--top", 1, *model, stdin=titles.read_bytes()
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("001,A secret agent")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--column", "Klappe"], "another form than FIELD=NAME"),
        (["--column", "description=Nowhere"], "has no column 'Nowhere'"),
        (["--mapping", "nowhere.csv"], "there is no mapping nowhere.csv"),
        (["--format", "docx"], "no format of output 'docx'"),
        (["--engine", "steam"], "no engine 'steam'; use local"),
        (["--top", "0"], "0 is not in the range"),
    ],
)
def test_a_wrong_option_ends_in_one_line_and_writes_nothing(arguments, words, classify, tmp_path):
    result = classify(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_without_inputs_it_says_what_to_give(run, tmp_path):
    result = run("classify", "--out", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert "name the files to classify" in result.stderr
