import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from processes import children, runs

pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'bookgenre[corpus]'")

WORDS = """
    the of and to is with for that his her he she it their by from at this but who has have when the a of in and to
    harbour lantern sister winter letter garden secret river village stranger mother captain island forest daughter
    kitchen soldier station window morning summer teacher painter doctor journey promise silence shadow memory market
    castle bridge mountain orchard library hospital wedding walks runs finds loses hides opens returns remembers old
    young cold warm dark bright quiet empty broken hidden lost forgotten dangerous gentle strange foreign lonely
""".split()
FILES = {f"{name}.parquet" for name in ("train", "validation", "test", "unlabelled")}


@pytest.fixture
def books():
    draw = random.Random(3)

    def books(count):
        return [
            {
                "title": f"Book {number}",
                "description": " ".join(draw.choices(WORDS, k=60)).capitalize() + ".",
                "genres": ["War", "Blorp"],
                "shop": "x",
            }
            for number in range(count)
        ]

    return books


@pytest.fixture
def out(tmp_path):
    return tmp_path / "corpus"


def rows_of(out, *names):
    return [row for name in names or sorted(FILES) for row in pq.read_table(out / name).to_pylist()]


def refused(result, *words):
    assert result.exit_code == 2
    assert all(word in result.stderr for word in words), result.stderr
    return result.stderr.splitlines()


def test_a_corpus_is_built_and_told_in_some_lines(run, write_rows, books, out):
    records = books(60)
    path = write_rows([*records, records[0], {"description": "N/A"}])
    result = run("corpus", "build", path, "--out", out, "--processes", 1, "--validation", 0.3, "--test", 0.2)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("62 records read in ")
    assert lines[0].endswith(" s, 1 left out")
    assert lines[1] == "  left out: a placeholder instead of a description 1"
    assert lines[2] == "  merged: 1 with equal and 0 with nearly equal descriptions"
    counts = {line.split()[0]: line.split()[1:] for line in lines[3:7]}
    assert [counts[name][0] for name in ("train", "validation", "test", "unlabelled")] == [
        str(pq.read_metadata(out / f"{name}.parquet").num_rows)
        for name in ("train", "validation", "test", "unlabelled")
    ]
    assert lines[7] == "  1 words that match no genre (unmapped.csv): Blorp 60"
    assert lines[8] == f"contents and sources: {out / 'DATA_CARD.md'}"
    # How far it is goes where it does not stand in the way.
    assert "61 of 62 records can be used; comparing them" in result.stderr
    assert {path.name for path in out.iterdir()} == FILES | {
        "DATA_CARD.md",
        "labels.csv",
        "unmapped.csv",
        "rejects.jsonl",
        "report.json",
        "plots",
    }


