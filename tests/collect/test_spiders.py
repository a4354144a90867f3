import pytest

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

from scrapy.http import HtmlResponse

from bookgenre.collect import BookLink, Site, spiders
from bookgenre.collect.crawl_report import UnparsedPages
from bookgenre.collect.options import CrawlOptions
from bookgenre.collect.throttle import Throttle
from bookgenre.files import JsonLinesLog

SITE = Site("http://127.0.0.1:8765")
URL = SITE.book_url("7")
PAGE = b'<h1>Tea</h1><p itemprop="description">Brass.</p><p class="category">Fiction</p>'


@pytest.fixture
def spider(tmp_path):
    with JsonLinesLog(tmp_path / "books.jsonl") as out:
        yield spiders.BooksSpider(
            options=CrawlOptions(contact="tester@example.org", site=SITE),
            throttle=Throttle(0),
            out=out,
            links=[BookLink("7", URL)],
            unparsed=UnparsedPages(tmp_path / "unparsed"),
        )


def test_an_error_in_a_parser_costs_one_book_and_not_its_page(spider, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise RecursionError

    monkeypatch.setattr(spiders, "parse_book", fail)
    spider.book(HtmlResponse(URL, body=PAGE), "7")
    assert spider.report.unparsed == {"an error in bookgenre (RecursionError, see crawl.log)": 1}
    assert (tmp_path / "unparsed" / "7.html").read_bytes() == PAGE
    # Mended, it is read from the page that was kept in the cache.
    monkeypatch.undo()
    spider.book(HtmlResponse(URL, body=PAGE), "7")
    assert [entry["title"] for entry in spider.out] == ["Tea"]
    assert not list((tmp_path / "unparsed").iterdir())


@pytest.mark.parametrize("body", [b"", b"\0\0", b"\xff\xfe\xfa", b"<", b"\x89PNG\r\n" * 9])
def test_a_page_of_nonsense_is_kept_as_one_that_yields_no_book(spider, tmp_path, body):
    spider.book(HtmlResponse(URL, body=body), "7")
    assert spider.report.unparsed == {"no description": 1}
    assert (tmp_path / "unparsed" / "7.html").read_bytes() == body


def test_a_page_in_another_encoding_is_read(spider):
    page = PAGE.replace(b"Brass", "Café – “Brass”".encode("cp1252"))
    spider.book(HtmlResponse(URL, body=page, headers={"Content-Type": "text/html; charset=windows-1252"}), "7")
    assert [entry["description"] for entry in spider.out] == ["Café – “Brass”."]
