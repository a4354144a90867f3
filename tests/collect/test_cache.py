import sqlite3
import time
from types import SimpleNamespace

import pytest

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from bookgenre.collect.cache import PageCache, connect
from bookgenre.collect.throttle import Throttle
from bookgenre.errors import CollectError

URL = "https://www.example.org/books/view/7"


@pytest.fixture
def spider():
    return SimpleNamespace(throttle=Throttle(0))


@pytest.fixture
def cache(tmp_path, spider):
    """A function that opens the cache in the folder; all that it opened are closed."""
    opened = []

    def cache(max_age=60.0):
        opened.append(
            PageCache(Settings({"BOOKGENRE_CACHE": tmp_path / "c.sqlite", "HTTPCACHE_EXPIRATION_SECS": max_age}))
        )
        opened[-1].open_spider(spider)
        return opened[-1]

    yield cache
    for one in opened:
        one.close_spider(spider)


def page(text="Café", **headers):
    return HtmlResponse(URL, headers={"Content-Type": "text/html; charset=utf-8"} | headers, body=text.encode())


def test_a_page_is_had_again_by_a_later_crawl(cache, spider):
    first = cache()
    assert first.retrieve_response(spider, Request(URL)) is None
    first.store_response(spider, Request(URL), page(**{"Set-Cookie": "session=1", "X-Two": ["a", "b"]}))
    first.close_spider(spider)
    found = cache().retrieve_response(spider, Request(URL))
    assert type(found) is HtmlResponse
    assert (found.url, found.status, found.text) == (URL, 200, "Café")
    assert found.headers.getlist("X-Two") == [b"a", b"b"]
    # Who was given a session is nobody's business later.
    assert "Set-Cookie" not in found.headers


def test_a_page_that_is_too_old_is_not_had(cache, spider):
    kept = cache(max_age=0.0)
    kept.store_response(spider, Request(URL), page())
    time.sleep(0.01)
    assert kept.retrieve_response(spider, Request(URL)) is None


def test_a_later_page_takes_the_place_of_an_earlier_one(cache, spider):
    kept = cache()
    for text in ("one", "two"):
        kept.store_response(spider, Request(URL), page(text))
    assert kept.retrieve_response(spider, Request(URL)).text == "two"


def test_with_another_cookie_it_is_another_page(cache, spider):
    kept = cache()
    shown = Request(URL, headers={"Cookie": "adultOff=no"})
    kept.store_response(spider, Request(URL), page("hidden"))
    assert kept.retrieve_response(spider, shown) is None
    kept.store_response(spider, shown, page("shown"))
    assert kept.retrieve_response(spider, Request(URL)).text == "hidden"
    assert kept.retrieve_response(spider, shown).text == "shown"


def test_while_it_is_open_nobody_else_opens_it(cache, tmp_path):
    cache()
    with pytest.raises(CollectError, match=r"another crawl uses .*; wait until it has ended"):
        connect(tmp_path / "c.sqlite")


def test_a_crawl_that_came_too_late_is_stopped_and_keeps_nothing(cache, tmp_path, spider):
    cache()
    late = cache()
    assert spider.throttle.stopping
    assert "another crawl uses" in spider.throttle.stop_reason
    late.store_response(spider, Request(URL), page())
    assert late.retrieve_response(spider, Request(URL)) is None


def test_a_file_that_is_no_cache_is_refused_untouched(tmp_path):
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"Not a database, but somebody's letter." * 100)
    with pytest.raises(CollectError, match=r"cannot be used: .*; choose another folder"):
        connect(path)
    assert path.read_bytes() == b"Not a database, but somebody's letter." * 100


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CollectError, match=r"cannot be used: .*; choose another folder"):
        connect(tmp_path / "file" / "c.sqlite")


def test_what_was_not_committed_is_not_there(tmp_path):
    path = tmp_path / "new" / "c.sqlite"
    database = connect(path)
    database.execute("INSERT INTO pages VALUES ('k', 0, 200, 'u', '{}', x'')")
    database.close()
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    database.close()
