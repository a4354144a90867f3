"""The last thing that a request passes on its way out, and the first on its way back."""

import time
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from bookgenre.collect.pace import Pace, retry_after
from bookgenre.collect.site import Site

__all__ = ["Gate", "Scope"]

_REFUSALS = frozenset({403, 429, 503})
_TRIES = 5
_IN_A_ROW = 8


class Scope:
    """A downloader middleware that lets only listings, books and robots.txt of the site through, redirects included."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for the site of the crawl."""
        return cls(crawler.settings["BOOKGENRE_SITE"])

    def process_request(self, request: Request) -> None:
        """Turn away any other address."""
        if not self._site.may_ask(request.url):
            raise IgnoreRequest("leads away from the store's listings and books")


class Gate:
    """A downloader middleware that keeps the pace, and comes back later where the site says 403, 429 or 503.

    It stands nearest to the network, so that what the cache answers does not wait.
    """

    def __init__(self, crawler: Crawler, pace: Pace) -> None:
        self._crawler = crawler
        self._pace = pace

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it with the pace of the crawl."""
        return cls(crawler, crawler.settings["BOOKGENRE_PACE"])

    async def process_request(self, request: Request) -> None:
        """Wait for the turn of this request."""
        await self._pace.begin()
        self._count("asked")
        request.meta["bookgenre_sent"] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass the answer on, or put the request behind the others to be sent again."""
        request.meta.pop("bookgenre_sent", None)
        self._pace.end()
        if response.status not in _REFUSALS:
            self._pace.accepted()
            return response
        self._count(f"refused with {response.status}")
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, now=time.time())
        self._pace.refused(asked)
        if self._pace.refusals >= _IN_A_ROW:
            self._pace.stop(
                f"the site answered {_IN_A_ROW} requests in a row with a refusal (the last with {response.status}); "
                "wait some hours, then run the same command again"
            )
        tries = request.meta.get("bookgenre_tries", 1)
        if tries >= _TRIES or self._pace.stopping:
            return response
        again = request.replace(dont_filter=True, priority=request.priority - 1)
        again.meta["bookgenre_tries"] = tries + 1
        return again

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """Free the turn where no answer came."""
        if "bookgenre_sent" in request.meta:
            del request.meta["bookgenre_sent"]
            self._pace.end()
            self._count("without an answer")

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"bookgenre/{what}")
