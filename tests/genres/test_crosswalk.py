import pytest

from bookgenre.errors import GenreError
from bookgenre.genres import Crosswalk, CrosswalkEntry, Genre, Taxonomy, load_crosswalk, load_taxonomy


@pytest.fixture
def taxonomy():
    return Taxonomy([Genre("poetry", "Poetry", "form"), Genre("drama", "Drama", "form")])


def test_the_packaged_crosswalk_has_222_labels_of_known_genres():
    crosswalk = load_crosswalk()
    taxonomy = load_taxonomy()
    assert len(crosswalk) == len({entry.label for entry in crosswalk}) == 222
    assert all(genre_id in taxonomy for entry in crosswalk for genre_id in entry.genres)


def test_a_label_without_a_genre_is_exactly_one_with_the_relation_none():
    for entry in load_crosswalk():
        assert (entry.relation == "none") == (entry.genres == ()), entry.label


def test_a_label_is_found_however_written():
    entry = load_crosswalk()["business and ECONOMICS"]
    assert entry.genres == ("business", "economics")
    assert entry.relation == "narrower"


def test_labels_that_differ_in_case_alone_stay_two(taxonomy):
    upper = CrosswalkEntry("Verse", ("poetry",), "exact")
    lower = CrosswalkEntry("verse", ("drama",), "broader")
    crosswalk = Crosswalk([upper, lower], taxonomy)
    assert crosswalk["Verse"] == upper
    assert crosswalk["verse"] == lower


def test_every_packaged_label_finds_its_own_entry():
    crosswalk = load_crosswalk()
    assert all(crosswalk[entry.label] is entry for entry in crosswalk)


def test_an_unknown_label_is_a_genre_error():
    with pytest.raises(GenreError, match="no label 'Blorp'"):
        load_crosswalk()["Blorp"]


def test_an_entry_of_an_unknown_genre_is_refused(taxonomy):
    with pytest.raises(GenreError, match="maps 'Haiku' to the unknown genre 'haiku'"):
        Crosswalk([CrosswalkEntry("Haiku", ("haiku",), "exact")], taxonomy)
