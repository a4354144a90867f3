import csv
import io
import json
from dataclasses import replace

import pytest

from bookgenre import Answer, Book, Recommender
from bookgenre.covers import recommend_colours
from bookgenre.errors import InputError
from bookgenre.formats import answer_format, answer_names, palette_format, palette_names
from bookgenre.formats.answer_txt import percent
from bookgenre.stores import STORES
from bookgenre.stores.render import report_lines

TEXT = "A secret agent and spy is sent to Berlin to find the handler."


@pytest.fixture(scope="module")
def prediction(tiny_classifier):
    return tiny_classifier.predict(TEXT)


@pytest.fixture(scope="module")
def palette():
    return recommend_colours(genres=["espionage"])


@pytest.fixture(scope="module")
def stores(prediction, tiny_classifier):
    return Recommender(tiny_classifier).stores(TEXT, prediction=prediction)


@pytest.fixture
def answer(prediction, palette):
    return Answer(Book(TEXT, "T", ("noir",), authors=("A. Nobody",)), prediction, palette=palette)


def write(name, *answers):
    return answer_format(name).write(answers)


def rows(text):
    return list(csv.reader(io.StringIO(text), strict=True))


def test_an_answer_is_plain_values_as_its_json_has_them(answer, stores):
    for one in (answer, replace(answer, stores=stores, palette=None), Answer(Book(TEXT))):
        assert json.loads(write("json", one)) == json.loads(json.dumps(one.to_dict()))
    assert Answer(Book(TEXT)).to_dict() == {"book": {"title": None, "author": None, "genres": []}}


def test_formats_are_found_by_their_modules():
    assert answer_names() == ("csv", "json", "jsonl", "txt")
    assert palette_names() == ("ase", "css", "gpl", "json", "svg")
    for name in answer_names():
        assert answer_format(name).label
        assert "/" in answer_format(name).media_type
    assert [name for name in answer_names() if not answer_format(name).for_one_book] == ["jsonl"]


@pytest.mark.parametrize("get", [answer_format, palette_format])
def test_a_format_that_does_not_exist_is_refused_with_those_that_do(get):
    with pytest.raises(InputError, match=r"there is no format 'exe'; use .*json"):
        get("exe")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(prediction, start):
    title = f'{start}HYPERLINK("http://x","y"),\n2'
    assert {row[0] for row in rows(write("csv", Answer(Book(TEXT, title), prediction)))[1:]} == {f"'{title}"}


def test_a_genre_of_another_model_is_no_formula_either(prediction):
    score = replace(prediction.genres[0], id="=1+1", name="@SUM", path=("-A1",))
    changed = Answer(Book(TEXT), replace(prediction, genres=[score]))
    assert rows(write("csv", changed))[1][2:5] == ["'=1+1", "'@SUM", "'-A1"]


def test_csv_has_one_line_per_genre_of_every_book(prediction):
    head, *table = rows(write("csv", *(Answer(Book(TEXT, title), prediction) for title in ('A "quoted", one', "Two"))))
    assert head[:3] == ["title", "rank", "genre_id"]
    assert [row[2] for row in table] == 2 * [score.id for score in prediction.genres]
    assert [table[0][0], table[-1][0]] == ['A "quoted", one', "Two"]
    assert [float(row[5]) for row in table] == 2 * [round(score.probability, 4) for score in prediction.genres]
    assert {row[6] for row in table} == {"yes", "no"}


def test_csv_says_what_is_on_the_shortlist_and_keeps_its_other_columns(prediction):
    (head, *table) = rows(write("csv", Answer(Book(TEXT), prediction)))
    assert head == [
        "title", "rank", "genre_id", "genre", "path", "probability", "passes_threshold", "model_version", "shortlist",
    ]  # fmt: skip
    listed = {score.id: str(place) for place, score in enumerate(prediction.shortlist.genres, 1)}
    assert {row[2]: row[8] for row in table if row[8]} == listed
    # A genre of the shortlist that the ranking does not hold comes after it.
    (_, *short) = rows(write("csv", Answer(Book(TEXT), replace(prediction, genres=prediction.genres[:1]))))
    assert [row[1:3] for row in short] == [["1", "fiction"], ["", "espionage"]]


