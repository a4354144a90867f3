import json

import pytest

from bookgenre.errors import DataError, InputError
from bookgenre.stores.bisac import BISAC_STORES, NO_TABLE, VARIABLE, BisacCode, advise_bisac, read_mapping

TABLE = {
    "romance": [BisacCode("FIC027000", "Love / General"), BisacCode("YAF052000", "Young love")],
    "contemporary-romance": [BisacCode("FIC027020", "Love today")],
    "mystery": [BisacCode("FIC022000", "Mystery / General"), BisacCode("FIC022010", "Mystery of another kind")],
    "humor": [BisacCode("FIC016000", "Funny")],
    "cozy-mystery": [BisacCode("FIC022070", "Cosy")],
    "business": [BisacCode("BUS041000", "Trade")],
    "manga": [BisacCode("CGN004050", "Manga")],
}


def codes(advice):
    return [one.code for one in advice.suggestions]


@pytest.mark.parametrize("store", BISAC_STORES)
def test_without_a_table_the_advice_says_where_codes_come_from(facts, store):
    advice = advise_bisac(facts("romance"), store, None)
    assert (advice.suggestions, advice.unshelved, advice.source) == ((), (), "")
    assert NO_TABLE in advice.notes
    assert "--mapping FILE" in NO_TABLE
    assert advice.paste == ""


def test_codes_come_in_the_order_of_the_genres(facts):
    advice = advise_bisac(facts("humor", "cozy-mystery", "romance"), "draft2digital", TABLE)
    assert codes(advice) == ["FIC016000", "FIC022070", "FIC027000"]
    assert advice.suggestions[0].text == "FIC016000 Funny"
    assert advice.source == "your own table"
    assert any("order of importance" in note for note in advice.notes)


def test_no_store_gets_more_codes_than_it_takes(facts):
    book = facts("humor", "cozy-mystery", "romance", "mystery")
    assert all(len(codes(advise_bisac(book, store, TABLE))) <= 3 for store in BISAC_STORES)


def test_ingram_wants_the_most_specific_first_and_no_general_code(facts):
    advice = advise_bisac(facts("romance", "mystery", "cozy-mystery"), "ingramspark", TABLE)
    assert codes(advice) == ["FIC022070", "FIC022010"]
    # Better a general code than none.
    assert codes(advise_bisac(facts("romance"), "ingramspark", TABLE)) == ["FIC027000"]


def test_a_genre_without_a_code_takes_that_of_the_genre_above_it(facts):
    advice = advise_bisac(facts("enemies-to-lovers"), "kobo", TABLE)
    assert [(one.code, one.relation) for one in advice.suggestions] == [("FIC027000", "broader")]
    assert [one.reason for one in advice.unshelved] == ["no such code; the nearest is for Romance"]
    nothing = advise_bisac(facts("gothic"), "kobo", TABLE)
    assert nothing.suggestions == ()
    assert [one.reason for one in nothing.unshelved] == ["no such code in your table for a book of this kind"]


def test_young_readers_get_codes_of_their_own_and_comics_theirs(facts):
    assert codes(advise_bisac(facts("romance", "young-adult"), "kobo", TABLE)) == ["YAF052000"]
    assert codes(advise_bisac(facts("manga", "humor", side="fiction"), "kobo", TABLE)) == ["CGN004050"]


@pytest.mark.parametrize("store", BISAC_STORES)
def test_mixtures_are_refused_in_the_words_of_the_rule(facts, store):
    advice = advise_bisac(facts("romance", "business", "young-adult", audience="adult"), store, TABLE)
    assert codes(advice) == ["FIC027000"]
    assert [one.genre for one in advice.refused] == ["business", "young-adult"]
    assert {one.rule for one in advice.refused} == {
        "do not mix FICTION with nonfiction, JUVENILE with adult, or YOUNG ADULT with adult fiction"
    }


def test_erotica_is_told_what_a_store_refuses(facts):
    advice = advise_bisac(facts("erotica"), "kobo", TABLE)
    assert any(note.startswith("erotica: no incest") for note in advice.notes)
    assert not any(note.startswith("erotica") for note in advise_bisac(facts("romance"), "kobo", TABLE).notes)


def test_what_was_not_found_is_said(facts):
    notes = advise_bisac(facts("romance"), "google", TABLE).notes
    assert "how many genres the store takes is not known" in notes
    assert any(note.endswith("(uncertain)") for note in advise_bisac(facts("romance"), "bn", TABLE).notes)


# Codes that the project's own reader of codes knows, and headings in our own words.
CODES = """genre,code,heading
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
    table = read_mapping(write(CODES))
    assert table == {
        "cozy-mystery": [BisacCode("FIC022070", "Cosy")],
        "science-fiction": [BisacCode("FIC028000", "Space / General"), BisacCode("FIC028030", "Space Opera")],
    }


def test_without_a_genre_the_heading_is_read(write):
    table = read_mapping(write("Code,Literal\nFIC027020,FICTION / Romance / Contemporary\nXXX000000,Nothing we know\n"))
    assert table == {"contemporary-romance": [BisacCode("FIC027020", "FICTION / Romance / Contemporary")]}


def test_other_forms_of_tables_are_read(write):
    assert set(read_mapping(write(CODES.replace(",", "\t"), "bisac.tsv"))) == {"cozy-mystery", "science-fiction"}
    row = json.dumps({"genre": "romance", "bisac": "fic027000"})
    assert read_mapping(write(row + "\n", "bisac.jsonl")) == {"romance": [BisacCode("FIC027000")]}


def test_non_classifiable_is_never_taken_and_no_code_comes_twice(write):
    rows = "genre,code\nromance,NON000000\nromance,FIC027000\nromance,FIC027000\n"
    assert read_mapping(write(rows)) == {"romance": [BisacCode("FIC027000")]}


def test_the_environment_names_a_table(write, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_mapping() is None
    monkeypatch.setenv(VARIABLE, str(write(CODES)))
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
