import pytest

from bookgenre.covers.groups import group_weights, groups_of
from bookgenre.covers.tables import load_table
from bookgenre.genres import load_taxonomy

# Genres that say nothing of any cover that was measured, with all that is below them.
WITHOUT = {"animals", "holidays", "african-american", "africa", "asia", "australia", "canada", "europe"} | {
    "middle-east",
    "united-states",
    "20th-century",
}


@pytest.mark.parametrize("genre", load_taxonomy().ids)
def test_every_genre_has_measured_groups_or_is_known_to_have_none(genre):
    taxonomy = load_taxonomy()
    groups = groups_of(genre)
    assert set(groups) <= set(load_table().groups)
    assert bool(groups) != bool(WITHOUT.intersection((genre, *taxonomy.ancestors(genre))))


def test_every_group_is_some_genre_s():
    assert {group for genre in load_taxonomy().ids for group in groups_of(genre)} == set(load_table().groups)


@pytest.mark.parametrize(
    ("genre", "groups"),
    [
        ("espionage", ("Mystery & Thriller",)),
        ("regency-romance", ("Romance", "Historical Fiction")),
        ("cooking", ("Food & Cooking",)),
        ("france", ()),
    ],
)
def test_a_genre_takes_the_groups_of_the_nearest_genre_above_it(genre, groups):
    assert groups_of(genre) == groups


def test_weights_sum_to_one_and_keep_their_proportions():
    assert group_weights({"horror": 0.6, "romance": 0.2}) == pytest.approx({"Horror": 0.75, "Romance": 0.25})
    assert group_weights({"gay-romance": 1.0}) == pytest.approx({"Romance": 0.5, "LGBTQ+": 0.5})


def test_a_parent_does_not_count_beside_its_child():
    assert group_weights({"fiction": 0.9, "mystery-thriller-suspense": 0.8, "espionage": 0.7}) == {
        "Mystery & Thriller": 1.0
    }


def test_fiction_counts_only_where_there_is_nothing_narrower():
    assert group_weights({"fiction": 0.9}) == {"Fiction": 1.0}
    assert group_weights({"fiction": 0.9, "poetry": 0.3}) == {"Poetry": 1.0}


def test_genres_without_groups_weigh_nothing():
    assert group_weights({"france": 1.0}) == {}
    assert group_weights({"france": 1.0, "horror": 0.1}) == {"Horror": 1.0}
    assert group_weights({"horror": 0.0}) == {}
