import time

import pytest

from bookgenre.web import client_throttle
from bookgenre.web.client_throttle import client_name

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
        assert client_name() == counted


def test_books_are_counted_not_requests(make_app, spy):
    asking = make_app(rate_limit="5 per hour").test_client()
    assert asking.post(ASK, json={"books": [{"description": spy}] * 4}).status_code == 200
    assert asking.post(ASK, json={"description": spy}).status_code == 200
    refused = asking.post(ASK, json={"description": spy})
    assert refused.status_code == 429
    assert refused.json["type"].endswith("#problem-rate-limit")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601


def test_a_long_book_counts_as_the_windows_that_are_read(make_app, tiny_classifier, spy):
    long = " ".join([spy] * 40)
    windows = tiny_classifier.count_windows(long)
    assert windows > 2
    asking = make_app(rate_limit=f"{windows + 1} per hour").test_client()
    assert [asking.post(ASK, json={"description": text}).status_code for text in (long, spy, spy)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (ASK, {"description": "short"}),
        (ASK, {"unknown": 1}),
        (ASK, []),
        ("/api/v1/cover", {"genres": ["noir"]}),
        ("/api/v1/cover", {"genres": ["nothing like it"]}),
    ],
)
def test_every_post_counts_whatever_comes_of_it(make_app, path, body):
    asking = make_app(rate_limit="3 per hour").test_client()
    statuses = [asking.post(path, json=body).status_code for _ in range(4)]
    assert 429 not in statuses[:3]
    assert statuses[3] == 429


def test_a_body_that_is_refused_unread_counts_too(make_app):
    asking = make_app(rate_limit="1 per hour", max_body_bytes=1024).test_client()
    assert asking.post(ASK, data=b" " * 2000, content_type="application/json").status_code == 413
    assert asking.post(ASK, data=b" " * 2000, content_type="application/json").status_code == 429


@pytest.mark.parametrize(
    "path",
    ["/", "/about", "/genres", "/genres?q=spy", "/genres/nothing-like-it", "/api/v1/genres?q=spy", "/api/v1/docs"],
)
def test_pages_and_searches_count_as_they_cost_as_much_as_an_answer(make_app, path):
    asking = make_app(rate_limit="2 per hour").test_client()
    assert [asking.get(path).status_code == 429 for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    "path", ["/static/base.css", "/api/v1/health", "/api/v1/ready", "/api/v1/genres/noir", "/api/v1/openapi.json"]
)
def test_what_lies_ready_does_not_count(make_app, path):
    asking = make_app(rate_limit="1 per hour").test_client()
    assert {asking.get(path, buffered=True).status_code for _ in range(3)} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/genres/nothing",
        f"/api/v1/jobs/{'0' * 32}",
        f"/api/v1/jobs/{'0' * 32}/result",
        f"/catalogue/{'0' * 32}",
        "/catalogue/no/such/page",
        "/static/nothing.css",
        "/static/..%2F..%2F__init__.py",
    ],
)
def test_what_does_not_exist_counts(make_app, path):
    asking = make_app(rate_limit="1 per hour").test_client()
    assert [asking.get(path).status_code for _ in range(2)] == [404, 429]


def test_the_document_says_what_may_be_refused_for_the_limit(make_app):
    paths = make_app().test_client().get("/api/v1/openapi.json").json["paths"]
    free = {"health", "ready", "metrics"}
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert ("429" in operation["responses"]) != (path.rpartition("/")[2] in free), (method, path)


def test_work_that_is_refused_does_not_use_up_what_is_left(make_app, spy):
    asking = make_app(rate_limit="6 per hour").test_client()
    assert asking.post(ASK, json={"books": [{"description": spy}] * 3}).status_code == 200
    assert asking.post(ASK, json={"books": [{"description": spy}] * 4}).status_code == 429
    assert asking.post(ASK, json={"books": [{"description": spy}] * 2}).status_code == 200


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
    asking = make_app(rate_limit="22 per hour").test_client()
    assert asking.post(ASK, json={"description": spy, "explain": "first"}).status_code == 200
    assert [asking.post(ASK, json={"description": spy}).status_code for _ in range(3)] == [200, 200, 429]


def test_what_no_limit_allows_is_said_to_be_so(make_app, spy):
    asking = make_app(rate_limit="3 per minute").test_client()
    refused = asking.post(ASK, json={"books": [{"description": spy}] * 4})
    assert refused.status_code == 422
    assert "4 windows" in refused.json["detail"]


def test_what_computes_nothing_is_not_counted(make_app):
    asking = make_app(rate_limit="1 per hour").test_client()
    assert {asking.get("/api/v1/genres").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("change", [-3600, 3600])
def test_a_clock_that_is_set_does_not_keep_clients_out(make_app, spy, monkeypatch, change):
    asking = make_app(rate_limit="1 per second").test_client()
    assert asking.post(ASK, json={"description": spy}).status_code == 200
    true_time = time.time
    monkeypatch.setattr(time, "time", lambda: true_time() + change)
    answers = []
    for _ in range(100):
        answers.append(asking.post(ASK, json={"description": spy}))
        if answers[-1].status_code == 200:
            break
        assert int(answers[-1].headers["Retry-After"]) == 1
        time.sleep(0.05)
    assert answers[-1].status_code == 200


def test_counts_that_have_ended_are_forgotten(monkeypatch):
    monkeypatch.setattr(client_throttle, "_MOST_COUNTS", 10)
    counts = client_throttle._Memory()
    for number in range(100):
        counts.add(f"client {number}", 0, 1)
    assert len(counts._counts) <= 10


def test_a_redis_that_is_down_does_not_take_the_site_down(make_app, spy):
    pytest.importorskip("redis", reason="redis is not installed: pip install 'bookgenre[redis]'")
    # Nothing listens on port 1.
    asking = make_app(rate_limit="2 per hour", rate_limit_storage="redis://127.0.0.1:1").test_client()
    # Counted in the process's own memory in the meantime.
    assert [asking.post(ASK, json={"description": spy}).status_code for _ in range(3)] == [200, 200, 429]