def test_a_table_of_any_columns_is_read_by_their_names(run, out, tmp_path, books):
    path = tmp_path / "shop.csv"
    lines = [f"{number};{book['description']};War/Poetry" for number, book in enumerate(books(4))]
    path.write_text("\n".join(["Nr;Klappentext;Regal", *lines]), encoding="utf-8")
    options = ["--column", "description=Klappentext", "--column", "genres=Regal", "--separator", "/"]
    result = run("corpus", "build", path, "--out", out, "--processes", 1, "--complete", "--licence", "CC0", *options)
    assert result.exit_code == 0
    assert [(row["labels"], row["complete"]) for row in rows_of(out)] == [(["poetry", "war"], True)] * 4
    assert "| shop.csv | CC0 | full | 4 |" in (out / "DATA_CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "complete"), [(["--complete"], True), (["--partial"], False), ([], False)])
def test_whether_lists_are_full_can_be_said(run, write_rows, books, out, option, complete):
    run("corpus", "build", write_rows(books(3)), "--out", out, "--processes", 1, *option)
    assert [row["complete"] for row in rows_of(out)] == [complete] * 3


@pytest.mark.parametrize(
    ("options", "languages"),
    [
        ([], {"en"}),
        (["--language", "all"], {"en", "de"}),
        (["--language", "German"], {"de"}),
        (["--language", "DE", "--language", "en"], {"en", "de"}),
    ],
)
def test_languages_are_chosen(run, write_rows, books, out, options, languages):
    german = (
        "Eine Spionin kehrt in das Städtchen ihrer Kindheit zurück, und nichts ist dort mehr, wie es früher war. " * 2
    )
    path = write_rows([*books(2), {"description": german}])
    assert run("corpus", "build", path, "--out", out, "--processes", 1, *options).exit_code == 0
    assert {row["language"] for row in rows_of(out)} == languages


def test_a_plan_names_sources_and_options_and_the_command_line_has_the_last_word(run, write_rows, books, out, tmp_path):
    write_rows(books(40))
    plan = tmp_path / "plan.toml"
    plan.write_text('test = 0.9\nvalidation = 0\n[[source]]\npath = "books.jsonl"\nname = "A shop"\n', encoding="utf-8")
    assert run("corpus", "build", plan, "--out", out, "--processes", 1).exit_code == 0
    assert len(rows_of(out, "test.parquet")) > 25
    assert {row["source"] for row in rows_of(out)} == {"A shop"}
    assert run("corpus", "build", plan, "--out", out, "--processes", 1, "--test", 0).exit_code == 0
    assert len(rows_of(out, "train.parquet")) == 40


def test_a_seed_deals_anew(run, write_rows, books, out):
    path = write_rows(books(60))
    found = []
    for seed in (0, 1, 0):
        run("corpus", "build", path, "--out", out, "--processes", 1, "--test", 0.5, "--seed", seed)
        found.append({row["id"] for row in rows_of(out, "test.parquet")})
    assert found[0] == found[2] != found[1]


def test_intermediate_results_can_be_kept(run, write_rows, books, out):
    path = write_rows(books(3))
    run("corpus", "build", path, "--out", out, "--processes", 1, "--keep-build")
    assert (out / ".build").is_dir()
    run("corpus", "build", path, "--out", out, "--processes", 1)
    assert not (out / ".build").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "best-book-ever"], ["no format 'best-book-ever'", "did you mean best-books-ever?"]),
        (["--format", "cmu-book-summaries", "--column", "title=x"], ["leave out one of the two"]),
        (["--column", "description"], ["FIELD=NAME", "'description'"]),
        (["--column", "=x"], ["FIELD=NAME"]),
        (["--column", "blurb=shop"], ["no field 'blurb'", "description"]),
        (["--column", "description=Blurb"], ["no column 'Blurb'", "shop"]),
        (["--language", "klingon"], ["no language 'klingon'"]),
        (["--validation", "0.6", "--test", "0.4"], ["less than 1 together"]),
        (["--test", "-1"], ["0 or more"]),
        (["--test", "nan"], ["it must be a finite number"]),
    ],
)
def test_options_that_cannot_be_are_refused_in_one_line(run, write_rows, books, out, options, words):
    result = run("corpus", "build", write_rows(books(2)), "--out", out, "--processes", 1, *options)
    assert len(refused(result, *words)) == 1
    assert not list(out.glob("*.parquet"))


@pytest.mark.parametrize("options", [["--processes", "0"], ["--seed", "x"], ["--nonsense"]])
def test_options_of_the_wrong_kind_are_refused(run, write_rows, books, out, options):
    refused(run("corpus", "build", write_rows(books(2)), "--out", out, *options), options[0])


def test_a_corpus_needs_files_and_a_folder(run, write_rows, books, out):
    refused(run("corpus", "build", "--out", out), "FILES")
    refused(run("corpus", "build", write_rows(books(1))), "--out")


