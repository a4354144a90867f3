import pytest

from bookgenre import Book, InputError, recommend_colours
from bookgenre.recommend import colours_of, recommend_choices


def test_genres_are_read_from_the_description(tiny_classifier):
    palette = recommend_colours("A secret agent and spy is sent to Berlin.", classifier=tiny_classifier)
    assert palette.groups == {"Thriller": 1.0}


def test_given_genres_are_not_read_again(tiny_classifier):
    palette = recommend_colours("A secret agent and spy is sent to Berlin.", ["poetry"], classifier=tiny_classifier)
    assert palette.groups == {"Poetry": 1.0}


def test_genres_may_be_given_and_read(tiny_classifier):
    palette = recommend_colours(
        "A secret agent and spy is sent to Berlin.", ["Poetry"], read=True, classifier=tiny_classifier
    )
    assert set(palette.groups) == {"Poetry", "Thriller"}
    assert palette.groups["Poetry"] > palette.groups["Thriller"] > 0.2


def test_genres_alone_need_no_classifier():
    assert recommend_colours(genres=["horror"]).groups == {"Horror": 1.0}


def test_a_text_that_is_no_description_is_answered_for_its_colours(tiny_classifier):
    palette = recommend_colours("Crimson and gold", classifier=tiny_classifier)
    assert not palette.groups
    assert any("from your text: red (crimson); yellow (gold)" in note for note in palette.notes)
    assert {"crimson", "gold"} <= {entry.colour.name for entry in palette.colours}


def test_a_text_that_says_nothing_at_all_is_refused(tiny_classifier):
    with pytest.raises(InputError, match="give at least 20"):
        recommend_colours("Hm.", classifier=tiny_classifier)


def test_a_description_on_which_the_model_decides_nothing_has_the_colours_of_all_covers(tiny_classifier):
    palette = recommend_colours("The house and the book and the story of a day.", classifier=tiny_classifier)
    assert not palette.groups
    assert any("without a measured genre" in note for note in palette.notes)


def test_the_packaged_model_is_asked_where_no_other_is_given():
    palette = recommend_colours("A retired spy is pulled back to Cold War Berlin when his old handler is found dead.")
    assert "Thriller" in palette.groups


SPY = "A secret agent and spy is sent to Berlin."


@pytest.mark.parametrize("read", [None, True, False])
@pytest.mark.parametrize("genres", ["romance", b"romance", 5, {"romance": float("nan")}, {"romance": -1}, [None]])
def test_genres_that_are_no_list_are_refused_in_one_way(tiny_classifier, read, genres):
    with pytest.raises(InputError, match=r"genre|romance"):
        recommend_colours(SPY, genres, read=read, classifier=tiny_classifier)


@pytest.mark.parametrize("asked", [{"description": b"A spy"}, {"description": SPY, "title": 7}, {"description": [SPY]}])
def test_texts_of_a_wrong_type_are_refused(tiny_classifier, asked):
    with pytest.raises(InputError, match="must be text"):
        recommend_colours(**asked, classifier=tiny_classifier)


def test_weights_of_given_genres_count_beside_those_that_are_read(tiny_classifier):
    much, little = (
        recommend_colours(SPY, {"poetry": weight}, read=True, classifier=tiny_classifier).groups["Poetry"]
        for weight in (2.0, 0.2)
    )
    assert much > 0.5 > little


def test_the_genres_of_a_book_weigh_twice_those_that_were_read(tiny_classifier):
    prediction = tiny_classifier.predict(SPY)
    both = colours_of(prediction, Book(SPY, genres=("poetry",))).groups
    assert both == recommend_colours(SPY, ["poetry"], read=True, classifier=tiny_classifier).groups
    assert colours_of(None, Book(SPY, genres=("poetry",))).groups == {"Poetry": 1.0}


def test_choices_are_of_the_genres_that_were_read(tiny_classifier):
    palettes = recommend_choices(SPY, classifier=tiny_classifier)
    assert palettes[0] == recommend_colours(SPY, classifier=tiny_classifier)
    assert {"fit-in", "stand-out", "dark", "light", "muted", "vivid"} <= {palette.mode for palette in palettes}
