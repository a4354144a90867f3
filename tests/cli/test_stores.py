import json

import pytest


def test_genres_that_are_named_need_no_description(run):
    result = run("stores", "--genre", "Cosy Mystery", "--genre", "humor", "--store", "kdp-print")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Cozy Mystery, Humor & Comedy (fiction for adults)"
    assert lines[3] == "  1. Mystery, Thriller & Suspense > Mystery > Cozy > General  [Cozy Mystery, exact]"
    assert "Kindle" not in "".join(lines[1:4])


def test_genres_are_read_from_the_description_as_the_shortlist_says(run, model, spy):
    result = run("stores", spy, "--store", "thema", "--json", *model)
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert (report["genres"], report["side"], report["audience"]) == (["espionage"], "fiction", "adult")
    assert report["stores"][0]["paste"] == "FHD"
    assert report["warnings"] == []


def test_the_description_is_piped_in_or_in_a_file(run, model, cooking, tmp_path):
    piped = run("stores", "--store", "lcgft", "--store", "thema", "--json", *model, stdin=cooking)
    path = tmp_path / "blurb.txt"
    path.write_text(cooking, encoding="utf-8")
    read = run("stores", "--file", path, "--store", "lcgft", "--store", "thema", "--json", *model)
    assert piped.exit_code == read.exit_code == 0
    assert piped.stdout == read.stdout
    assert [store["paste"] for store in json.loads(read.stdout)["stores"]] == ["WBA", ""]


def test_codes_come_from_the_users_own_table(run, tmp_path, monkeypatch):
    monkeypatch.delenv("BOOKGENRE_MAPPING", raising=False)
    path = tmp_path / "bisac.csv"
    path.write_text("genre,code,heading\nespionage,FIC006000,Spies\n", encoding="utf-8")
    asked = ("stores", "--genre", "espionage", "--store", "kobo")
    without = run(*asked).stdout
    assert "--mapping FILE" in without
    assert "FIC006000" not in without
    given = run(*asked, "--mapping", path).stdout
    assert "  1. FIC006000 Spies  [Espionage & Spy Thriller, exact]" in given
    monkeypatch.setenv("BOOKGENRE_MAPPING", str(path))
    assert run(*asked).stdout == given


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--genre", "romance", "--store", "waterstones"), "there is no store 'waterstones'; use one of kdp"),
        (("--genre", "knitpunk"), "there is no genre 'knitpunk'"),
        (("--genre", "romance", "--mapping", "nowhere.csv"), "there is no mapping nowhere.csv; check --mapping"),
        (("A secret agent in Berlin.", "--file", "blurb.txt"), "give the description or --file, not both"),
        (("too short",), "the description has only 9 characters"),
    ],
)
def test_what_cannot_be_used_ends_in_one_line(run, model, arguments, words):
    result = run("stores", *arguments, *model)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_doubt_is_a_warning(run, model):
    # Words of a kitchen and of a spy in equal parts.
    text = "recipe kitchen bake bread oven spy agent handler berlin secret"
    result = run("stores", text, "--store", "lcgft", "--json", *model)
    report = json.loads(result.stdout)
    plain = run("stores", text, "--store", "lcgft", *model)
    assert [f"bookgenre: warning: {one}" for one in report["warnings"]] == plain.stderr.splitlines()
