import json
from typing import get_args

import pytest

from bookgenre.covers import Mode
from bookgenre.web.response_schemas import (
    CoverAnswer,
    GenreDetail,
    GenreList,
    PaletteCheckModel,
    PredictionModel,
    Predictions,
)

PREDICT, COVER = "/api/v1/predict", "/api/v1/cover"


def test_one_book_is_answered_as_the_classifier_answers(client, tiny_classifier, spy):
    answer = client.post(PREDICT, json={"description": spy, "title": "The Handler", "top": 3, "rank": "specific"})
    assert answer.status_code == 200
    expected = tiny_classifier.predict(spy, 3, title="The Handler", rank="specific").to_dict()
    assert answer.json == expected
    assert PredictionModel.model_validate(answer.json).genres[0].id == "espionage"


def test_many_books_are_answered_in_their_order(client, tiny_classifier, spy):
    texts = [spy, "A recipe for old bread: the oven and the kitchen.", spy]
    answer = client.post(PREDICT, json={"books": [{"description": text} for text in texts], "top": 2})
    assert answer.json["model_version"] == tiny_classifier.model_version
    assert answer.json["predictions"] == [found.to_dict() for found in tiny_classifier.predict_many(texts, 2)]
    Predictions.model_validate(answer.json)


def test_a_bad_book_is_named_and_the_others_are_answered(client, tiny_classifier, spy):
    bad = [{"description": "?"}, {}, {"description": spy, "tilte": "x"}, 7, None, {"description": "7" * 40}]
    answer = client.post(PREDICT, json={"books": [{"description": spy}, *bad, {"description": spy, "title": "T"}]})
    assert answer.status_code == 200
    assert answer.json["predictions"][0] == tiny_classifier.predict(spy).to_dict()
    assert answer.json["predictions"][1:-1] == [None] * len(bad)
    assert answer.json["predictions"][-1] == tiny_classifier.predict(spy, title="T").to_dict()
    assert [(one["position"], one["pointer"]) for one in answer.json["errors"]] == [
        (2, "#/books/1/description"),
        (3, "#/books/2/description"),
        (4, "#/books/3/tilte"),
        (5, "#/books/4"),
        (6, "#/books/5"),
        (7, "#/books/6/description"),
    ]
    assert all(one["detail"] for one in answer.json["errors"])
    assert answer.json["errors"][3]["detail"] == "give a JSON object"
    Predictions.model_validate(answer.json)


