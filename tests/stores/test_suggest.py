import json

import pytest

from bookgenre.errors import GenreError, InputError
from bookgenre.stores import STORES, BisacCode, find_stores, suggest_stores
from bookgenre.stores.render import report_lines


def test_all_stores_answer_in_one_report(knitters):
    report = suggest_stores(["Cosy Mystery", "cats"], knitters, "A Skein of Lies")
    assert tuple(advice.id for advice in report.stores) == STORES
    assert (report.genres, report.side, report.audience) == (("cozy-mystery", "cats"), "fiction", "adult")
    by_id = {advice.id: advice for advice in report.stores}
    assert by_id["kdp-print"].paste.splitlines()[0] == "Mystery, Thriller & Suspense > Mystery > Cozy > General"
    assert by_id["thema"].paste == "FFJ FXED"
    assert report.keywords
    assert by_id["kdp-kindle"].keywords == by_id["ingramspark"].keywords == report.keywords
    assert by_id["draft2digital"].keywords == ()


def test_keywords_need_a_description():
    assert suggest_stores(["horror"]).keywords == ()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], STORES),
        (["kdp"], ("kdp-print", "kdp-kindle")),
        (["Thema", "KDP-Kindle"], ("kdp-kindle", "thema")),
        (["ingram", "d2d", "libraries"], ("draft2digital", "ingramspark", "lcgft")),
    ],
)
def test_stores_are_found_by_name(names, found):
    assert find_stores(names) == found


def test_a_store_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="there is no store 'waterstones'; use one of kdp, kdp-print"):
        find_stores(["kdp", "waterstones"])


def test_the_first_genre_that_says_so_settles_the_side_and_the_audience():
    report = suggest_stores(["humor", "young-adult", "memoir", "fantasy"], stores=["kdp"])
    assert (report.side, report.audience) == ("nonfiction", "young-adult")
    assert [one.genre for one in report.stores[0].refused] == ["fantasy"]
    assert suggest_stores(["humor"], side="nonfiction").side == "nonfiction"


def test_without_a_genre_or_with_an_unknown_one_it_is_refused():
    with pytest.raises(InputError, match="there is no genre to find a shelf for"):
        suggest_stores([])
    with pytest.raises(GenreError, match="there is no genre 'knitpunk'"):
        suggest_stores(["knitpunk"])


def test_every_suggestion_says_its_genre_and_how_it_fits(knitters):
    mapping = {"mystery": [BisacCode("FIC022000", "Mystery")]}
    report = suggest_stores(["cozy-mystery", "humor", "britain"], knitters, mapping=mapping)
    suggestions = [one for advice in report.stores for one in (*advice.suggestions, *advice.qualifiers)]
    assert len(suggestions) > 10
    for one in suggestions:
        assert one.name
        assert one.genre in (*report.genres, "fiction")
        assert one.relation in ("exact", "broader", "narrower")


def test_the_report_as_plain_values():
    table = suggest_stores(["cozy-mystery", "business"], stores=["kdp-print"]).to_dict()
    assert json.loads(json.dumps(table)) == json.loads(json.dumps(table))
    (store,) = table["stores"]
    assert store["id"] == "kdp-print"
    assert store["suggestions"][0]["relation"] == "exact"
    assert store["refused"][0]["genre"] == "business"
    assert store["paste"].startswith("Mystery, Thriller & Suspense")


def test_the_report_as_text(knitters):
    text = "\n".join(report_lines(suggest_stores(["cozy-mystery", "business", "britain"], knitters)))
    assert text.startswith(
        "Cozy Mystery, Business, Great Britain (fiction for adults)\n\nAmazon KDP, paperback and hardcover"
    )
    assert "  1. Mystery, Thriller & Suspense > Mystery > Cozy > General  [Cozy Mystery, exact]" in text
    assert "  + 1DDU  [Great Britain, exact]" in text
    assert "  refused Business: do not mix FICTION with nonfiction" in text
    assert "  keywords: " in text
    assert "  source: Thema v1.6" in text


def test_a_store_without_a_shelf_says_that_there_is_nothing_to_choose():
    text = report_lines(suggest_stores(["ghosts"], stores=["kdp-kindle"]))
    assert "  nothing to choose" in text
    assert "  Ghost Stories: no such shelf is recorded for a book of this kind and audience" in text


def test_where_to_get_bisac_codes_is_said_once():
    text = "\n".join(report_lines(suggest_stores(["romance"])))
    assert text.count("give --mapping FILE") == 1
    assert text.count("BISAC codes, as above") == 5


def test_too_few_keywords_say_what_to_add(knitters):
    def notes(text):
        return [
            note for note in suggest_stores(["memoir"], text, stores=["kdp-print"]).stores[0].notes if "gives" in note
        ]

    assert notes("He came, and he went, and she was not there at all.") == [
        "the description gives none of 7 keywords: add your own for setting, character type, character role, plot "
        "theme, story tone"
    ]
    assert notes(None) == []
    found = suggest_stores(["memoir"], knitters).keywords
    assert bool(notes(knitters)) == (len(found) < 7)


def test_no_genre_breaks_a_store(taxonomy):
    for genre in taxonomy.ids:
        report = suggest_stores([genre])
        assert len(report.stores) == len(STORES)
        for advice in report.stores:
            said = (*advice.suggestions, *advice.qualifiers, *advice.unshelved, *advice.refused, *advice.notes)
            assert said, (genre, advice.id)


@pytest.mark.parametrize(
    ("genres", "stores", "words"),
    [
        (["thriller"], "thema", r"stores is the text 'thema'; give a list: \['thema'\]"),
        ("thriller", (), r"genres is the text 'thriller'; give a list: \['thriller'\]"),
    ],
)
def test_one_text_in_place_of_a_list_is_refused(genres, stores, words):
    with pytest.raises(InputError, match=words):
        suggest_stores(genres, stores=stores)