def test_csv_has_a_column_per_store_with_what_stands_for_the_genre_of_the_line(prediction, stores):
    (head, *table) = rows(write("csv", *(Answer(Book(TEXT), prediction, report) for report in (stores, None))))
    assert tuple(head[9:]) == (*STORES, "keywords")
    first = {row[2]: dict(zip(head, row, strict=True)) for row in table[: len(table) // 2]}
    assert first["espionage"]["thema"] == "FHD"
    assert first["espionage"]["kdp-print"].endswith("Espionage")
    assert first["fiction"]["kdp-print"] == ""
    assert {row["keywords"] for row in first.values()} == {"; ".join(stores.keywords)}
    assert {cell for row in table[len(table) // 2 :] for cell in row[9:]} == {""}


def test_store_categories_are_in_json_and_in_text(answer, stores):
    assert "stores" not in json.loads(write("json", answer))
    found = json.loads(write("json", replace(answer, stores=stores)))["stores"]
    assert found == json.loads(json.dumps(stores.to_dict()))
    text = write("txt", replace(answer, stores=stores))
    assert "\nStore categories\n\nAmazon KDP, paperback" in text
    assert all(line in text.splitlines() for line in report_lines(stores)[1:])


def test_json_is_the_prediction_with_book_and_palette(answer, tiny_classifier):
    plain = json.loads(write("json", answer))
    assert plain["book"] == {"title": "T", "author": "A. Nobody", "genres": ["noir"]}
    assert plain["genres"] == answer.prediction.to_dict()["genres"]
    assert plain["palette"] == answer.palette.to_dict()
    explained = replace(answer, palette=None, explanation=tiny_classifier.explain(TEXT, "espionage"))
    assert json.loads(write("json", explained))["explanation"] == explained.explanation.to_dict()
    assert [one["book"]["title"] for one in json.loads(write("json", answer, answer))] == ["T", "T"]


def test_json_lines_has_one_line_per_book(answer):
    lines = write("jsonl", answer, answer).splitlines()
    assert [json.loads(line) for line in lines] == 2 * [json.loads(write("json", answer))]


def test_text_is_for_people(answer):
    lines = write("txt", replace(answer, book=Book(TEXT, " A \n title "))).splitlines()
    assert lines[0] == "A title"
    assert lines[2] == "Shortlist (fiction for adults)"
    assert lines[3].startswith("1. Espionage (")
    assert lines[5] == "All genres (the most probable first; ✓ above its threshold)"
    assert sum("✓" in line for line in lines[6:]) == sum(score.chosen for score in answer.prediction.genres)
    ground = answer.palette.working.ground
    assert f"ground  {ground.hex}  {ground.name}" in lines
    assert lines[-1].endswith(answer.prediction.model_version)
    assert write("txt", answer).startswith("T, by A. Nobody\n")
    assert write("txt", Answer(Book(TEXT))) == "Untitled book\n\n"


def test_text_says_doubts_and_an_empty_shortlist(answer):
    def text(**changes):
        shortlist = replace(answer.prediction.shortlist, **changes)
        return write("txt", replace(answer, prediction=replace(answer.prediction, shortlist=shortlist)))

    assert "\nIn doubt: reads as either fiction or nonfiction.\n" in text(
        doubts=("reads as either fiction or nonfiction",)
    )
    assert "\nNo genre is probable enough to be listed" in text(genres=())


def test_palettes_come_in_every_format(palette):
    starts = {"json": b"{", "css": b":root", "gpl": b"GIMP Palette", "ase": b"ASEF", "svg": b"<svg"}
    assert set(starts) == set(palette_names())
    for name, start in starts.items():
        assert palette_format(name).write(palette, "A title").startswith(start)
    assert b"Name: A title" in palette_format("gpl").write(palette, "A\ntitle")


@pytest.mark.parametrize(
    ("share", "text"), [(0, "<1%"), (0.0099, "<1%"), (0.01, "1%"), (0.126, "13%"), (0.994, "99%"), (1, ">99%")]
)
def test_nothing_is_certain(share, text):
    assert percent(share) == text