def test_many_books_of_which_none_can_be_answered_are_a_problem(client):
    answer = client.post(PREDICT, json={"books": [{"description": "?"}, {"description": "7" * 40}]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["#/books/0/description", "#/books/1/description"]


def test_sixty_four_books_are_taken_and_no_more(client, spy):
    for count, status in ((64, 200), (65, 422), (0, 422)):
        assert client.post(PREDICT, json={"books": [{"description": spy}] * count}).status_code == status


@pytest.mark.parametrize("asked", ["first", "espionage", "Espionage"])
def test_an_explanation_is_that_of_the_classifier(client, tiny_classifier, spy, asked):
    answer = client.post(PREDICT, json={"description": spy, "explain": asked}).json
    genre = answer["genres"][0]["id"] if asked == "first" else "espionage"
    assert answer["explanation"] == json.loads(json.dumps(tiny_classifier.explain(spy, genre).to_dict()))
    PredictionModel.model_validate(answer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/description"),
        ({"description": "A spy."}, "#/description"),
        ({"description": "7" * 30}, "#/description"),
        ({"description": "<p></p>" * 9}, "#/description"),
        ({"description": "x" * 50_001}, "#/description"),
        ({"description": None}, "#/description"),
        ({"description": ["A spy in Berlin, and his handler."]}, "#/description"),
        ({"description": "A spy in Berlin, and his handler.", "top": 0}, "#/top"),
        ({"description": "A spy in Berlin, and his handler.", "top": "3"}, "#/top"),
        ({"description": "A spy in Berlin, and his handler.", "top": True}, "#/top"),
        ({"description": "A spy in Berlin, and his handler.", "top": 2.5}, "#/top"),
        ({"description": "A spy in Berlin, and his handler.", "rank": "best"}, "#/rank"),
        ({"description": "A spy in Berlin, and his handler.", "title": "x" * 1001}, "#/title"),
        ({"description": "A spy in Berlin, and his handler.", "explain": "spyy"}, "#/explain"),
        ({"description": "A spy in Berlin, and his handler.", "tilte": "x"}, "#/tilte"),
        ({"description": "A spy in Berlin, and his handler.", "a/b~": "x"}, "#/a~1b~0"),
        ({"books": [{"description": "?"}, {"description": "7" * 30}]}, "#/books/1/description"),
        ({"books": [{}, {"title": "x"}]}, "#/books/0/description"),
        ({"books": [{"description": "A spy in Berlin, and his handler."}], "description": "x"}, "#/description"),
    ],
)
def test_what_cannot_be_used_is_pointed_at(client, body, pointer):
    answer = client.post(PREDICT, json=body)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


@pytest.mark.parametrize(
    ("data", "mimetype", "status", "words"),
    [
        (b"{", "application/json", 400, "cannot be read as JSON: Expecting property name"),
        (b"", "application/json", 400, "The body is empty"),
        (b"\xff\xfe\x00", "application/json", 400, ""),
        (b'{"title": "\xe9"}', "application/json", 400, "it is not UTF-8"),
        (b"[" * 100_000, "application/json", 400, "nested too deeply"),
        (b'{"top": ' + b"9" * 5000 + b"}", "application/json", 400, "a number has more than 4,300 digits"),
        (b"[]", "application/json", 422, "not a JSON object"),
        (b'"{}"', "application/json", 422, "not a JSON object"),
        (b"null", "application/json", 422, "not a JSON object"),
        (b"{}", "text/plain", 415, "Content-Type: application/json"),
        (b"description=x", "application/x-www-form-urlencoded", 415, "Content-Type: application/json"),
        (b"x" * 2_000_000, "application/json", 413, "Send fewer books"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(client, data, mimetype, status, words):
    answer = client.post(PREDICT, data=data, content_type=mimetype)
    assert answer.status_code == status
    assert words in answer.json["detail"]
    assert answer.json["status"] == status
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("key", ["description", "a\ud800"])
def test_half_characters_are_refused(client, key):
    answer = client.post(PREDICT, data=json.dumps({key: "\ud800" * 30}), content_type="application/json")
    assert answer.status_code == 422


def test_a_cover_for_genres_and_for_a_description(client, spy):
    given = client.post(COVER, json={"genres": ["noir", "Romance"], "title": "<script>{{7*7}}", "colours": 5})
    assert given.status_code == 200
    answer = CoverAnswer.model_validate(given.json)
    assert len(answer.palette.colours) == 5
    assert answer.prediction is None
    assert "<script" not in given.json["cover_svg"]
    assert "{{7*7}}" in given.json["cover_svg"]
    read = client.post(COVER, json={"description": spy, "svg": False, "mode": "stand-out", "variant": 2}).json
    CoverAnswer.model_validate(read)
    assert "espionage" in read["prediction"]["chosen"]
    assert read["barcode_svg"] is None
    assert (read["palette"]["mode"], read["palette"]["variant"]) == ("stand-out", 2)
    for title in ({}, {"title": "\u200b"}):
        assert "<title>Your Title</title>" in client.post(COVER, json={"genres": ["noir"]} | title).json["cover_svg"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#"),
        ({"title": "Alone"}, "#"),
        ({"genres": []}, "#"),
        ({"genres": ["noir", "nior"]}, "#/genres/1"),
        ({"genres": ["noir"], "layout": "round"}, "#/layout"),
        ({"genres": ["noir"], "colours": 21}, "#/colours"),
    ],
)
def test_a_cover_for_nothing_is_pointed_at(client, body, pointer):
    answer = client.post(COVER, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_genres_are_listed_searched_and_kept_to_a_facet(client):
    everything = GenreList.model_validate(client.get("/api/v1/genres").json).genres
    assert len(everything) == 256
    assert client.get("/api/v1/genres?q=spy").json["genres"][0]["id"] == "espionage"
    audience = client.get("/api/v1/genres?facet=audience").json["genres"]
    assert audience
    assert {genre["facet"] for genre in audience} == {"audience"}
    for query in ("facet=nothing", "page=2", f"q={'x' * 101}"):
        assert client.get(f"/api/v1/genres?{query}").status_code == 422


def test_a_genre_says_all_that_is_known_of_it(client):
    known = GenreDetail.model_validate(client.get("/api/v1/genres/espionage").json)
    assert known.path == ["fiction", "mystery-thriller-suspense", "thriller"]
    assert (known.base_rate, known.threshold) == (0.01, 0.4)
    # The tiny model does not know it, the taxonomy does.
    assert client.get("/api/v1/genres/noir").json["threshold"] is None
    missing = client.get("/api/v1/genres/espionaje")
    assert missing.status_code == 404
    assert "espionage" in missing.json["detail"]
    assert client.get(f"/api/v1/genres/{'x' * 101}").status_code == 422


def test_genres_may_be_kept_and_asked_for_again(client):
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        first = client.get("/api/v1/genres", headers=headers)
        assert "max-age" in first.headers["Cache-Control"]
        assert first.headers.get("Content-Encoding") == headers.get("Accept-Encoding")
        assert "Accept-Encoding" in first.headers["Vary"]
        again = client.get("/api/v1/genres", headers=headers | {"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
    assert (
        "no-store"
        in client.post(PREDICT, json={"description": "A spy in Berlin, and his handler."}).headers["Cache-Control"]
    )


def test_life_and_readiness(app, client, tiny_classifier):
    assert client.get("/api/v1/health").json == {"status": "ok", "model_version": tiny_classifier.model_version}
    assert client.get("/api/v1/ready").json["status"] == "ready"
    app.extensions["bookgenre"].is_draining = lambda: True
    stopped = client.get("/api/v1/ready")
    assert stopped.status_code == 503
    assert int(stopped.headers["Retry-After"]) > 0
    assert client.get("/api/v1/health").status_code == 200


def test_a_full_house_says_when_to_come_again(make_app, spy):
    app = make_app(workers=1, max_waiting=0)
    service = app.extensions["bookgenre"]
    with service.concurrency.admitted():
        refused = app.test_client().post(PREDICT, json={"description": spy})
    assert refused.status_code == 503
    assert refused.json["type"].endswith("#problem-busy")
    assert int(refused.headers["Retry-After"]) >= 1
    assert app.test_client().post(PREDICT, json={"description": spy}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/api/v1/x", 404), ("put", PREDICT, 405), ("get", COVER, 405)]
)
def test_a_wrong_address_or_method_is_a_problem_too(client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    if status == 405:
        assert "POST" in answer.headers["Allow"]


def test_metrics_are_for_those_who_want_them(make_app, spy):
    asking = make_app().test_client()
    asking.post(PREDICT, json={"books": [{"description": spy}] * 3})
    asking.open("/api/v1/genres", method="SPY")
    text = asking.get("/api/v1/metrics").get_data(as_text=True)
    assert "bookgenre_books_total 3.0" in text
    assert 'bookgenre_requests_total{method="POST",route="/api/v1/predict",status="200"} 1.0' in text
    assert "SPY" not in text
    assert make_app(metrics=False).test_client().get("/api/v1/metrics").status_code == 404


def test_other_origins_are_let_in_only_where_they_are_named(make_app, spy):
    def ask(origins, origin):
        app = make_app(cors_origins=origins)
        return app.test_client().post(PREDICT, json={"description": spy}, headers={"Origin": origin}).headers

    assert "Access-Control-Allow-Origin" not in ask((), "https://a.example")
    assert "Access-Control-Allow-Origin" not in ask(("https://a.example",), "https://b.example")
    named = ask(("https://a.example", "https://b.example"), "https://a.example")
    assert named["Access-Control-Allow-Origin"] == "https://a.example"
    assert {"Origin", "Accept-Encoding"} <= set(", ".join(named.getlist("Vary")).split(", "))
    assert "X-Model-Version" in named["Access-Control-Expose-Headers"]
    assert ask(("*",), "https://a.example")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["genres", "genres/noir", "openapi.json", "docs", "genres/nothing"])
@pytest.mark.parametrize("origins", [("https://a.example",), ("https://a.example", "https://b.example")])
def test_a_cache_keeps_apart_what_origins_get(make_app, path, origins):
    client = make_app(cors_origins=origins).test_client()
    for origin in ({}, {"Origin": "https://a.example"}, {"Origin": "https://other.example"}):
        answer = client.get(f"/api/v1/{path}", headers=origin)
        assert set(answer.headers["Vary"].split(", ")) == {"Origin", "Accept-Encoding"}
        if etag := answer.headers.get("ETag"):
            again = client.get(f"/api/v1/{path}", headers=origin | {"If-None-Match": etag})
            assert again.status_code == 304
            assert "Origin" in again.headers["Vary"]
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    assert "Origin" in client.options(f"/api/v1/{path}", headers=asked).headers["Vary"]
    assert "Origin" not in client.get("/").headers["Vary"]


@pytest.mark.parametrize("origins", [(), ("*",)])
def test_what_all_origins_get_does_not_vary_by_them(make_app, origins):
    answer = make_app(cors_origins=origins).test_client().get("/api/v1/genres", headers={"Origin": "https://a.example"})
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_every_mode_of_cover_colours_is_answered(client):
    for mode in get_args(Mode):
        palette = client.post(COVER, json={"genres": ["self-help"], "svg": False, "mode": mode}).json["palette"]
        assert palette["mode"] == (mode if mode != "from-text" else "fit-in")
        assert palette["basis"]["says"]


def test_a_palette_is_checked_with_and_without_genres(client):
    found = client.post(f"{COVER}/check", json={"colours": ["#14060c", "#c1121f", "#f0e8d8"], "genres": ["thriller"]})
    assert found.status_code == 200
    assert any("fits Thriller" in sentence for sentence in found.json["says"])
    assert found.json["title"]["contrast"] > 4.5
    plain = client.post(f"{COVER}/check", json={"colours": ["#14060c", "#c1121f"]}).json
    assert plain["rank"] is None
    for answer in (found.json, plain):
        PaletteCheckModel.model_validate(answer)


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({"colours": ["#112233"]}, "/colours", "at least 2"),
        ({"colours": ["#112233", "bluish"]}, "/colours", "'bluish' is no colour"),
        ({"colours": ["#112233", "#112233"]}, "/colours", "1 different colours"),
        ({"colours": ["#112233", "#ffffff"], "genres": ["noir", "horor"]}, "/genres/1", "horror"),
    ],
)
def test_a_palette_that_cannot_be_checked_is_pointed_at(client, body, pointer, words):
    found = client.post(f"{COVER}/check", json=body)
    assert found.status_code == 422
    assert pointer in str(found.json["errors"])
    assert words in str(found.json)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PREDICT, {"description": "A spy in Berlin, and his handler.", "explain": "qqqzzz"}),
        ("/api/v1/stores", {"genres": ["qqqzzz"]}),
        (COVER, {"genres": ["qqqzzz"]}),
        (f"{COVER}/check", {"colours": ["#112233", "#ffffff"], "genres": ["qqqzzz"]}),
    ],
)
def test_who_names_an_unknown_genre_learns_the_address_of_all_genres(client, path, body):
    found = client.post(path, json=body, headers={"X-Forwarded-Prefix": "/x"}, environ_overrides={"SCRIPT_NAME": "/x"})
    assert found.status_code == 422
    assert found.json["errors"][0]["detail"] == "there is no genre 'qqqzzz'; see /x/api/v1/genres"
