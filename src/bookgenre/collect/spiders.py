"""The two walks through the store: from listings to links, and from links to books."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from parsel import Selector
from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from bookgenre.collect.crawl_report import CrawlReport, UnparsedPages
from bookgenre.collect.middleware import is_too_large
from bookgenre.collect.options import LARGEST_PAGE, CrawlOptions
from bookgenre.collect.records import BookLink
from bookgenre.collect.store_pages import Unparsed, parse_book, parse_listing
from bookgenre.collect.throttle import Stopped, Throttle
from bookgenre.errors import BookgenreError, DataError
from bookgenre.files import JsonLinesLog

__all__ = ["BooksSpider", "LinksSpider"]

_OK = 200
_LOST = 5
_REDIRECTS = (301, 302, 303, 307, 308)
# The spider judges every answer, but redirects are followed, as far as `AllowedUrls` lets them.
_ANSWERED = {"handle_httpstatus_list": [status for status in range(100, 600) if status not in _REDIRECTS]}


class _StoreSpider(Spider):
    """What both walks share: the limit, and what becomes of a page that is not had. `known`: ids in the output."""

    def __init__(self, *, options: CrawlOptions, throttle: Throttle, out: JsonLinesLog, **rest: Any) -> None:
        super().__init__(**rest)
        self.options = options
        self.throttle = throttle
        self.out = out
        self._lost = 0
        self.known = {str(entry["id"]) for entry in out if entry.get("id")}
        self.report = CrawlReport(known=len(self.known))

    def ask(self, url: str, callback: Callable[..., Any], *, again: bool = False, **arguments: Any) -> Request:
        """Make the request of one page; `again`: even if another request led there."""
        return Request(
            url, callback=callback, errback=self.lost, meta=_ANSWERED, dont_filter=again, cb_kwargs=arguments
        )

    def keep(self, record_id: str, entry: dict[str, Any]) -> None:
        """Write a record, unless the limit is reached or the output has it already."""
        if self.report.reached_limit or record_id in self.known:
            return
        try:
            self.out.add(entry)
        except DataError as error:
            self.fault(error)
            return
        self.known.add(record_id)
        self.report.new += 1
        if self.options.limit is not None and self.report.new >= self.options.limit:
            self.report.reached_limit = True
            self.throttle.stop()

    def fault(self, error: BaseException) -> None:
        """End the crawl: the error is on this machine, and would occur with the next page, too."""
        self.throttle.stop(f"{error}; what was collected is kept, run the same command again then")

    def had(self, response: Response) -> bool:
        """Say whether this is a page; count it as failed if it is not."""
        self._lost = 0
        self.report.pages += 1
        if response.status == _OK and isinstance(response, TextResponse):
            return True
        reason = "not a page of text" if response.status == _OK else f"answered with {response.status}"
        self.report.failed[reason] += 1
        if response.status in (404, 410):
            self.report.missing.append(response.url)
        return False

    def lost(self, failure: Failure) -> None:
        """Count a request to which no page came; one that was never sent is not done and not counted."""
        error = failure.value
        if isinstance(error, Stopped) or self.throttle.stopping:
            return
        if isinstance(error, BookgenreError):
            self.fault(error)
            return
        reason = " ".join(str(error).split())
        self.logger.warning("%s: %s", getattr(failure, "request", ""), reason)
        if error is not None and is_too_large(error):
            self._lost = 0
            self.report.failed[f"larger than {LARGEST_PAGE >> 20} MB"] += 1
            return
        if isinstance(error, IgnoreRequest):
            self.report.failed[reason] += 1
            return
        self.report.failed[f"no answer ({type(error).__name__})"] += 1
        self.report.unanswered += 1
        self._lost += 1
        if self._lost >= _LOST:
            self.throttle.stop(
                f"{_LOST} requests in a row brought no answer ({reason[:200] or type(error).__name__}); "
                "check the connection and run the command again"
            )

    def page(self, response: Response) -> Selector:
        """Return the page for the parsers, which know nothing of Scrapy."""
        return Selector(text=response.text or "<html></html>")


class LinksSpider(_StoreSpider):
    """Walks `listings`, addresses, and their pages to links."""

    name = "links"

    def __init__(self, *, listings: list[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.listings = listings
        self.waiting = len(listings)
        self._seen: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every listing."""
        for url in self.listings:
            if self.throttle.stopping:
                return
            yield self.ask(url, self.listing)

    def listing(self, response: Response) -> Iterator[Request]:
        """Write the links of one page, and request the next."""
        self.waiting -= 1
        if not self.had(response):
            return
        listing = parse_listing(self.page(response), url=response.url, site=self.options.site)
        for link in listing.books:
            self.report.repeated += link.id in self._seen
            self._seen.add(link.id)
            self.keep(link.id, link.to_dict())
        shelves = listing.shelves if "/shelves/home/" in response.url else ()
        if not listing.books and not shelves:
            self.report.empty.append(response.url)
        for url in (*shelves, *([listing.next_page] if listing.next_page else [])):
            self.waiting += 1
            yield self.ask(url, self.listing)

    def progress(self) -> tuple[str, int | None]:
        """Return the progress as text, and how many pages are left."""
        return f"{self.report.pages:,} listings, {len(self.known):,} books", max(0, self.waiting)


class BooksSpider(_StoreSpider):
    """Follows links to books; pages that yield no book are kept in `unparsed`."""

    name = "books"

    def __init__(self, *, links: Iterable[BookLink], unparsed: UnparsedPages, **rest: Any) -> None:
        super().__init__(**rest)
        self.links = [link for link in links if link.id not in self.known]
        self.unparsed_pages = unparsed

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every book that the output does not hold yet."""
        for link in self.links:
            if self.throttle.stopping:
                return
            yield self.ask(link.url, self.book, again=True, book_id=link.id)

    def book(self, response: Response, book_id: str) -> None:
        """Keep one book."""
        if not self.had(response):
            return
        if self.options.site.book_id(response.url) != book_id:
            self.report.failed["leads to another page"] += 1
            return
        url = self.options.site.book_url(book_id)
        today = datetime.now(UTC).date().isoformat()
        try:
            book = parse_book(self.page(response), book_id=book_id, url=url, collected=today)
        except Exception as error:
            # A fault of ours costs one book, not the page.
            self.logger.exception("%s", url)
            book = Unparsed(f"an error in bookgenre ({type(error).__name__}, see crawl.log)")
        try:
            if not isinstance(book, Unparsed):
                self.keep(book_id, book.to_dict())
                self.unparsed_pages.forget(book_id)
                return
            self.unparsed_pages.keep(book_id, url=url, reason=book.reason, body=response.body)
        except DataError as error:
            self.fault(error)
            return
        # A page that the store hides was read: it is no sign that the site has changed.
        if book.hidden:
            self.report.hidden += 1
        else:
            self.report.unparsed[book.reason] += 1

    def progress(self) -> tuple[str, int | None]:
        """Return the progress as text, and how many pages are left."""
        left = len(self.links) - self.report.pages
        return f"{self.report.pages:,} of {len(self.links):,} pages, {self.report.new:,} new books", max(0, left)
