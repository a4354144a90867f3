"""Downloader middlewares: which addresses are asked for, when, and what follows a refusal."""

import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from bookgenre.collect.site import Site
from bookgenre.collect.throttle import Throttle, retry_after

__all__ = ["RefusalMiddleware", "AllowedUrls"]

_REFUSALS = frozenset({403, 429, 503})
_TRIES = 5
_IN_A_ROW = 8


class AllowedUrls:
    """A downloader middleware that lets only listings, books and robots.txt of the site through, redirects included."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for the site of the crawl."""
        return cls(crawler.settings["BOOKGENRE_SITE"])

    def process_request(self, request: Request) -> None:
        """Refuse any other address."""
        if not self._site.may_ask(request.url):
            raise IgnoreRequest("is not a listing or a book of the store")


class RefusalMiddleware:
    """A downloader middleware that throttles requests, and repeats them later after a 403, 429 or 503.

    It is the one next to the network, so that what the cache answers does not wait.
    """

    def __init__(self, crawler: Crawler, throttle: Throttle) -> None:
        self._crawler = crawler
        self._throttle = throttle

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it with the throttle of the crawl."""
        return cls(crawler, crawler.settings["BOOKGENRE_THROTTLE"])

    async def process_request(self, request: Request) -> None:
        """Wait until the request may be sent."""
        await self._throttle.begin()
        self._count("asked")
        request.meta["bookgenre_sent"] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer, or the request to be sent again after the others."""
        request.meta.pop("bookgenre_sent", None)
        self._throttle.end()
        if response.status not in _REFUSALS:
            self._throttle.accepted()
            return response
        self._count(f"refused with {response.status}")
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, now=time.time())
        self._throttle.refused(asked)
        if self._throttle.refusals >= _IN_A_ROW:
            self._throttle.stop(
                f"the site answered {_IN_A_ROW} requests in a row with a refusal (the last with {response.status}); "
                "wait some hours, then run the same command again"
            )
        tries = request.meta.get("bookgenre_tries", 1)
        if tries >= _TRIES or self._throttle.stopping:
            return response
        again = request.replace(dont_filter=True, priority=request.priority - 1)
        again.meta["bookgenre_tries"] = tries + 1
        return again

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """Allow the next request if no answer came."""
        if "bookgenre_sent" in request.meta:
            del request.meta["bookgenre_sent"]
            self._throttle.end()
            self._count("without an answer")

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"bookgenre/{what}")
