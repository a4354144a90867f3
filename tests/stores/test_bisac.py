import pytest

from bookgenre.stores.bisac import BISAC_STORES, NO_TABLE, advise_bisac
from bookgenre.stores.mapping import BisacCode

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
