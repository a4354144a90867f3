import csv
from importlib.resources import files

import pytest

from bookgenre.stores.keywords import GROUPS, STOP, TROPES, candidate_runs, find_keywords
from bookgenre.text.cleaning import clean_text


@pytest.fixture
def keywords(taxonomy):
    def keywords(text, *genres, **options):
        return find_keywords(clean_text(text), genres, taxonomy, **options)

    return keywords


def test_candidates_are_runs_without_function_words_and_names():
    found = list(candidate_runs("The lighthouse keeper loves Anna Karlsson, a marine biologist from Oslo."))
    assert found == [("the", ["lighthouse", "keeper", "loves"]), ("a", ["marine", "biologist"])]


def test_candidates_do_not_cross_commas_and_sentences():
    found = [run for _, run in candidate_runs("a stolen painting, forged papers. missing heirs")]
    assert found == [["stolen", "painting"], ["forged", "papers"], ["missing", "heirs"]]


def test_a_common_word_that_begins_a_sentence_is_no_name():
    found = [run for _, run in candidate_runs("Hockey. Accidental marriage! Hunter wins. Then Hunter sleeps.")]
    assert found == [["Hockey"], ["Accidental", "marriage"], ["wins"], ["sleeps"]]
    # Of a sentence that goes on, the first word may be a name.
    assert [run for _, run in candidate_runs("Grace drives to a farm.")] == [["drives"], ["farm"]]


def test_what_the_blurb_denies_is_no_keyword(keywords):
    text = (
        "No dragons, no love triangle, and not a haunted lighthouse: this is about a clockmaker's apprentice who "
        "repairs the broken sundial of a monastery without magic wands."
    )
    found = " ".join(keywords(text, "historical-fiction", most=99))
    assert {"apprentice", "sundial"} <= set(found.split())
    assert not [word for word in ("dragons", "triangle", "lighthouse", "wands") if word in found]


def test_a_keyword_is_the_whole_of_a_compound(keywords):
    text = "A damp hill village pays for the reading room roof, and eighteen squishy sea creatures are crocheted there."
    assert {"damp hill village", "reading room roof", "squishy sea creatures"} <= set(keywords(text, "history"))
    # Where a word of it is in the title, half of it is none.
    assert not [one for one in keywords(text, "history", title="Creatures") if "sea" in one]


def test_plots_that_readers_search_for_come_first(keywords):
    text = (
        "Snowed in with one bed and her brother’s best friend. Forced proximity, found family and a fake-dating pact "
        "turn the ski lodge into chaos, and enemies-to-lovers sparks fly."
    )
    found = keywords(text, "small-town-romance")
    assert found[:5] == ("one bed", "brother’s best friend", "Forced proximity", "found family", "fake-dating")
    assert "enemies-to-lovers" in found
    assert not any("enemies" in one for one in keywords(text, "enemies-to-lovers"))
    assert all(one == one.lower() and len(one) <= 50 for one in TROPES)


def test_a_word_that_says_little_by_itself_is_none(keywords):
    text = "Numbers, steps and sections: the steps to a lighthouse keeper's logbook, in boxes."
    assert not {"steps", "boxes", "numbers", "sections"} & set(keywords(text, "horror", most=99))


def test_keywords_are_phrases_of_the_blurb_and_none_is_invented(keywords, knitters):
    found = keywords(knitters, "cozy-mystery", "cats", "humor")
    assert 3 <= len(found) <= 7
    assert all(keyword in knitters for keyword in found)
    assert len(set(found)) == len(found)
    assert any(" " in keyword for keyword in found)


def test_no_keyword_names_an_author_or_sells_the_book(keywords, knitters):
    words = " ".join(keywords(knitters, "cozy-mystery")).casefold().split()
    banned = "agatha christie richard osman jane smith bestselling best new series book free fans"
    assert words
    assert not set(words) & set(banned.split())
    assert set(banned.split()) - set("agatha christie richard osman jane smith".split()) <= STOP


def test_no_keyword_repeats_the_title_the_genres_or_the_categories(keywords, knitters):
    plain = " ".join(keywords(knitters, "horror", most=99)).split()
    assert {"tomcat", "painting"} <= set(plain)
    found = keywords(
        knitters, "horror", title="The Missing Painting", avoid=["Crafts > Knitting > Tomcats", "Feuds"], most=99
    )
    words = {word for keyword in found for word in keyword.split()}
    assert words
    assert not words & {"missing", "painting", "knitting", "tomcat", "feud"}


def test_no_word_comes_in_two_keywords(keywords, knitters):
    words = [word for keyword in keywords(knitters, "cozy-mystery") for word in keyword.split()]
    assert len(set(words)) == len(words)


def test_what_many_books_of_the_genre_have_sets_none_apart(keywords):
    text = "The killer is back. The killer drags a wounded beekeeper into the abandoned house at the edge of a marsh."
    found = " ".join(keywords(text, "thriller"))
    assert "killer" not in found
    assert "beekeeper" in found


def test_numbers_and_contractions_are_no_keywords(keywords):
    text = "A team that'll win: twenty-nine beekeepers and forty-one lighthouse keepers who've met in a marsh."
    words = " ".join(keywords(text, "romance")).split()
    assert {"lighthouse", "keepers"} <= set(words)
    assert not any("-" in word or "'" in word for word in words)


def test_limits_are_kept(keywords, knitters):
    assert len(keywords(knitters, "cozy-mystery", most=2)) == 2
    assert all(len(keyword) <= 50 for keyword in keywords(knitters, "cozy-mystery"))
    assert keywords("Nothing is here that says a thing.", "horror") == ()


def test_a_genre_that_is_in_no_group_is_measured_against_all_books(keywords, knitters):
    assert keywords(knitters, "puzzles")


def test_the_table_holds_counts_of_single_words_and_no_text():
    with (files("bookgenre.stores") / "data/words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 4000
    assert set(rows[0]) == {"word", "kind", "works", *GROUPS}
    totals, rows = rows[0], rows[1:]
    for row in rows:
        assert " " not in row["word"]
        assert row["kind"] in ("noun", "adjective", "other")
        assert int(row["works"]) >= 15
        assert row["kind"] == "other" or int(row["works"]) <= int(totals["works"]) / 10


def test_a_text_in_another_language_gives_no_keyword(keywords):
    german = (
        "Ein alter Spion wird nach Berlin zurückgeholt, als sein früherer Führungsoffizier tot aufgefunden wird. Er "
        "muss den Mörder finden, bevor die Mauer fällt und alle Akten verbrannt werden."
    )
    assert keywords(german, "espionage") == ()


def test_a_word_of_quantity_is_no_keyword(keywords):
    found = " ".join(keywords("A bit sweary, with loads of lemon cake and plenty of forged papers.", "humor", most=99))
    assert not set(found.split()) & {"bit", "loads", "plenty"}
