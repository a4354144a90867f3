import json

import pytest

from bookgenre.errors import DataError, InputError
from bookgenre.stores.mapping import VARIABLE, BisacCode, read_mapping

# Codes that the project's own reader of codes knows, and headings in our own words.
TABLE = """genre,code,heading
cozy-mystery,FIC022070,Cosy
Sci-Fi,FIC028000,Space / General
Sci-Fi,FIC028030,Space Opera
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="bisac.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_table_gives_codes_to_genres_by_any_of_their_names(write):
    table = read_mapping(write(TABLE))
    assert table == {
        "cozy-mystery": [BisacCode("FIC022070", "Cosy")],
        "science-fiction": [BisacCode("FIC028000", "Space / General"), BisacCode("FIC028030", "Space Opera")],
    }


def test_without_a_genre_the_heading_is_read(write):
    table = read_mapping(write("Code,Literal\nFIC027020,FICTION / Romance / Contemporary\nXXX000000,Nothing we know\n"))
    assert table == {"contemporary-romance": [BisacCode("FIC027020", "FICTION / Romance / Contemporary")]}


def test_other_forms_of_tables_are_read(write):
    assert set(read_mapping(write(TABLE.replace(",", "\t"), "bisac.tsv"))) == {"cozy-mystery", "science-fiction"}
    row = json.dumps({"genre": "romance", "bisac": "fic027000"})
    assert read_mapping(write(row + "\n", "bisac.jsonl")) == {"romance": [BisacCode("FIC027000")]}


def test_non_classifiable_is_never_taken_and_no_code_comes_twice(write):
    rows = "genre,code\nromance,NON000000\nromance,FIC027000\nromance,FIC027000\n"
    assert read_mapping(write(rows)) == {"romance": [BisacCode("FIC027000")]}


def test_the_environment_names_a_table(write, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_mapping() is None
    monkeypatch.setenv(VARIABLE, str(write(TABLE)))
    assert set(read_mapping()) == {"cozy-mystery", "science-fiction"}
    monkeypatch.setenv(VARIABLE, "")
    assert read_mapping() is None


def test_codes_say_their_kind_and_audience():
    said = {
        code: (BisacCode(code).kind, BisacCode(code).audience)
        for code in (
            "FIC027000",
            "JUV001000",
            "JNF001000",
            "YAF001000",
            "YAN001000",
            "CGN001000",
            "BUS041000",
            "POE000000",
        )
    }
    assert said == {
        "FIC027000": ("fiction", "adult"),
        "JUV001000": ("fiction", "childrens"),
        "JNF001000": ("nonfiction", "childrens"),
        "YAF001000": ("fiction", "young-adult"),
        "YAN001000": ("nonfiction", "young-adult"),
        "CGN001000": ("comics", "adult"),
        "BUS041000": ("nonfiction", "adult"),
        "POE000000": ("any", "adult"),
    }
    assert BisacCode("FIC000000").general
    assert BisacCode("FIC027010", "Romance / General").general
    assert not BisacCode("FIC022070", "Cosy").general


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("genre,heading\nromance,Love\n", "needs a column code"),
        ("code\nFIC027000\n", "needs a column code and a column genre or heading"),
        ("genre,code\nno such genre,FIC027000\nromance,27\n", "gives no genre a BISAC code"),
    ],
)
def test_a_table_of_no_use_is_refused(write, text, words):
    with pytest.raises(DataError, match=words):
        read_mapping(write(text))


def test_a_table_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"there is no mapping .*nowhere\.csv; check --mapping and BOOKGENRE_MAPPING"):
        read_mapping(tmp_path / "nowhere.csv")
