import io
import socket

import pytest

from bookgenre.web.deadline import ClientGoneError, DeadlineError, _has_left, check_request

PREDICT = "/api/v1/predict"
LONG = " ".join(["A secret agent and spy is sent to Berlin to find the handler who lost the other agent."] * 60)


def test_work_on_an_answer_ends_at_its_deadline(make_app):
    client = make_app(answer_timeout_s=0.001).test_client()
    for body in ({"books": [{"description": LONG}] * 64}, {"description": LONG, "explain": "first"}):
        answer = client.post(PREDICT, json=body)
        assert answer.status_code == 503
        assert "took too long" in answer.json["detail"]
        assert answer.json["type"].endswith("#problem-deadline")
        assert answer.json["title"] == "The answer took too long"
        assert int(answer.headers["Retry-After"]) >= 1
    page = client.post("/answer", data={"description": LONG})
    assert page.status_code == 503
    assert "Send a shorter description" in page.get_data(as_text=True)
    assert "The site is busy" not in page.get_data(as_text=True)


def test_a_file_whose_check_takes_too_long_should_be_smaller(make_app):
    client = make_app(answer_timeout_s=0.001).test_client()
    content = f"title,description\nT,{LONG[:80]}\n".encode() * 100
    for path in ("/api/v1/jobs", "/catalogue"):
        answer = client.post(
            path,
            data={"file": (io.BytesIO(content), "books.csv"), **({"format": "tsv"} if path == "/catalogue" else {})},
        )
        text = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert "Send a smaller file" in text
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.is_json or '<option value="tsv" selected>' in text


@pytest.mark.parametrize("body", [{"books": [{"description": LONG}] * 8}, {"description": LONG, "explain": "first"}])
def test_work_ends_when_the_client_has_left(app, body, monkeypatch):
    asked = []

    def has_left():
        asked.append(True)
        return len(asked) > 5

    answer = app.test_client().post(PREDICT, json=body, environ_overrides={"waitress.client_disconnected": has_left})
    assert answer.status_code == 499
    assert len(asked) == 6
    assert app.extensions["bookgenre"].concurrency.inside == 0


def test_whether_a_client_has_left_is_seen_at_its_socket():
    here, there = socket.socketpair()
    with there:
        with here:
            assert not _has_left({"gunicorn.socket": there})
            here.sendall(b"x")
            assert not _has_left({"gunicorn.socket": there})
            there.recv(1)
        assert _has_left({"gunicorn.socket": there})
    assert not _has_left({})


def test_outside_a_request_nothing_ends():
    check_request()


def test_each_says_what_it_is(app):
    with app.test_request_context():
        from flask import g

        g.deadline = 0.0
        with pytest.raises(DeadlineError):
            check_request()
        g.deadline = float("inf")
    left = {"waitress.client_disconnected": lambda: True}
    with app.test_request_context(environ_overrides=left), pytest.raises(ClientGoneError):
        check_request()
