import pytest

from bookgenre.genres import Genre, LabelMapper, Taxonomy


@pytest.fixture(scope="module")
def mapper():
    return LabelMapper()


@pytest.mark.parametrize(
    "label", ["Espionage", "espionage", "SPY-THRILLER", "Spies & espionage", "spies and espionage"]
)
def test_an_alias_proves_its_genre_however_written(mapper, label):
    assert mapper.genres_of(label) == {"espionage"}


def test_a_narrower_label_proves_the_genres_that_list_it(mapper):
    assert mapper.genres_of("Harlequin") == {"romance"}


def test_a_label_may_name_one_genre_and_imply_others():
    taxonomy = Taxonomy(
        [
            Genre("fantasy", "Fantasy", "fiction"),
            Genre("romance", "Romance", "fiction"),
            Genre("fantasy-romance", "Fantasy Romance", "fiction", parent="romance"),
            Genre("magic", "Magic", "theme", implied_by=("fantasy romance",)),
        ]
    )
    assert LabelMapper(taxonomy).genres_of("Fantasy Romance") == {"fantasy-romance", "magic"}


def test_a_child_brings_its_parents(mapper):
    mapping = mapper.map(["Espionage"])
    assert mapping.genres == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}
    assert mapping.dropped == frozenset()


def test_labels_that_nobody_knows_are_handed_back_as_given(mapper):
    mapping = mapper.map(["Espionage", "Signed  Copies!", "Blorp"])
    assert mapping.unmapped == ("Signed  Copies!", "Blorp")
    assert "espionage" in mapping.genres


def test_no_labels_prove_nothing(mapper):
    assert mapper.map([]).genres == frozenset()


@pytest.mark.parametrize("says", ["Fiction", "fiction", "Adult Fiction"])
def test_a_book_called_fiction_takes_no_nonfiction(mapper, says):
    mapping = mapper.map([says, "Espionage", "Biography"])
    assert mapping.genres == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}
    assert mapping.dropped == {"biography", "biography-memoir", "nonfiction"}


def test_a_book_called_nonfiction_takes_no_fiction(mapper):
    mapping = mapper.map(["Nonfiction", "Espionage", "Biography"])
    assert mapping.genres == {"biography", "biography-memoir", "nonfiction"}
    assert mapping.dropped == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}


def test_a_book_called_both_keeps_both(mapper):
    mapping = mapper.map(["Fiction", "Nonfiction", "Espionage", "Biography"])
    assert {"espionage", "biography", "fiction", "nonfiction"} <= mapping.genres
    assert mapping.dropped == frozenset()


def test_a_book_called_neither_keeps_both(mapper):
    assert {"espionage", "biography"} <= mapper.map(["Espionage", "Biography"]).genres


def test_a_department_that_ends_in_fiction_does_not_settle_the_conflict(mapper):
    assert {"fiction", "biography"} <= mapper.map(["Literature & Fiction", "Biography"]).genres


def test_the_conflict_rule_spares_genres_outside_both_trees(mapper):
    assert {"cooking", "food-drink", "fiction"} == mapper.map(["Fiction", "Cooking"]).genres


@pytest.mark.parametrize(
    ("label", "genre_id"), [("Sea Monsters for Children", "childrens"), ("Chess for TEENS", "young-adult")]
)
def test_a_label_that_ends_in_an_audience_proves_the_audience(mapper, label, genre_id):
    mapping = mapper.map([label])
    assert mapping.genres == {genre_id, "childrens-and-ya"}
    assert mapping.unmapped == ()


def test_a_known_label_with_an_audience_keeps_its_own_meaning(mapper):
    assert mapper.genres_of("Fantasy & Magic for Children") == {"fantasy"}


def test_an_audience_that_the_taxonomy_lacks_is_not_invented():
    mapping = LabelMapper(Taxonomy([Genre("poetry", "Poetry", "form")])).map(["Chess for Teens"])
    assert mapping.genres == frozenset()
    assert mapping.unmapped == ("Chess for Teens",)


def test_every_genre_maps_to_itself_by_id_and_name(mapper):
    for genre in mapper.taxonomy:
        assert genre.id in mapper.genres_of(genre.id)
        assert genre.id in mapper.genres_of(genre.name)
