import pytest

from bookgenre.web.headers import CONTENT_SECURITY_POLICY

PAGES = ["/", "/genres", "/about", "/nowhere", "/api/v1/docs"]
ADDRESSES = [*PAGES, "/static/base.css", "/api/v1/genres", "/api/v1/nowhere"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_tells_the_browser_what_it_may_do(client, tiny_classifier, address):
    headers = client.get(address, buffered=True).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Model-Version"] == tiny_classifier.model_version
    assert headers["X-Request-ID"]
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_what_the_policy_forbids(client, address):
    page = client.get(address).get_data(as_text=True)
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert all(" src=" in tag.partition(">")[0] for tag in page.split("<script")[1:])


def test_https_is_kept_to_where_it_is_spoken(make_app):
    headers = make_app(https=True).test_client().get("/").headers
    assert int(headers["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0]) > 10**7


def test_other_origins_may_read_the_api_alone(make_app):
    client = make_app(cors_origins=("https://a.example",)).test_client()
    assert client.get("/api/v1/genres").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_static_file_is_kept_for_good_under_its_fingerprint(app, client):
    with app.test_request_context():
        from flask import url_for

        address = url_for("static", filename="base.css")
    assert "?v=" in address
    assert "immutable" in client.get(address, buffered=True).headers["Cache-Control"]
    for other in ("/static/base.css", "/static/base.css?v=old"):
        answer = client.get(other, buffered=True)
        assert "immutable" not in answer.headers["Cache-Control"]
        assert client.get(other, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True).status_code == 304
