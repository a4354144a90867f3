import pytest

from bookgenre.stores.keywords import candidate_phrases, find_keywords
from bookgenre.text.cleaning import clean_text


@pytest.fixture
def keywords(taxonomy):
    def keywords(text, *genres, **options):
        return find_keywords(clean_text(text), genres, taxonomy, **options)

    return keywords


def test_candidates_are_runs_without_function_words_and_names():
    found = dict(candidate_phrases("The old lighthouse keeper loves Anna Karlsson, a marine biologist from Oslo."))
    assert {"lighthouse keeper", "marine biologist", "lighthouse"} <= set(found)
    assert not any("anna" in phrase or "oslo" in phrase or "karlsson" in phrase for phrase in found)
    assert not any(phrase.startswith(("the ", "a ")) for phrase in found)


def test_candidates_do_not_cross_commas_and_sentences():
    found = dict(candidate_phrases("a stolen painting, forged papers. missing heirs"))
    assert "stolen painting" in found
    assert not any("painting forged" in phrase or "papers missing" in phrase for phrase in found)


def test_keywords_are_phrases_of_the_blurb_and_none_is_invented(keywords, knitters):
    found = keywords(knitters, "cozy-mystery", "cats", "humor")
    assert 3 <= len(found) <= 7
    assert all(keyword in knitters for keyword in found)
    assert len(set(found)) == len(found)


def test_no_keyword_names_an_author_or_sells_the_book(keywords, knitters):
    text = " ".join(keywords(knitters, "cozy-mystery")).casefold()
    banned = "agatha christie richard osman jane smith bestselling best new series book free fans"
    assert not set(text.split()) & set(banned.split())


def test_no_keyword_repeats_the_title_the_genres_or_the_categories(keywords, knitters):
    plain = " ".join(keywords(knitters, "horror"))
    assert "tomcat" in plain or "painting" in plain
    found = keywords(
        knitters, "cozy-mystery", title="The Missing Painting", avoid=["Crafts > Knitting > Tomcats", "Feuds"]
    )
    assert not {word for keyword in found for word in keyword.split()} & {
        "missing",
        "painting",
        "knitting",
        "tomcat",
        "feud",
    }


def test_no_word_comes_in_two_keywords(keywords, knitters):
    words = [word for keyword in keywords(knitters, "cozy-mystery") for word in keyword.split()]
    assert len(set(words)) == len(words)


def test_what_every_book_of_the_genre_has_sets_none_apart(keywords):
    text = "A serial killer leaves a dead body in the swimming pool of a lighthouse keeper, a retired beekeeper says."
    assert "killer" not in " ".join(keywords(text, "thriller"))


def test_limits_are_kept(keywords, knitters):
    assert len(keywords(knitters, "cozy-mystery", most=2)) == 2
    assert all(len(keyword) <= 8 for keyword in keywords(knitters, "cozy-mystery", longest=8))
    assert all(len(keyword) <= 50 for keyword in keywords(knitters, "cozy-mystery"))
    assert keywords("Nothing is here that says a thing.", "horror") == ()


def test_a_genre_that_is_in_no_group_is_measured_against_all_books(keywords, knitters):
    assert keywords(knitters, "puzzles")
