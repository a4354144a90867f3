"""Parts of files, by the static files of the site: `send_file` sends results in the same way."""

import pytest

FILE = "/static/base.css"


@pytest.fixture
def whole(client):
    with client.get(FILE) as answer:
        return answer.data


@pytest.mark.parametrize(
    "header",
    ["items=0-5", "bytes=0-1,5-9", "bytes=9-5", "bytes=x-", "bytes", "", "bytes=0-4, items=2-3", "bytes=--1"],
)
def test_what_is_not_one_range_of_bytes_is_ignored(client, whole, header):
    with client.get(FILE, headers={"Range": header}) as answer:
        assert answer.status_code == 200
        assert answer.data == whole


@pytest.mark.parametrize(
    ("header", "part"),
    [("bytes=2-5", slice(2, 6)), ("bytes=7-", slice(7, None)), ("bytes=-3", slice(-3, None))],
)
def test_one_range_of_bytes_is_sent_as_it_is_in_the_file(client, whole, header, part):
    with client.get(FILE, headers={"Range": header, "Accept-Encoding": "br, deflate, gzip"}) as answer:
        assert answer.status_code == 206
        assert answer.data == whole[part]
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
        assert "Content-Encoding" not in answer.headers


def test_a_range_is_of_a_get_only(client, whole):
    with client.head(FILE, headers={"Range": "bytes=2-5"}) as answer:
        assert answer.status_code == 200
        assert int(answer.headers["Content-Length"]) == len(whole)
