import pytest

from bookgenre.web.limits import BOOKS_OF_AN_EXPLANATION, client

ASK = "/api/v1/predict"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "local"),
    ],
)
def test_for_whom_a_request_is_counted(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert client() == counted


def test_books_are_counted_not_requests(make_app, spy):
    asking = make_app(rate_limit="5 per hour").test_client()
    assert asking.post(ASK, json={"books": [{"description": spy}] * 4}).status_code == 200
    assert asking.post(ASK, json={"description": spy}).status_code == 200
    refused = asking.post(ASK, json={"description": spy})
    assert refused.status_code == 429
    assert refused.json["type"].endswith("#problem-rate-limit")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601


def test_each_client_has_its_own_count(make_app, spy):
    app = make_app(rate_limit="1 per hour")
    for address, expected in (("192.0.2.1", 200), ("192.0.2.1", 429), ("192.0.2.2", 200)):
        answer = app.test_client().post(ASK, json={"description": spy}, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == expected


def test_the_header_of_a_proxy_is_believed_only_where_it_is_trusted(make_app, spy):
    for trusted, expected in ((0, 429), (1, 200)):
        app = make_app(rate_limit="1 per hour", trusted_proxies=trusted)
        for forged in ("192.0.2.1", "192.0.2.2"):
            answer = app.test_client().post(ASK, json={"description": spy}, headers={"X-Forwarded-For": forged})
        assert answer.status_code == expected


def test_an_explanation_counts_as_several_books(make_app, spy):
    asking = make_app(rate_limit=f"{BOOKS_OF_AN_EXPLANATION + 1} per hour").test_client()
    assert asking.post(ASK, json={"description": spy, "explain": "first"}).status_code == 200
    assert asking.post(ASK, json={"description": spy}).status_code == 429


def test_what_no_window_holds_is_said_to_be_so(make_app, spy):
    asking = make_app(rate_limit="3 per minute").test_client()
    refused = asking.post(ASK, json={"books": [{"description": spy}] * 4})
    assert refused.status_code == 422
    assert "4 books" in refused.json["detail"]
    assert asking.post(ASK, json={"books": [{"description": spy}] * 3}).status_code == 200


def test_what_computes_nothing_is_not_counted(make_app):
    asking = make_app(rate_limit="1 per hour").test_client()
    assert {asking.get("/api/v1/genres").status_code for _ in range(5)} == {200}


def test_a_redis_that_is_down_does_not_take_the_site_down(make_app, spy):
    pytest.importorskip("redis", reason="redis is not installed: pip install 'bookgenre[redis]'")
    # Nothing listens on port 1.
    asking = make_app(rate_limit="2 per hour", rate_limit_storage="redis://127.0.0.1:1").test_client()
    # Counted in the process's own memory in the meantime.
    assert [asking.post(ASK, json={"description": spy}).status_code for _ in range(3)] == [200, 200, 429]
