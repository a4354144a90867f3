"""What a request costs must grow with its length and no faster, whatever is sent; also where it is refused."""

import json

import pytest

from cost import assert_no_more_than_linear

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=line"
JSON = "application/json"
PREDICT, COVER, ANSWER = "/api/v1/predict", "/api/v1/cover", "/answer"
SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent. "
PART = b'--line\r\nContent-Disposition: form-data; name="field"\r\n\r\nx\r\n'

TEXTS = {
    "full stops": ".",
    "combining marks": "\u0316\u0301",
    "letters with marks": "a\u0316\u0301",
    "comments": "<!--",
    "unclosed tags": "<a ",
    "styles": "<style>",
    "entities": "&amp;lt;",
    "rules": "=" * 70 + "\n",
    "one letter": "a",
    "short sentences": "A. ",
    "comparisons": "For fans of A, ",
    "plain words": SPY,
}


def keys(count):
    return {f"key{number}": 1 for number in range(count)}


def written(body):
    return json.dumps(body).encode()


BODIES = {
    "fields of a form": (ANSWER, FORM, lambda n: b"&".join(b"field%d=x" % i for i in range(n)), 12_000),
    "empty fields": (ANSWER, FORM, lambda n: b"&" * n, 100_000),
    "escapes in a field": (ANSWER, FORM, lambda n: b"description=" + b"%CC%96" * n, 25_000),
    "parts of a form": (ANSWER, MULTIPART, lambda n: PART * n + b"--line--\r\n", 3_000),
    "a part without an end": (ANSWER, MULTIPART, lambda n: PART + b"\r\n--lin" * n, 25_000),
    "unknown keys": (PREDICT, JSON, lambda n: written(keys(n)), 12_000),
    "unknown keys of books": (PREDICT, JSON, lambda n: written({"books": [keys(n // 60)] * 60}), 9_000),
    "unknown keys of a cover": (COVER, JSON, lambda n: written(keys(n)), 12_000),
    "books": (PREDICT, JSON, lambda n: written({"books": [{}] * n}), 50_000),
    "genres": (COVER, JSON, lambda n: written({"genres": ["noir"] * n}), 20_000),
    "brackets": (PREDICT, JSON, lambda n: b'{"description": ' + b"[" * n + b"]" * n + b"}", 100_000),
}


@pytest.mark.parametrize(("path", "kind", "make", "size"), BODIES.values(), ids=BODIES)
def test_four_times_the_body_takes_about_four_times_as_long(client, path, kind, make, size):
    def send(body):
        assert client.post(path, data=body, content_type=kind).status_code in (400, 413, 415, 422)

    assert_no_more_than_linear(send, make, size, least=0.01)


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("path", [PREDICT, COVER, ANSWER])
def test_four_times_the_text_takes_about_four_times_as_long(client, path, unit):
    def send(text):
        sent = {"data": {"description": text}} if path == ANSWER else {"json": {"description": text}}
        assert client.post(path, **sent).status_code in (200, 422)

    # The longer one has nearly as many characters as may be sent.
    assert_no_more_than_linear(send, lambda size: SPY + unit * (size // len(unit)), 12_400, least=0.01)


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_so_does_a_text_that_is_too_long(client, unit):
    def send(text):
        assert client.post(PREDICT, json={"description": text}).status_code in (413, 422)

    assert_no_more_than_linear(send, lambda size: unit * (size // len(unit)), 51_000, least=0.01)
