import asyncio
import sys
import urllib.request

import pytest

from bookgenre.errors import InputError
from bookgenre.space.prefix import BelowPrefix, prefix_options
from gradio_page import serve, stop


def seen(path, headers=(), **options):
    """Root path and path that an application sees."""
    found = {}

    async def application(scope, receive, send):
        found.update(scope)

    scope = {"type": "http", "path": path, "root_path": "", "headers": list(headers)}
    asyncio.run(BelowPrefix(application, **options)(scope, None, None))
    return found["root_path"], found["path"]


BOOKS = (b"x-forwarded-prefix", b"/books/")


@pytest.mark.parametrize(
    ("path", "headers", "options", "expected"),
    [
        ("/config", [], {}, ("", "/config")),
        ("/config", [], {"prefix": "/books"}, ("/books", "/books/config")),
        ("/books/config", [], {"prefix": "/books"}, ("/books", "/books/config")),
        ("/booksellers", [], {"prefix": "/books"}, ("/books", "/books/booksellers")),
        ("/config", [BOOKS], {"trusted": True}, ("/books", "/books/config")),
        ("/config", [BOOKS], {"trusted": True, "prefix": "/other"}, ("/books", "/books/config")),
        ("/config", [BOOKS], {}, ("", "/config")),
        ("/config", [(b"x-forwarded-prefix", b"//evil.example")], {"trusted": True}, ("", "/config")),
        ("/config", [(b"x-forwarded-prefix", b"")], {"trusted": True, "prefix": "/a"}, ("/a", "/a/config")),
    ],
)
def test_where_an_application_is(path, headers, options, expected):
    assert seen(path, headers, **options) == expected


def test_the_environment_names_a_prefix_and_an_empty_variable_does_not(monkeypatch):
    for name in ("SCRIPT_NAME", "GRADIO_ROOT_PATH", "BOOKGENRE_TRUSTED_PROXIES"):
        monkeypatch.setenv(name, "")
    assert prefix_options() == {"prefix": "", "trusted": False}
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/books/")
    monkeypatch.setenv("BOOKGENRE_TRUSTED_PROXIES", "1")
    assert prefix_options() == {"prefix": "/books", "trusted": True}
    monkeypatch.setenv("SCRIPT_NAME", "/other")
    assert prefix_options()["prefix"] == "/other"


@pytest.mark.parametrize(("name", "value"), [("SCRIPT_NAME", "books"), ("BOOKGENRE_TRUSTED_PROXIES", "yes")])
def test_a_variable_that_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=repr(value)):
        prefix_options()


def test_the_page_is_served_below_a_prefix(tiny_model_folder, tmp_path):
    pytest.importorskip("gradio", reason="the page needs the extra space")
    command = [sys.executable, "-m", "bookgenre", "space", "run", "--model", tiny_model_folder]
    served = serve(command, tmp_path, SCRIPT_NAME="/books", BOOKGENRE_TRUSTED_PROXIES="1")
    try:
        for path, prefix, expected in (
            ("/config", None, "/books"),
            ("/books/config", None, "/books"),
            ("/config", "/other", "/other"),
        ):
            request = urllib.request.Request(f"{served.url}{path}", headers={"X-Forwarded-Prefix": prefix or ""})  # noqa: S310
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                assert f'"root":"{served.url}{expected}"' in answer.read().decode().replace('": "', '":"')
    finally:
        stop(served)
