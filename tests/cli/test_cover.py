import json
import os
import subprocess
import sys

import pytest


def test_a_description_is_answered_with_ten_colours_and_three(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin to find the handler.", *model)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert sum("%  #" in line for line in lines) == 10
    roles = [line.split()[0] for line in lines if line.split()[:1] and line.split()[0] in ("ground", "accent", "text")]
    assert roles[:3] == ["ground", "accent", "text"]
    assert "Mystery & Thriller" in result.stdout
    assert "\x1b[" not in result.stdout


def test_genres_stand_in_for_a_description(run):
    result = run("cover", "--genre", "thriller", "--genre", "noir", "--json")
    assert result.exit_code == 0, result.stderr
    palette = json.loads(result.stdout)
    assert palette["groups"] == {"Mystery & Thriller": 1.0}
    assert len(palette["colours"]) == 10
    assert sum(colour["share"] for colour in palette["colours"]) == 100


def test_a_given_genre_is_taken_in_place_of_those_read(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin.", "--genre", "poetry", "--json", *model)
    assert json.loads(result.stdout)["groups"] == {"Poetry": 1.0}


def test_given_and_read_genres_count_together_where_that_is_asked(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin.", "--genre", "poetry", "--read", "--json", *model)
    assert set(json.loads(result.stdout)["groups"]) == {"Poetry", "Mystery & Thriller"}


def test_cover_and_palette_are_written(run, tmp_path):
    svg, palette, swatches = tmp_path / "cover.svg", tmp_path / "palette.json", tmp_path / "palette.ase"
    result = run(
        *("cover", "--genre", "horror", "--title", "Salt & Ash", "--author", "A. Nobody"),
        *("--out", svg, "--palette", palette, "--palette", swatches),
    )
    assert result.exit_code == 0, result.stderr
    assert "Salt &amp; Ash" in svg.read_text(encoding="utf-8")
    assert json.loads(palette.read_text(encoding="utf-8"))["working"]["ground"]["hex"].startswith("#")
    assert swatches.read_bytes().startswith(b"ASEF")
    assert f"wrote {svg}" in result.stdout


def test_without_a_title_the_barcode_is_written(run, tmp_path):
    result = run("cover", "--genre", "horror", "--out", tmp_path / "colours.svg")
    assert result.exit_code == 0, result.stderr
    assert "<svg" in (tmp_path / "colours.svg").read_text(encoding="utf-8")


def test_a_description_comes_from_a_file(run, model, tmp_path):
    path = tmp_path / "blurb.txt"
    path.write_text("A recipe for old bread: the oven and the kitchen, and a day to bake.", encoding="utf-8")
    result = run("cover", "--file", path, "--json", *model)
    assert "Food & Cooking" in json.loads(result.stdout)["groups"]


@pytest.mark.parametrize("arguments", [(), ("-",), ("--file", "-"), ("-", "--genre", "poetry", "--read")])
def test_a_description_comes_from_the_standard_input(run, model, arguments):
    blurb = "A recipe for old bread: the oven and the kitchen, and a day to bake."
    result = run("cover", *arguments, "--json", *model, stdin=blurb)
    assert "Food & Cooking" in json.loads(result.stdout)["groups"]


def test_genres_do_not_wait_for_the_standard_input(model):
    command = [sys.executable, "-m", "bookgenre", "cover", "--genre", "poetry", *model]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert b"ground" in process.stdout.read()
        assert process.wait(60) == 0


def test_other_variants_have_other_grounds(run):
    grounds = {
        json.loads(run("cover", "--genre", "romance", "--variant", n, "--json").stdout)["working"]["ground"]["hex"]
        for n in range(4)
    }
    assert len(grounds) == 4


def test_standing_out_has_other_colours(run):
    same, other = (run("cover", "--genre", "thriller", "--json", *more).stdout for more in ((), ("--stand-out",)))
    assert json.loads(same)["colours"] != json.loads(other)["colours"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give a genre, a description, or both"),
        (("--genre", "horor"), "horror"),
        (("--genre", "horror", "--colours", "99"), "from 1 to 20"),
        (("--genre", "horror", "--out", "cover.bmp"), ".svg"),
        (("--genre", "horror", "--out", f"{os.devnull}/cover.svg"), "cover.svg"),
        (("--genre", "horror", "--title", "T" * 201, "--out", "cover.svg"), "200"),
        (("--genre", "horror", "--title", "T", "--layout", "collage", "--out", "cover.svg"), "band"),
        (("--file", "no-such-file.txt"), "there is no file no-such-file.txt"),
        (("A text.", "--file", "x.txt"), "not both"),
        (("--genre", "horror", "--layout", "collage"), "use 'band' or 'frame' or 'split'"),
        (("--genre", "horror", "--out", "a.json"), "--out writes .svg or .png; give a.json with --palette"),
        (("--genre", "horror", "--palette", "a.svg"), "give a.svg with --out"),
        (("--genre", "horror", "--palette", "a.css", "--palette", "a"), "has no suffix"),
        (("--genre", "horror", "--title", "T" * 201, "--palette", "a.css", "--out", "a.svg"), "200"),
        (("--genre", "horror", "--palette", "a.css", "--palette", f"{os.devnull}/a.css"), "choose another place"),
        (("--genre", "horror", "--colours", "-1"), "from 1 to 20"),
        (("my/blurb.txt",), "there is no file my/blurb.txt"),
    ],
)
def test_what_cannot_be_done_ends_in_one_line_that_says_so(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    result = run("cover", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not any(tmp_path.iterdir())
