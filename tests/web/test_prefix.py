"""The site below a prefix, and under any name that a client may call it."""

import re

import pytest

from bookgenre.errors import InputError
from bookgenre.web.samples import SAMPLES

EVIL = "evil.example"
PAGES = ["/", "/genres", "/genres?q=spy", "/genres/noir", "/genres/nothing", "/about", "/api/v1/docs", "/nowhere"]


def links(page):
    return re.findall(r'(?:href|src|action|formaction)="([^"#][^"]*)"', page)


@pytest.mark.parametrize("how", ["header", "server"])
@pytest.mark.parametrize("path", PAGES)
def test_every_link_has_the_prefix(make_app, path, how):
    client = make_app(trusted_proxies=1).test_client()
    given = (
        {"headers": {"X-Forwarded-Prefix": "/books"}}
        if how == "header"
        else {"environ_overrides": {"SCRIPT_NAME": "/books"}}
    )
    page = client.get(path, **given).get_data(as_text=True)
    found = [link for link in links(page) if not link.startswith("https://")]
    assert found
    assert [link for link in found if not link.startswith("/books/")] == []


def test_an_answer_its_redirections_and_its_problems_have_the_prefix(make_app, spy):
    client = make_app(trusted_proxies=1).test_client()
    behind = {"X-Forwarded-Prefix": "/books"}
    page = client.post("/answer", data={"description": spy}, headers=behind).get_data(as_text=True)
    assert [link for link in links(page) if not link.startswith(("/books/", "data:"))] == []
    assert client.get("/answer", headers=behind).headers["Location"] == "/books/"
    assert client.get("/genres/Noir", headers=behind).headers["Location"] == "/books/genres/noir"
    assert client.get("/api/v1/x", headers=behind).json["type"].startswith("/books/api/v1/docs#")
    assert client.get("/api/v1/openapi.json", headers=behind).json["servers"] == [{"url": "/books"}]
    assert client.get("/api/v1/openapi.json").json["servers"] == [{"url": "/"}]
    docs = client.get("/api/v1/docs", headers=behind).get_data(as_text=True)
    assert "/books/api/v1/predict" in docs


def test_a_prefix_is_believed_only_of_a_trusted_proxy(client):
    page = client.get("/", headers={"X-Forwarded-Prefix": "/books"}).get_data(as_text=True)
    assert "/books" not in page


@pytest.mark.parametrize("prefix", ["//evil.example", "https://evil.example", "/a b", "books", "/..", "\\evil", "/é"])
def test_a_prefix_that_is_no_path_is_dropped(make_app, prefix):
    # A platform's proxy that sets none passes on what the client sends.
    client = make_app(trusted_proxies=1).test_client()
    headers = {"X-Forwarded-Prefix": prefix, "X-Forwarded-For": "192.0.2.1"}
    assert client.get("/", headers=headers).get_data() == client.get("/").get_data()
    assert client.get("/api/v1/x", headers=headers).json["type"].startswith("/api/v1/docs#")


@pytest.mark.parametrize("path", [*PAGES, "//", "//genres", "/genres/", "/static/base.css", "/api/v1/openapi.json"])
def test_the_host_that_a_client_names_is_not_repeated(client, path):
    answer = client.get(path, headers={"Host": EVIL, "X-Forwarded-Host": EVIL}, buffered=True)
    assert EVIL not in answer.get_data(as_text=True)
    assert EVIL not in str(answer.headers)


@pytest.mark.parametrize("path", ["//genres", "/genres//noir", "//evil.example//", "/answer", "/genres/Noir"])
def test_a_redirection_stays_on_this_site(client, path):
    answer = client.get(path, headers={"Host": EVIL})
    if answer.status_code in (301, 302, 303, 307, 308):
        assert re.match(r"/(?![/\\])", answer.headers["Location"])
    else:
        assert answer.status_code == 404


def test_samples_are_reached_below_the_prefix(make_app):
    client = make_app(trusted_proxies=1).test_client()
    page = client.get("/", headers={"X-Forwarded-Prefix": "/books"}).get_data(as_text=True)
    assert page.count('href="/books/?sample=') == len(SAMPLES)


@pytest.mark.parametrize("path", ["/", "/books", "/books/", "/books/genres", "/genres"])
def test_the_variable_script_name_puts_the_site_below_a_prefix(make_app, monkeypatch, path):
    monkeypatch.setenv("SCRIPT_NAME", "/books/")
    answer = make_app().test_client().get(path)
    assert answer.status_code == 200
    found = links(answer.get_data(as_text=True))
    assert [link for link in found if not link.startswith(("/books/", "https://"))] == []


def test_a_prefix_begins_with_a_slash(make_app, monkeypatch):
    for wrong in ("books", "//books", "/a b"):
        monkeypatch.setenv("SCRIPT_NAME", wrong)
        with pytest.raises(InputError, match=f"SCRIPT_NAME is '{wrong}'"):
            make_app()


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_a_server_has_the_prefix_too(start, kind):
    server = start(kind, SCRIPT_NAME="/books", WEB_CONCURRENCY="1")
    for path in ("/books/api/v1/openapi.json", "/api/v1/openapi.json"):
        assert server.ask(path)[1]["servers"] == [{"url": "/books"}]
    assert server.ask("/api/v1/nowhere")[1]["type"].startswith("/books/api/v1/docs#")