def test_a_plan_stands_alone(run, write_rows, books, out, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('[[source]]\npath = "books.jsonl"\n', encoding="utf-8")
    for more in ([write_rows(books(1))], ["--licence", "CC0"], ["--complete"], ["--column", "title=x"]):
        refused(run("corpus", "build", plan, *more, "--out", out), "a plan takes no other files or options")


def test_an_unknown_key_of_a_plan_is_named(run, out, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('sed = 1\n[[source]]\npath = "books.jsonl"\n', encoding="utf-8")
    refused(run("corpus", "build", plan, "--out", out), "unknown key 'sed';", "seed")


def test_a_damaged_file_gives_what_stood_before_and_status_2(process, books, out, tmp_path):
    path = tmp_path / "books.jsonl.gz"
    data = gzip.compress(b"".join(json.dumps(book).encode() + b"\n" for book in books(300)))
    path.write_bytes(data[: len(data) // 2])
    done = process("corpus", "build", path, "--out", out, "--processes", 1)
    assert done.returncode == 2
    last = done.stderr.decode().splitlines()[-1]
    assert last.startswith(f"bookgenre: {path} breaks off after line ")
    assert last.endswith("fetch or write it again. The rows before it are in the corpus")
    assert 50 < len(rows_of(out)) < 250
    assert not (out / ".build").exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("absent.csv", None, ["there is no file", "absent.csv"]),
        ("empty.csv", b"", ["empty.csv is empty"]),
        ("header.csv", b"description,genres\n", ["none of 0 records can be used"]),
        ("short.csv", b"description\nN/A\n", ["none of 1 records can be used", "rejects.jsonl"]),
        ("other.csv", b"price,colour\n1,red\n", ["other.csv", "price, colour", "--column description=NAME"]),
        ("table.parquet", b"PAR1 and no more", ["table.parquet is not a Parquet file"]),
    ],
)
def test_a_file_of_no_use_ends_in_one_line(process, out, tmp_path, name, data, words):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = process("corpus", "build", tmp_path / name, "--out", out, "--processes", 1)
    assert done.returncode == 2
    *columns, error = done.stderr.decode().splitlines()
    assert error.startswith("bookgenre: ")
    # Which column was taken for what is said before the error.
    assert all(line.startswith(name) for line in columns)
    assert all(word in error for word in words), error


def test_a_folder_that_cannot_be_written_ends_in_one_line(run, write_rows, books, tmp_path):
    (tmp_path / "file").touch()
    result = run("corpus", "build", write_rows(books(2)), "--out", tmp_path / "file" / "corpus", "--processes", 1)
    assert len(refused(result, "cannot be written", "choose another place")) == 1


def test_the_formats_are_listed_with_their_licences(run):
    from bookgenre.corpus.read import ADAPTERS

    lines = run("corpus", "formats").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(ADAPTERS)
    assert all("licence: " in line and "genre lists: " in line for line in lines)
    assert any(line.startswith("cmu-book-summaries") and "CC BY-SA" in line for line in lines)


def wait_for(true, seconds=300):
    until = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def files_of(out):
    return {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks up processes in /proc")
@pytest.mark.parametrize("moment", ["processes start", "at work"])
def test_an_interrupt_ends_in_order_and_the_build_goes_on_later(run, write_rows, books, tmp_path, moment):
    path = write_rows(books(4_000))
    out = tmp_path / "interrupted"
    command = [sys.executable, "-m", "bookgenre", "corpus", "build", path, "--out", out, "--processes", "2"]
    build = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, text=True)
    try:
        # One more than two: multiprocessing has a process of its own that counts resources.
        assert wait_for(lambda: len(children(build.pid)) >= (2 if moment == "processes start" else 3))
        if moment == "at work":
            time.sleep(1)
        below = children(build.pid)
        assert build.poll() is None
        os.killpg(build.pid, signal.SIGINT)
        _, errors = build.communicate(timeout=300)
    finally:
        build.kill()
    assert build.returncode == 130
    assert "Traceback" not in errors
    assert wait_for(lambda: not any(map(runs, below)), 10)
    assert (out / ".build" / "plan.key").is_file()
    if moment == "processes start":
        return
    assert run("corpus", "build", path, "--out", out, "--processes", 1).exit_code == 0
    assert run("corpus", "build", path, "--out", tmp_path / "whole", "--processes", 1).exit_code == 0
    assert files_of(out) == files_of(tmp_path / "whole")
