"""The API by gradio_client, against a page that is really served."""

import json

import pytest

from bookgenre import Book, Recommender
from bookgenre.covers import check_palette


def test_predict_is_the_answer_of_the_command_line(client, tiny_classifier, spy):
    answer = client.predict(spy, "The Handler", api_name="/predict")
    assert answer == tiny_classifier.predict(spy, title="The Handler").to_dict()


def test_predict_ranks_and_cuts_as_asked(client, tiny_classifier, spy):
    answer = client.predict(spy, rank="specific", top=3, api_name="/predict")
    assert answer == tiny_classifier.predict(spy, 3, rank="specific").to_dict()


def test_explain_names_sentences_and_words(client, tiny_classifier, spy):
    answer = client.predict(spy, genre="fantasy", api_name="/explain")
    assert answer == json.loads(json.dumps(tiny_classifier.explain(spy, "fantasy").to_dict()))
    assert max(answer["sentences"], key=lambda part: part["contribution"])["text"].startswith("The wizard")
    assert client.predict(spy, genre="fantasy", words=False, api_name="/explain")["words"] == []


def test_explain_without_a_genre_explains_the_most_specific_of_the_shortlist(client, spy):
    assert client.predict(spy, api_name="/explain")["genre"] == "espionage"


def test_stores_are_those_of_the_recommender(client, tiny_classifier, spy):
    recommender = Recommender(tiny_classifier)
    found = client.predict(spy, stores=["thema", "kdp"], api_name="/stores")
    assert found == plain(recommender.stores(spy, ["thema", "kdp"]).to_dict())
    given = client.predict(stores=["lcgft"], genres=["noir"], api_name="/stores")
    assert given == plain(recommender.stores("", ["lcgft"], genres=["noir"]).to_dict())


def test_compare_is_the_answer_of_the_command_line(client, tiny_classifier, spy):
    love = "They love and kiss at a wedding."
    found = client.predict(spy, love, "The Handler", api_name="/compare")
    assert found == plain(tiny_classifier.compare(Book(spy, "The Handler"), love).to_dict())


def test_check_says_whether_a_palette_fits(client):
    colours = ["#14060c", "#c1121f", "#f0e8d8"]
    assert client.predict(colours, ["thriller"], api_name="/check") == plain(
        check_palette(colours, ["thriller"]).to_dict()
    )


def plain(value):
    return json.loads(json.dumps(value))


def test_cover_gives_colours_with_reasons_and_pictures(client, spy):
    answer = client.predict(spy, "Salt & Ash", ["poetry"], author="A. Nobody", layout="frame", api_name="/cover")
    assert len(answer["colours"]) == 10
    assert all(colour["why"] for colour in answer["colours"])
    assert set(answer["groups"]) >= {"Poetry", "Thriller"}
    assert "Salt &amp; Ash" in answer["cover_svg"]
    assert answer["barcode_svg"].startswith("<svg")


def test_cover_needs_no_description_where_genres_are_given(client):
    assert client.predict(genres=["poetry"], api_name="/cover")["groups"] == {"Poetry": 1.0}


@pytest.mark.parametrize(
    ("api", "arguments", "words"),
    [
        ("/predict", {"description": "short"}, "has only 5 characters; give at least 20"),
        ("/predict", {"description": ""}, "is empty; paste"),
        ("/predict", {"description": "x" * 50_001}, "50,001 characters, more than the 50,000"),
        ("/predict", {"description": 12}, "must be text"),
        ("/predict", {"description": None}, "must be text"),
        ("/predict", {"rank": "best"}, "use 'probability' or 'specific'"),
        ("/predict", {"rank": 1}, "use 'probability' or 'specific'"),
        ("/predict", {"top": 0}, "whole number from 1"),
        ("/explain", {"genre": "espionag"}, "did you mean"),
        ("/explain", {"genre": 7}, "a genre must be text"),
        ("/explain", {"words": "no"}, "give true or false"),
        ("/stores", {"stores": ["waterstones"]}, "there is no store"),
        ("/stores", {"stores": "kdp"}, "the stores must be a list of names"),
        ("/compare", {"first": "A spy is in the old house.", "second": "A spy"}, "the second version"),
        ("/check", {"colours": "red"}, "the colours must be a list of names"),
        ("/check", {"colours": ["#000000"] * 21}, "20 at most"),
        ("/cover", {"genres": ["noirr"]}, "noir"),
        ("/cover", {"genres": "noir"}, "must be a list of names"),
        ("/cover", {"layout": "collage"}, "band, frame, split"),
        ("/cover", {"layout": ["band"]}, "band, frame, split"),
        ("/cover", {"mode": "shout"}, "fit-in"),
        ("/cover", {"variant": -1}, "0 or more"),
        ("/cover", {"variant": "one"}, "give a whole number, 0 or more"),
        ("/cover", {"title": 5}, "must be text"),
        ("/cover", {"author": 5}, "the author must be text"),
        ("/cover", {"mode": ["dark"]}, "fit-in"),
    ],
)
def test_what_cannot_be_answered_says_why_and_leaves_one_line_in_the_log(served, client, spy, api, arguments, words):
    from gradio_client.exceptions import AppError

    before = served.log
    with pytest.raises(AppError) as caught:
        client.predict(**({} if api in ("/compare", "/check") else {"description": spy}) | arguments, api_name=api)
    assert words in str(caught.value)
    added = served.log.removeprefix(before)
    assert added.count("\n") == 1
    assert f"WARNING bookgenre.space: {api[1:]} refused: " in added


def test_what_is_typed_never_gets_into_the_log(served, client, spy):
    from gradio_client.exceptions import AppError

    words = "Marmalade conspiracies"
    client.predict(f"{spy} {words}.", words, api_name="/predict")
    for arguments in ({"genres": [words]}, {"layout": words}):
        with pytest.raises(AppError):
            client.predict(**{"description": f"{spy} {words}"} | arguments, api_name="/cover")
    assert "marmalade" not in served.log.casefold()
