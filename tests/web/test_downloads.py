import csv
import io
import json
from dataclasses import replace

import pytest

from bookgenre.covers import recommend_colours
from bookgenre.web.downloads import PALETTE_FORMS, answer_csv, answer_json, answer_text, palette_file
from bookgenre.web.question import Question

TEXT = "A secret agent and spy is sent to Berlin to find the handler."


@pytest.fixture(scope="module")
def prediction(tiny_classifier):
    return tiny_classifier.predict(TEXT)


@pytest.fixture(scope="module")
def palette():
    return recommend_colours(genres=["espionage"])


def rows(text):
    return list(csv.reader(io.StringIO(text), strict=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(prediction, start):
    title = f'{start}HYPERLINK("http://x","y"),\n2'
    table = rows(answer_csv(Question(TEXT, title), prediction))
    assert {row[0] for row in table[1:]} == {f"'{title}"}


def test_the_csv_has_one_line_a_genre_and_is_read_back(prediction):
    head, *table = rows(answer_csv(Question(TEXT, 'A "quoted", title'), prediction))
    assert head[:3] == ["title", "rank", "genre_id"]
    assert [row[2] for row in table] == [score.id for score in prediction.genres]
    assert table[0][0] == 'A "quoted", title'
    assert [float(row[5]) for row in table] == [round(score.probability, 4) for score in prediction.genres]
    assert {row[6] for row in table} == {"yes", "no"}


def test_a_genre_of_another_model_is_no_formula_either(prediction):
    score = replace(prediction.genres[0], id="=1+1", name="@SUM", path=("-1",))
    changed = replace(prediction, genres=[score])
    assert rows(answer_csv(Question(TEXT), changed))[1][2:5] == ["'=1+1", "'@SUM", "'-1"]


def test_the_json_is_the_answer_with_its_palette(prediction, palette):
    plain = json.loads(answer_json(Question(TEXT, "T", "", "", ("noir",)), prediction, palette))
    assert plain["book"] == {"title": "T", "author": None, "genres": ["noir"]}
    assert plain["genres"] == prediction.to_dict()["genres"]
    assert plain["palette"] == palette.to_dict()


def test_the_text_is_for_people(prediction, palette):
    lines = answer_text(Question(TEXT, " A \n title "), prediction, palette).splitlines()
    assert lines[0] == "A title"
    assert sum("✓" in line for line in lines[3:]) == sum(score.chosen for score in prediction.genres)
    assert f"ground  {palette.working.ground.hex}  {palette.working.ground.name}" in lines
    assert lines[-1].endswith(prediction.model_version)


def test_palettes_come_in_every_form(palette):
    starts = {"json": b"{", "css": b":root", "gpl": b"GIMP Palette", "ase": b"ASEF", "svg": b"<svg"}
    assert set(starts) == set(PALETTE_FORMS)
    for form, start in starts.items():
        assert palette_file(palette, form, "A title").startswith(start)
    assert b"Name: A title" in palette_file(palette, "gpl", "A\ntitle")
