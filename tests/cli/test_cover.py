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
    assert "Thriller" in result.stdout
    assert "\x1b[" not in result.stdout


def test_genres_stand_in_for_a_description(run):
    result = run("cover", "--genre", "thriller", "--genre", "noir", "--json")
    assert result.exit_code == 0, result.stderr
    palette = json.loads(result.stdout)
    assert palette["groups"] == {"Thriller": 0.5, "Mystery & Thriller": 0.5}
    assert len(palette["colours"]) == 10
    assert sum(colour["share"] for colour in palette["colours"]) == 100


def test_a_given_genre_is_taken_in_place_of_those_read(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin.", "--genre", "poetry", "--json", *model)
    assert json.loads(result.stdout)["groups"] == {"Poetry": 1.0}


def test_given_and_read_genres_count_together_where_that_is_asked(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin.", "--genre", "poetry", "--read", "--json", *model)
    assert set(json.loads(result.stdout)["groups"]) == {"Poetry", "Thriller"}


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
        assert process.wait(300) == 0


def test_other_variants_have_other_grounds(run):
    grounds = {
        json.loads(run("cover", "--genre", "romance", "--variant", n, "--json").stdout)["working"]["ground"]["hex"]
        for n in range(4)
    }
    assert len(grounds) == 4


def test_standing_out_has_other_colours(run):
    same, other = (run("cover", "--genre", "thriller", "--json", *more).stdout for more in ((), ("--stand-out",)))
    assert json.loads(same)["colours"] != json.loads(other)["colours"]


def test_a_mood_and_a_convention_are_asked_for_by_name(run):
    dark = json.loads(run("cover", "--genre", "romance", "--mode", "dark", "--json").stdout)
    assert dark["mode"] == "dark"
    assert dark["working"]["ground"]["oklch"][0] < 0.35
    said = run("cover", "--genre", "cozy-mystery", "--mode", "convention")
    assert "designers' convention, not a measurement" in said.stdout
    assert "http" in said.stdout


def test_choices_are_listed_with_what_they_rest_on(run):
    result = run("cover", "--genre", "thriller", "--choices")
    assert result.exit_code == 0, result.stderr
    names = [line.split()[0] for line in result.stdout.splitlines() if line and not line.startswith("   ")]
    assert names[0] == "fit-in"
    assert {"stand-out", "dark", "light", "muted", "vivid"} <= set(names)
    listed = json.loads(run("cover", "--genre", "thriller", "--choices", "--json").stdout)
    assert [entry["mode"] for entry in listed] == names


def test_own_colours_are_checked_without_a_description(run):
    result = run("cover", "--check", "#14060c,#c1121f,#f0e8d8", "--genre", "thriller")
    assert result.exit_code == 0, result.stderr
    assert "fits Thriller" in result.stdout
    assert "read well in" in result.stdout
    alone = run("cover", "--check", "#14060c, #c1121f", "--json")
    assert json.loads(alone.stdout)["lightness"] == "dark"


def test_own_colours_are_checked_against_the_genres_of_a_description(run, model):
    result = run("cover", "A secret agent and spy is sent to Berlin.", "--check", "#14060c,#c1121f", *model)
    assert "Thriller" in result.stdout


def test_a_picture_is_checked(run, tmp_path):
    image = pytest.importorskip("PIL.Image")
    made = image.new("RGB", (60, 90), "#14060c")
    made.paste("#f0e8d8", (0, 60, 60, 75))
    made.save(tmp_path / "cover.png")
    result = run("cover", "--image", tmp_path / "cover.png", "--genre", "horror")
    assert result.exit_code == 0, result.stderr
    assert "#14060c" in result.stdout


def test_a_folder_of_covers_is_measured_into_rows(run, tmp_path):
    image = pytest.importorskip("PIL.Image")
    folder = tmp_path / "covers" / "Horror"
    folder.mkdir(parents=True)
    image.new("RGB", (60, 90), "#14060c").save(folder / "one.png")
    (folder / "two.png").write_bytes(b"rubbish")
    result = run("covers", "measure", tmp_path / "covers", "--out", tmp_path / "rows.jsonl")
    assert result.exit_code == 0, result.stderr
    assert "1 covers, 1 left out" in result.stdout
    assert "two.png is not a picture" in result.stderr
    (row,) = (json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines())
    assert row["genres"] == ["Horror"]
    assert row["hexes"] == ["#14060c"]
    assert run("covers", "measure", tmp_path / "covers").stdout == (tmp_path / "rows.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--check", "#112233"), "give 2 to 20"),
        (("--check", "#112233,bluish"), "'bluish' is no colour"),
        (("--check", "#112233,#ffffff", "--image", "x.png"), "give --check or --image, not both"),
        (("--check", "#112233,#ffffff", "--out", "x.svg"), "write no files"),
        (("--image", "none.png"), "none.png cannot be read"),
        (("--genre", "horror", "--mode", "loud"), "use 'fit-in'"),
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
