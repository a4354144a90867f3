import logging
from http import HTTPStatus

import pytest
from flask import abort


@pytest.fixture
def broken(app):
    """A client of a site with two places where the program is at fault."""

    def fail():
        raise RuntimeError("the secret word is rhubarb")

    app.add_url_rule("/broken", view_func=fail, endpoint="broken")
    app.add_url_rule("/api/v1/broken", view_func=fail, endpoint="api_broken")
    return app.test_client()


def test_an_error_of_ours_is_a_problem_without_its_message(broken, caplog):
    with caplog.at_level(logging.ERROR, "bookgenre"):
        answer = broken.get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.json["type"].endswith("#problem-internal")
    (record,) = [record for record in caplog.records if record.message == "failed"]
    assert record.error == "RuntimeError"
    assert record.request_id == answer.json["request_id"]
    assert any("test_error_handlers.py" in place and "fail" in place for place in record.where)
    assert "rhubarb" not in str(record.__dict__) + answer.get_data(as_text=True)


def test_a_browser_gets_a_page(broken):
    for path, status in (("/broken", 500), ("/nowhere", 404)):
        answer = broken.get(path)
        assert answer.status_code == status
        assert answer.mimetype == "text/html"
        assert "rhubarb" not in answer.get_data(as_text=True)


def test_an_error_page_that_fails_ends_in_plain_words(broken, monkeypatch):
    import bookgenre.web.error_handlers

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(bookgenre.web.error_handlers, "render_template", fail)
    answer = broken.get("/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert "Not found" in answer.get_data(as_text=True)


@pytest.mark.parametrize("status", [406, 414, 418])
def test_a_status_without_an_explanation_has_the_words_of_http(app, status):
    app.add_url_rule("/api/v1/odd", view_func=lambda: abort(status), endpoint="odd")
    answer = app.test_client().get("/api/v1/odd").get_json()
    assert answer["type"] == "about:blank"
    assert answer["title"] == HTTPStatus(status).phrase
    assert "JSON" not in answer["detail"]
    assert answer["detail"].endswith(".")


def test_a_condition_that_does_not_hold_is_a_problem_and_no_answer(client):
    genre = client.get("/api/v1/genres/noir", headers={"If-Match": '"other"'})
    assert (genre.status_code, genre.mimetype) == (412, "application/problem+json")
    assert genre.get_json()["title"] == "Precondition Failed"
    sheet = client.get("/static/base.css", headers={"If-Match": '"other"'})
    assert (sheet.status_code, sheet.mimetype) == (412, "text/html")
    assert "Precondition Failed" in sheet.get_data(as_text=True)
