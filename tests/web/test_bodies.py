import gzip
import io

import pytest
from werkzeug.exceptions import BadRequest, RequestTimeout

from bookgenre.text import cleaning
from bookgenre.web.bodies import MOST_FIELDS, MOST_KEYS, _Body

PREDICT = "/api/v1/predict"
FORM = "application/x-www-form-urlencoded"


def test_a_form_has_few_fields(client, spy):
    fields = {f"field{number}": "x" for number in range(MOST_FIELDS - 1)}
    assert client.post("/answer", data=fields | {"description": spy}).status_code == 200
    refused = client.post("/answer", data=fields | {"description": spy, "more": "x"})
    assert refused.status_code == 413
    assert "The form has too many fields" in refused.get_data(as_text=True)
    assert "Send fewer fields." in refused.get_data(as_text=True)
    assert "too much text" not in refused.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/catalogue"])
def test_a_form_with_many_parts_is_not_called_a_large_file(client, path):
    fields = {f"field{number}": "x" for number in range(MOST_FIELDS + 8)}
    answer = client.post(path, data=fields | {"file": (io.BytesIO(b"a,b"), "a.csv")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert f"The form has more than {MOST_FIELDS} fields" in page
    assert "split it" not in page
    assert answer.is_json or 'id="send"' in page
    assert not answer.is_json or answer.json["type"].endswith("#problem-too-many-fields")


@pytest.mark.parametrize("chunked", [True, False])
def test_a_file_that_is_too_large_is_not_called_a_form_with_many_parts(make_app, chunked):
    client = make_app(jobs_max_bytes=1024).test_client()
    more = {"headers": {"Transfer-Encoding": "chunked"}, "environ_overrides": {"wsgi.input_terminated": True}}
    answer = client.post(
        "/api/v1/jobs", data={"file": (io.BytesIO(b"x" * 200_000), "a.csv")}, **more if chunked else {}
    )
    assert (answer.status_code, answer.json["detail"]) == (413, "The file has more than 1,024 bytes; split it.")


@pytest.mark.parametrize("path", [PREDICT, "/answer", "/api/v1/jobs", "/catalogue"])
def test_a_packed_body_is_refused_as_what_it_is(client, path):
    answer = client.post(
        path, data=gzip.compress(b"{}"), content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 415
    assert "Send the body without Content-Encoding" in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/json", "text/plain", None])
@pytest.mark.parametrize("path", ["/answer", "/download/answer.txt", "/check"])
def test_a_page_says_which_type_of_body_it_takes(client, spy, path, kind):
    data = {"description": spy} if kind == "multipart/form-data" else f"description={spy}"
    answer = client.post(path, data=data, content_type=kind)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 415
    assert f"Send its fields with Content-Type: {FORM}." in page
    assert "empty" not in page


@pytest.mark.parametrize(("limit", "status"), [("none", 413), ("1 per hour", 429)])
def test_fields_are_counted_before_they_are_parsed(make_app, monkeypatch, limit, status):
    import werkzeug.formparser

    parsed = []
    monkeypatch.setattr(werkzeug.formparser, "parse_qsl", lambda *_, **__: parsed.append(True) or [])
    client = make_app(rate_limit=limit).test_client()
    for _ in range(2):
        answer = client.post("/answer", data=b"a=b&" * 200_000, content_type=FORM)
    assert answer.status_code == status
    # Nor does the page of the error give them back.
    assert not parsed


def test_an_ampersand_within_a_text_counts_for_nothing(client, spy):
    assert client.post("/answer", data={"description": f"{spy} {'&' * 100}"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (PREDICT, {f"key{number}": 1 for number in range(60_000)}, "#"),
        (PREDICT, {"books": [{}, {f"key{number}": 1 for number in range(MOST_KEYS + 1)}]}, "#/books/1"),
        ("/api/v1/cover", {f"key{number}": 1 for number in range(MOST_KEYS + 1)}, "#"),
    ],
)
def test_an_object_has_few_keys(client, path, body, pointer):
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("where", ["description", "books"])
def test_deep_nesting_is_a_problem_and_no_failure(client, where):
    for depth in (100, 1000, 100_000):
        body = f'{{"{where}": {"[" * depth}{"]" * depth}}}'
        assert client.post(PREDICT, data=body, content_type="application/json").status_code in (400, 422)


@pytest.mark.parametrize(
    ("raised", "answered"),
    [(OSError("invalid chunk"), BadRequest), (Exception("of a server"), BadRequest), (TimeoutError(), RequestTimeout)],
)
def test_a_body_that_cannot_be_read_is_the_clients_fault(raised, answered):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise raised

    with pytest.raises(answered) as caught:
        _Body(Broken()).read(10)
    assert answered is RequestTimeout or "breaks off" in caught.value.detail


def test_a_body_that_breaks_off_is_not_called_a_json_of_the_wrong_kind(client):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("invalid chunk")

    broken = {"wsgi.input": Broken(), "CONTENT_LENGTH": "10"}
    answer = client.post(PREDICT, environ_overrides=broken, content_type="application/json")
    assert (answer.status_code, "breaks off" in answer.json["detail"]) == (400, True)


@pytest.mark.parametrize("path", [PREDICT, "/api/v1/cover", "/answer", "/download/answer.csv"])
def test_no_text_is_cleaned_outside_a_slot(make_app, monkeypatch, spy, path):
    app = make_app(workers=1)
    limit = app.extensions["bookgenre"].concurrency
    real = cleaning.normalise_characters
    cleaned = []

    def normalise(text):
        # The words on a mock-up are few.
        if len(text) >= len(spy):
            cleaned.append(limit._free == 0)
        return real(text)

    monkeypatch.setattr(cleaning, "normalise_characters", normalise)
    data = {"description": spy, "title": "The Handler"}
    answer = app.test_client().post(path, **({"json": data} if path.startswith("/api") else {"data": data}))
    assert answer.status_code == 200
    assert cleaned
    assert all(cleaned)


def test_a_form_with_files_is_refused_unread(client, monkeypatch, spy):
    import werkzeug.formparser

    def fail(*_, **__):
        raise AssertionError("parsed")

    monkeypatch.setattr(werkzeug.formparser, "MultiPartParser", fail)
    answer = client.post("/answer", data={"description": spy}, content_type="multipart/form-data")
    assert answer.status_code == 415
    assert "error" in answer.get_data(as_text=True) or "media type" in answer.get_data(as_text=True)
