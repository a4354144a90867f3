import pytest

from bookgenre import Book, Recommender
from bookgenre.errors import GenreError, InputError
from bookgenre.recommender import UNTITLED

SPY = "A secret agent and spy is sent to Berlin."


@pytest.fixture(scope="module")
def recommender(tiny_classifier):
    return Recommender(tiny_classifier)


def test_an_answer_holds_genres_and_colours(recommender, tiny_classifier):
    answer = recommender.answer(Book(SPY, "The Spy"), 3, rank="specific", mode="stand-out", variant=1)
    assert answer.prediction == tiny_classifier.predict(SPY, 3, title="The Spy", rank="specific")
    assert answer.palette == recommender.palette(Book(SPY, "The Spy"), mode="stand-out", variant=1)
    assert answer.stores == recommender.stores(Book(SPY, "The Spy"), prediction=answer.prediction)
    assert answer.book.title == "The Spy"
    assert answer.explanation is None


def test_predictions_are_those_of_the_classifier(recommender, tiny_classifier):
    assert recommender.predict(SPY, 2) == tiny_classifier.predict(SPY, 2)
    found = recommender.predict_many([SPY, "Hm."], 2)
    assert found[0] == tiny_classifier.predict(SPY, 2)
    assert isinstance(found[1], InputError)


def test_the_most_specific_listed_genre_is_explained_where_none_is_named(recommender, tiny_classifier):
    listed = tiny_classifier.predict(SPY).shortlist.most_specific
    assert listed.id not in ("fiction", "nonfiction")
    assert recommender.explain(SPY) == tiny_classifier.explain(SPY, listed.id)
    assert recommender.explain(SPY, "espionage", words=False).genre == "espionage"
    with pytest.raises(GenreError, match="did you mean espionage"):
        recommender.explain(SPY, "espionagge")


def test_genres_are_predicted_from_the_description(recommender):
    assert recommender.palette(SPY).groups == {"Thriller": 1.0}


def test_given_genres_are_not_predicted_again(recommender):
    assert recommender.palette(Book(SPY, genres=("poetry",))).groups == {"Poetry": 1.0}


def test_genres_may_be_given_and_predicted(recommender):
    groups = recommender.palette(Book(SPY, genres=("Poetry",)), predict=True).groups
    assert set(groups) == {"Poetry", "Thriller"}
    assert groups["Poetry"] > groups["Thriller"] > 0.2
    prediction = recommender.predict(SPY)
    assert recommender.palette(Book(SPY, genres=("poetry",)), prediction=prediction).groups == groups


def test_the_weights_of_genres_can_be_had(recommender):
    weights = recommender.genre_weights(Book(SPY, genres=("Poetry",)), predict=True)
    assert weights["poetry"] == 1
    assert 0 < weights["espionage"] <= 0.5
    assert recommender.genre_weights(SPY, ["horror"]) == {"horror": 1.0}


def test_genres_without_a_description_need_no_model():
    recommender = Recommender()
    assert recommender.palette(Book("", genres=("horror",))).groups == {"Horror": 1.0}
    assert "classifier" not in vars(recommender)


def test_a_text_that_is_too_short_is_answered_for_the_colours_that_it_names(recommender):
    palette = recommender.palette("Crimson and gold")
    assert not palette.groups
    assert any("from your text: red (crimson); yellow (gold)" in note for note in palette.notes)
    assert {"crimson", "gold"} <= {entry.colour.name for entry in palette.colours}


def test_a_text_that_says_nothing_at_all_is_refused(recommender):
    with pytest.raises(InputError, match="give at least 20"):
        recommender.palette("Hm.")


def test_a_description_without_chosen_genres_has_the_colours_of_all_covers(recommender):
    palette = recommender.palette("The house and the book and the story of a day.")
    assert not palette.groups
    assert any("without a measured genre" in note for note in palette.notes)


def test_the_packaged_model_is_loaded_where_no_other_is_given():
    blurb = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
    assert "Thriller" in Recommender().palette(blurb).groups


def test_choices_are_of_the_genres_that_were_predicted_or_given(recommender):
    palettes = recommender.palette_choices(SPY)
    assert palettes[0] == recommender.palette(SPY)
    assert {"fit-in", "stand-out", "dark", "light", "muted", "vivid"} <= {palette.mode for palette in palettes}
    given = recommender.palette_choices(Book(SPY, genres=("poetry",)), 3)
    assert {tuple(palette.groups) for palette in given} == {("Poetry",)}
    assert all(len(palette.colours) == 3 for palette in given)


@pytest.mark.parametrize("predict", [None, True, False])
@pytest.mark.parametrize("genres", ["romance", b"romance", 5, {"romance": float("nan")}, {"romance": -1}, [None]])
def test_genres_that_are_no_list_are_refused_in_one_way(recommender, predict, genres):
    with pytest.raises(InputError, match=r"genre|romance"):
        recommender.palette(SPY, genres=genres, predict=predict)


@pytest.mark.parametrize("book", [b"A spy", [SPY], Book(b"A spy"), Book(SPY, 7)])
def test_texts_of_a_wrong_type_are_refused(recommender, book):
    with pytest.raises(InputError, match=r"must be text|pass a description"):
        recommender.palette(book)


def test_weights_of_given_genres_count_beside_those_that_are_predicted(recommender):
    much, little = (
        recommender.palette(SPY, genres={"poetry": weight}, predict=True).groups["Poetry"] for weight in (2.0, 0.2)
    )
    assert much > 0.5 > little


@pytest.mark.parametrize("title", [None, "", "   ", "\u200b", "\u0301"])
def test_a_cover_without_a_title_that_can_be_drawn_shows_a_stand_in(recommender, title):
    book = Book(SPY, title, authors=("A. Nobody",))
    cover = recommender.cover(recommender.palette(SPY), book)
    assert f"<title>{UNTITLED}, A. Nobody</title>" in cover


def test_long_titles_and_authors_end_in_an_ellipsis(recommender):
    book = Book(SPY, "word " * 200, authors=("Nobody " * 60,))
    shown = recommender.cover(recommender.palette(SPY), book).partition("<title>")[2].partition("</title>")[0]
    assert shown.count("…") == 2
    assert shown.startswith("word word")


def test_a_layout_that_does_not_exist_is_refused(recommender):
    with pytest.raises(InputError, match="band, frame, split"):
        recommender.cover(recommender.palette(SPY), Book(SPY), "collage")


def test_one_store_in_place_of_a_list_is_refused_before_a_model_is_loaded():
    recommender = Recommender()
    with pytest.raises(InputError, match="stores is the text 'thema'; give a list"):
        recommender.stores("A spy.", "thema")
    assert "classifier" not in vars(recommender)
