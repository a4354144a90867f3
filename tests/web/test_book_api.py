import json

import pytest

from bookgenre.book import Book
from bookgenre.web.response_schemas import ComparisonModel, PredictionModel, Predictions, StoresAnswer

PREDICT, STORES, COMPARE = "/api/v1/predict", "/api/v1/stores", "/api/v1/compare"
KISS = "A lonely baker falls in love with the widow next door, and a kiss in the rain changes everything."


@pytest.fixture
def recommender(app):
    return app.extensions["bookgenre"].recommender


def test_the_shortlist_does_not_depend_on_what_is_listed(client, tiny_classifier, spy):
    expected = tiny_classifier.predict(spy).to_dict()["shortlist"]
    for options in ({}, {"top": 1}, {"rank": "specific"}):
        assert client.post(PREDICT, json={"description": spy} | options).json["shortlist"] == expected


def test_stores_are_a_field_where_they_are_requested(client, recommender, spy):
    expected = json.loads(json.dumps(recommender.stores(Book(spy, "T")).to_dict()))
    found = client.post(PREDICT, json={"description": spy, "title": "T", "stores": True}).json
    assert found["stores"] == expected
    PredictionModel.model_validate(found)
    some = client.post(PREDICT, json={"description": spy, "title": "T", "stores": ["kdp", "thema"]}).json["stores"]
    assert [store["id"] for store in some["stores"]] == ["kdp-print", "kdp-kindle", "thema"]
    assert "stores" not in client.post(PREDICT, json={"description": spy}).json
    assert "stores" not in client.post(PREDICT, json={"description": spy, "stores": False}).json
    many = client.post(PREDICT, json={"books": [{"description": spy, "title": "T"}, {}], "stores": True}).json
    assert many["predictions"][0]["stores"] == expected
    Predictions.model_validate(many)


def test_an_explanation_without_a_genre_is_of_the_most_specific_on_the_shortlist(client, tiny_classifier, spy):
    found = client.post(PREDICT, json={"description": spy, "explain": True}).json
    assert found["explanation"]["genre"] == tiny_classifier.predict(spy).shortlist.most_specific.id
    assert "explanation" not in client.post(PREDICT, json={"description": spy, "explain": False}).json


def test_stores_of_a_description(client, recommender, spy):
    found = client.post(STORES, json={"description": spy, "title": "T"}).json
    StoresAnswer.model_validate(found)
    expected = json.loads(json.dumps(recommender.stores(Book(spy, "T")).to_dict()))
    assert {name: found[name] for name in expected} == expected
    assert found["model_version"] == recommender.classifier.model_version


def test_stores_of_genres_need_no_description(client, recommender, spy):
    found = client.post(STORES, json={"genres": ["Cozy Mystery"], "stores": ["kdp-print"]}).json
    expected = recommender.stores(Book(""), ["kdp-print"], genres=["cozy-mystery"]).to_dict()
    assert found["stores"] == json.loads(json.dumps(expected["stores"]))
    assert found["keywords"] == []
    with_text = client.post(STORES, json={"genres": ["cozy-mystery"], "description": spy}).json
    assert with_text["genres"] == ["cozy-mystery"]
    assert with_text["keywords"] == list(recommender.stores(Book(spy), genres=["cozy-mystery"]).keywords)


def test_a_mixture_is_refused_in_the_words_of_the_rule(client):
    found = client.post(STORES, json={"genres": ["cozy-mystery", "memoir"], "stores": ["kdp-print"]}).json
    assert [one["genre"] for one in found["stores"][0]["refused"]] == ["memoir"]


def test_where_no_genre_is_listed_nothing_is_suggested_and_it_says_so(client):
    text = "Xq zv wq kj pf zv qx wq, and so it is."
    found = client.post(STORES, json={"description": text}).json
    predicted = client.post(PREDICT, json={"description": text, "stores": True}).json
    assert predicted["shortlist"]["genres"] == []
    assert predicted["stores"] is None
    PredictionModel.model_validate(predicted)
    StoresAnswer.model_validate(found)
    assert (found["genres"], found["stores"]) == ([], [])
    assert any("longer description" in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (STORES, {}, "#"),
        (STORES, {"description": "short"}, "#/description"),
        (STORES, {"description": "7" * 30}, "#/description"),
        (STORES, {"genres": ["noir", "nior"]}, "#/genres/1"),
        (STORES, {"genres": ["noir"], "description": "7" * 30}, "#/description"),
        (STORES, {"genres": ["noir"], "stores": ["waterstones"]}, "#/stores/0"),
        (STORES, {"genres": ["noir"], "stores": []}, "#/stores"),
        (PREDICT, {"description": "A spy in Berlin, and his handler.", "stores": ["waterstones"]}, "#/stores"),
        (COMPARE, {"first": {"description": KISS}}, "#/second"),
        (COMPARE, {"first": {"description": KISS}, "second": {"description": "short"}}, "#/second/description"),
        (COMPARE, {"first": {"description": "7" * 30}, "second": {"description": KISS}}, "#/first/description"),
        (COMPARE, {"first": {"description": KISS}, "second": {"description": "7" * 30}}, "#/second/description"),
        (COMPARE, {"first": KISS, "second": KISS}, "#/first"),
        (COMPARE, {"first": {"description": KISS} | {f"k{n}": 1 for n in range(40)}, "second": {}}, "#/first"),
    ],
)
def test_what_cannot_be_used_is_pointed_at(client, path, body, pointer):
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert any(error["pointer"].startswith(pointer) for error in answer.json["errors"]), answer.json


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("stores", ["waterstones"], "give true, false, or a list of these stores: kdp-print"),
        ("stores", "kdp", "give true, false, or a list of these stores"),
        ("explain", 3, "give true, false, or a genre"),
        ("explain", "", "give true, false, or a genre"),
    ],
)
def test_a_field_of_several_types_is_pointed_at_once(client, field, value, words):
    answer = client.post(PREDICT, json={"description": "A spy in Berlin, and his handler.", field: value})
    (error,) = answer.json["errors"]
    assert error["pointer"] == f"#/{field}"
    assert error["detail"].startswith(words)


def test_two_versions_are_compared(client, tiny_classifier, spy):
    body = {"first": {"description": spy, "title": "T"}, "second": {"description": f"{spy} {KISS}", "title": "T"}}
    found = client.post(COMPARE, json=body)
    assert found.status_code == 200
    ComparisonModel.model_validate(found.json)
    expected = tiny_classifier.compare(Book(spy, "T"), Book(f"{spy} {KISS}", "T")).to_dict()
    assert found.json == json.loads(json.dumps(expected))
    assert [part["text"] for part in found.json["added"]] == [KISS]


def test_a_comparison_is_charged_like_two_explanations(make_app, spy):
    # One for the request itself, one for each version, twenty for each explanation.
    client = make_app(rate_limit="60 per hour").test_client()
    body = {"first": {"description": spy}, "second": {"description": f"{spy} {KISS}"}}
    assert client.post(COMPARE, json=body).status_code == 200
    assert client.post(COMPARE, json=body).status_code == 429
