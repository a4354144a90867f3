import pytest

from bookgenre.errors import GenreError, InputError
from bookgenre.space.answers import UNTITLED, Answers


@pytest.fixture
def answers(tiny_classifier):
    return Answers(tiny_classifier)


def test_a_description_is_predicted_and_given_genres_are_kept_for_the_colours(answers, spy):
    asked = answers.ask(spy, "The Handler", ["noir"])
    assert asked.book.genres == ("noir",)
    assert {score.id for score in asked.prediction.chosen} >= {"espionage", "fantasy", "fiction"}
    assert asked.prediction == answers.classifier.predict(spy, title="The Handler")


def test_without_a_description_genres_are_enough_for_colours(answers):
    asked = answers.ask("  ", "", ["poetry"])
    assert asked.prediction is None
    assert answers.colours(asked).groups == {"Poetry": 1.0}
    with pytest.raises(InputError, match="no description to explain"):
        answers.explain(asked, "poetry")


def test_with_neither_the_description_is_asked_for(answers):
    with pytest.raises(InputError, match="the description is empty; paste"):
        answers.ask("", "", [])


def test_given_genres_weigh_double(answers):
    groups = answers.colours(answers.ask("A secret agent and spy is sent to Berlin.", "", ["poetry"])).groups
    assert groups["Poetry"] > groups["Thriller"] > 0


def test_the_genre_that_was_named_is_explained_or_else_the_first(answers, spy):
    asked = answers.ask(spy)
    assert answers.explain(asked, "fantasy").genre == "fantasy"
    assert answers.explain(asked, "").genre == asked.prediction.genres[0].id
    assert answers.explain(asked, "fantasy", words=False).words == ()


def test_an_unknown_genre_is_answered_with_the_nearest(answers, spy):
    asked = answers.ask(spy)
    with pytest.raises(GenreError, match="espionage"):
        answers.explain(asked, "espionag")
    with pytest.raises(GenreError, match="noir"):
        answers.colours(answers.ask(spy, "", ["noirr"]))


@pytest.mark.parametrize(
    ("genres", "words"),
    [("noir", "list of names"), ([1], "list of names"), ({"noir": 1}, "list of names"), (["noir"] * 11, "name 10 at")],
)
def test_genres_must_be_a_short_list_of_names(answers, spy, genres, words):
    with pytest.raises(InputError, match=words):
        answers.ask(spy, "", genres)


@pytest.mark.parametrize(("title", "shown"), [("Salt & Ash", "Salt &amp; Ash"), ("", UNTITLED), ("!?", UNTITLED)])
def test_the_mock_up_wears_the_title_or_a_stand_in(answers, spy, title, shown):
    asked = answers.ask(spy, title)
    assert f"<title>{shown}" in answers.cover(asked, answers.colours(asked))


def test_a_cover_answer_holds_palette_and_pictures(answers, spy):
    asked = answers.ask(spy)
    palette = answers.colours(asked, "stand-out", 1)
    answer = answers.cover_answer(asked, palette, "A. Nobody", "frame")
    assert answer["mode"] == "stand-out"
    assert answer["variant"] == 1
    assert len(answer["colours"]) == 10
    assert answer["barcode_svg"].startswith("<svg")
    assert "A. Nobody" in answer["cover_svg"]
