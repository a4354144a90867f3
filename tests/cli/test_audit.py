import csv
import os
import re
import subprocess
import sys

import pytest

WRONG = "9780000000017"


@pytest.fixture
def titles(tmp_path, spy, cooking):
    """A catalogue with one wrong code."""
    path = tmp_path / "titles.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["isbn", "title", "blurb", "bisac"])
        table.writerow(["9780000000024", "The Agent", spy, "FIC006000"])
        table.writerow([WRONG, "Loaf by Loaf", cooking, "FIC006000 FICTION / Thrillers / Espionage"])
        table.writerow(["9780000000031", "Nothing", "", "FIC006000"])
    return path


def test_the_list_is_printed(process, model, titles):
    done = process("audit", titles, *model)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith("3 records, 2 with subjects that are understood, 1 that cannot be classified. 1 entry (")
    assert f"Loaf by Loaf ({WRONG}) is catalogued as fiction; the description reads as nonfiction" in text
    assert "“A recipe for old bread" in text
    assert b"description from 'blurb'" in done.stderr


def test_a_page_a_table_and_text_are_written(process, model, titles, tmp_path):
    outputs = [tmp_path / "list.html", tmp_path / "list.csv", tmp_path / "list.txt"]
    done = process("audit", titles, *model, *(word for path in outputs for word in ("--out", path)))
    assert done.returncode == 0
    page, table, text = (path.read_text(encoding="utf-8-sig") for path in outputs)
    assert "<h1>Audit of titles.csv</h1>" in page
    assert [row["identifier"] for row in csv.DictReader(table.splitlines())] == [WRONG]
    assert text.startswith(done.stdout.decode().strip())


def test_without_sentences_nothing_is_explained(process, model, titles):
    text = process("audit", titles, *model, "--sentences", "0").stdout.decode()
    assert "Loaf by Loaf" in text
    assert "“" not in text


def test_the_standard_input_is_read(process, model, titles):
    done = process("audit", "-", "--from", "csv", *model, stdin=titles.read_bytes())
    assert done.returncode == 0, done.stderr
    assert WRONG in done.stdout.decode()


def test_files_of_one_name_are_told_apart(process, model, titles, tmp_path):
    other = tmp_path / "other" / titles.name
    other.parent.mkdir()
    lines = titles.read_text(encoding="utf-8").splitlines(keepends=True)
    # The wrong code stands in another place.
    other.write_text("".join([lines[0], lines[2], lines[1]]), encoding="utf-8")
    text = process("audit", titles, other, *model).stdout.decode()
    assert text.startswith("5 records")
    assert f"Record 2 of {titles}" in text
    assert f"Record 1 of {other}" in text
    assert text.count("“A recipe for old bread") == 2


def test_the_catalogue_stays_as_it_is(process, model, titles):
    before = titles.read_bytes()
    process("audit", titles, *model, "--out", titles.with_suffix(".html"))
    assert titles.read_bytes() == before
    assert sorted(path.name for path in titles.parent.iterdir()) == ["titles.csv", "titles.html"]


@pytest.mark.parametrize("given", ["titles.csv", "*.csv", "."])
def test_an_input_is_not_overwritten(process, model, titles, monkeypatch, given):
    monkeypatch.chdir(titles.parent)
    before = titles.read_bytes()
    done = process("audit", given, *model, "--out", "titles.csv")
    assert done.returncode == 2
    assert b"titles.csv is an input; choose another output" in done.stderr
    assert titles.read_bytes() == before


def test_what_cannot_be_written_is_said_before_the_run(process, model, titles):
    (titles.parent / "list.html").mkdir()
    done = process("audit", titles, *model, "--out", titles.parent / "list.html")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert b"list.html cannot be written" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the files to look at"),
        (["missing.csv"], "missing.csv"),
        (["titles.csv", "--out", "list.pdf"], "the ending of list.pdf shows no kind of list; use .html, .csv or .txt"),
        (["titles.csv", "--engine", "spark"], "there is no engine 'spark'; use local, ray"),
        (["titles.csv", "--column", "blurb"], "has another form than FIELD=NAME"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(process, titles, monkeypatch, arguments, message):
    monkeypatch.chdir(titles.parent)
    done = process("audit", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_no_file_that_is_read_or_written_is_overwritten(process, model, titles, tmp_path):
    codes = tmp_path / "codes.csv"
    codes.write_text("genre,code\nespionage,FIC006000\n", encoding="utf-8")
    before = codes.read_bytes()
    done = process("audit", titles, *model, "--out", codes, BOOKGENRE_MAPPING=str(codes))
    assert done.returncode == 2
    assert b"codes.csv is the table of BISAC codes (--mapping); choose another output" in done.stderr
    assert codes.read_bytes() == before
    twice = tmp_path / "list.txt"
    done = process("audit", titles, *model, "--out", twice, "--out", twice)
    assert b"list.txt is named for two outputs" in done.stderr
    assert not twice.exists()


@pytest.mark.skipif(os.name != "posix", reason="there are no such pipes")
def test_a_pipe_of_the_shell_is_read(model, titles, tmp_path):
    page = tmp_path / "list.txt"
    command = f"{sys.executable} -m bookgenre audit <(cat {titles}) --from csv --out {page} {' '.join(model)}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert WRONG in page.read_text(encoding="utf-8")
    assert re.search(rb"(?m)^pipe-\d+\.csv: columns: ", done.stderr)
