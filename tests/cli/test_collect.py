import gzip
import json
import re

import pytest

from store import Store, make_books

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

CONTACT = ("--contact", "tester@example.org")
URL = "https://www.smashwords.com/books/view/{}"


@pytest.fixture(autouse=True)
def no_contact_of_ours(monkeypatch):
    monkeypatch.delenv("BOOKGENRE_CONTACT", raising=False)


@pytest.fixture
def links(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(f"title,url\nTea,{URL.format(7)}\n", encoding="utf-8")
    return path


def one_line(result):
    """The one line in which a refused command ends."""
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("bookgenre: ")
    return lines[0]


@pytest.mark.parametrize("what", [["links"], ["books", "links.csv"]])
def test_without_a_contact_nothing_begins(run, what):
    result = run("collect", *what, "--out", "out.jsonl")
    assert result.exit_code == 2
    assert "Missing option '--contact' (env var: 'BOOKGENRE_CONTACT')" in result.stderr


def test_a_contact_from_the_environment_is_looked_at_as_well(run, links, tmp_path, monkeypatch):
    monkeypatch.setenv("BOOKGENRE_CONTACT", "nobody")
    refusal = one_line(run("collect", "books", links, "--out", tmp_path / "out.jsonl"))
    assert "the contact 'nobody' is neither a mail address nor a web page" in refusal
    assert "--contact you@example.org" in refusal


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "books.csv"], "books.csv must end in .jsonl, because records are added one per line as they arrive"),
        (["--out", "b.jsonl", "--limit", 0], "the limit must be 1 or more"),
        (["--out", "b.jsonl", "--delay", -1], "must be numbers and not negative"),
        (["--out", "b.jsonl", "--delay", "nan"], "must be numbers and not negative"),
        (["--out", "b.jsonl", "--progress", 0], "more than 0"),
        (["--out", "b.jsonl", "--site", "smashwords"], "'smashwords' is not the address of a site"),
        (["--out", "b.jsonl", "--site", "https://www.example.org"], "no link in .* leads to a book on www.example.org"),
    ],
)
def test_options_that_make_no_sense_are_refused_in_one_line(run, links, tmp_path, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    assert re.search(words, one_line(run("collect", "books", links, *CONTACT, *options)))


@pytest.mark.parametrize(
    ("listings", "words"),
    [
        (["http://127.0.0.1:9/books/view/7"], "is not a category or shelf of 127.0.0.1:9"),
        (["https://www.example.org/shelves/home/1/any/any"], "name another store with --site"),
        (["--category", "spies"], "'spies' is not a category; give a number, or a range such as 1000-1010"),
        (["--category", "1010-1000"], "'1010-1000' is not a category"),
        (["--category", "10-"], "'10-' is not a category"),
    ],
)
def test_what_is_no_listing_is_refused_in_one_line(run, tmp_path, listings, words):
    here = (*CONTACT, "--site", "http://127.0.0.1:9")
    assert words in one_line(run("collect", "links", *listings, *here, "--out", tmp_path / "links.jsonl"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "there is no file"), ("", "is empty"), ("title\nTea\n", "has no column 'url'; it has: title")],
)
def test_link_files_that_cannot_be_used_are_refused_in_one_line(run, links, tmp_path, text, words):
    links.unlink()
    if text is not None:
        links.write_text(text, encoding="utf-8")
    assert words in one_line(run("collect", "books", links, *CONTACT, "--out", tmp_path / "out.jsonl"))
    assert not (tmp_path / "out.jsonl").exists()


def test_an_output_below_a_file_is_refused_in_one_line(run, links, tmp_path):
    assert "choose another folder" in one_line(run("collect", "books", links, *CONTACT, "--out", links / "out.jsonl"))


def test_links_then_books_then_join_make_one_file(process, tmp_path):
    out = tmp_path / "joined.csv"
    with Store(make_books(12), crawl_delay=None) as store:
        here = (*CONTACT, "--site", store.url)
        category = store.category_ids["Fiction",]
        walk = process("collect", "links", "--category", category, *here, "--out", tmp_path / "links.jsonl")
        visit = process("collect", "books", tmp_path / "links.jsonl", *here, "--out", tmp_path / "books.jsonl")
        joined = process(
            "collect", "join", tmp_path / "links.jsonl", tmp_path / "books.jsonl", "--out", out, "--site", store.url
        )
        listed = len(store.catalogue.listed(("Fiction",)))
    assert [done.returncode for done in (walk, visit, joined)] == [0, 0, 0]
    # What was collected goes to the files; what is said of it, to the standard error.
    assert walk.stdout == visit.stdout == b""
    assert walk.stderr.decode().startswith(f"{listed} links in {tmp_path / 'links.jsonl'} ({listed} new)")
    assert joined.stderr == b""
    had = len((tmp_path / "books.jsonl").read_text(encoding="utf-8").splitlines())
    assert joined.stdout.decode().splitlines()[0] == (
        f"{listed} books in {out}, from {listed + had} rows; {had} were duplicates"
    )


def test_a_join_says_what_came_from_where_and_what_was_changed(run, links, tmp_path):
    other = tmp_path / "other.jsonl"
    rows = [{"title": "Tea, Hot", "url": URL.format(7)}, {"title": "Salt", "url": "https://www.example.org/7"}]
    other.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("collect", "join", links, other, "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"1 books in {tmp_path / 'out.jsonl'}, from 2 rows; 1 were duplicates",
        f"  {links}: 1 rows",
        f"  {other}: 1 rows",
        "  title: 1 times a later value replaced another",
        "  1 rejected: a link to another site (see out.jsonl.rejects.jsonl)",
    ]


def test_a_join_of_a_damaged_file_keeps_what_stood_before_and_ends_as_an_error(run, links, tmp_path):
    packed = gzip.compress(("title,url\n" + "".join(f"{n**9:x},{URL.format(n)}\n" for n in range(3000))).encode())
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    out = tmp_path / "out.jsonl"
    result = run("collect", "join", links, cut, "--out", out)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "cut.csv.gz breaks off after line" in result.stderr
    assert f"he rows before it were joined into {out}" in result.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) > 500


def test_the_help_names_the_three_commands_and_promises_politeness(run):
    text = run("collect", "--help").stdout
    assert "robots.txt and its Crawl-delay are obeyed" in text
    assert all(f"\n  {name} " in text for name in ("links", "books", "join"))
