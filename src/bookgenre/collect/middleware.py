"""Downloader middlewares: which addresses are asked for, robots.txt, when, and what follows a refusal."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from bookgenre.collect.options import LARGEST_ROBOTS
from bookgenre.collect.site import Site
from bookgenre.collect.throttle import Stopped, Throttle, retry_after

__all__ = ["AllowedUrls", "RefusalMiddleware", "RobotsRules", "StoppableDownload", "is_too_large"]

_REFUSALS = frozenset({403, 429, 503})
_TRIES = 5
_IN_A_ROW = 8
_SERVER_ERROR = 500
_TOO_MANY = 429


class _Middleware:
    """What the downloader middlewares share: the crawl and its throttle."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._throttle: Throttle = crawler.settings["BOOKGENRE_THROTTLE"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy asks for it."""
        return cls(crawler)


class AllowedUrls(_Middleware):
    """A downloader middleware that lets only listings, books and robots.txt of the site through, redirects included."""

    def process_request(self, request: Request) -> None:
        """Refuse any other address."""
        site: Site = self._crawler.settings["BOOKGENRE_SITE"]
        if not site.may_ask(request.url):
            raise IgnoreRequest("is not a listing or a book of the store")


class RobotsRules(_Middleware):
    """A downloader middleware that obeys robots.txt as RFC 9309 and Crawl-delay ask.

    Where the file cannot be had (a server's error, no connection), RFC 9309, 2.3.1.4, asks to take everything as
    forbidden; the crawl ends then. A 4xx answer means that there are no rules, but for 429, which says nothing of them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Our name as it stands in a robots.txt. Names within the contact would match the whole user agent, too.
        self._agent: str = crawler.settings["USER_AGENT"].partition("/")[0]
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    async def process_request(self, request: Request) -> None:
        """Refuse what robots.txt forbids."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin))
        # One waiter that is cancelled must not cancel it for the others.
        rules = await asyncio.shield(self._rules[origin])
        if not rules.can_fetch(request.url, self._agent):
            raise IgnoreRequest("forbidden by robots.txt")

    async def _fetch(self, origin: str) -> Protego:
        engine = self._crawler.engine
        if engine is None:
            raise Stopped("the crawl has ended")
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            meta={"dont_obey_robotstxt": True, "dont_cache": True, "download_maxsize": LARGEST_ROBOTS},
        )
        download: Callable[[Request], Awaitable[Response]] = engine.download_async
        try:
            response = await download(request)
        except Stopped:
            raise
        except Exception as error:
            if is_too_large(error):
                self._throttle.stop(
                    f"{origin}/robots.txt has more than {LARGEST_ROBOTS >> 10} KB and is not read, and what it forbids "
                    "is not known; write to the site's operators"
                )
            # A stop that has a reason keeps it.
            reason = " ".join(str(error).split()) or type(error).__name__
            self._throttle.stop(
                f"{origin} cannot be reached ({reason}); check the connection and run the command again"
            )
            raise IgnoreRequest("robots.txt cannot be fetched") from error
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            self._throttle.stop(
                f"{origin}/robots.txt is answered with {response.status}, which forbids everything; try again later"
            )
            raise IgnoreRequest("robots.txt cannot be fetched")
        known = response.status < 300
        rules = Protego.parse(response.body.decode("utf-8-sig", "replace") if known else "")
        self._throttle.slow_to(float(rules.crawl_delay(self._agent) or 0))
        return rules


def is_too_large(error: BaseException) -> bool:
    """Whether a page was given up because of its size, on the wire or unpacked; Scrapy has no exception of its own."""
    return "larger than download max size" in str(error) or "DOWNLOAD_MAXSIZE" in str(error)


class RefusalMiddleware(_Middleware):
    """A downloader middleware that throttles requests, and repeats them later after a 403, 429 or 503.

    It is the one next to the network, so that what the cache answers does not wait.
    """

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


class StoppableDownload(HTTP11DownloadHandler):
    """Scrapy's handler; without this, it would wait for a site that does not answer until its timeout."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._throttle: Throttle = crawler.settings["BOOKGENRE_THROTTLE"]

    async def download_request(self, request: Request) -> Response:
        """Download one page, unless the crawl is stopped meanwhile."""
        return await self._throttle.unless_stopped(super().download_request(request))
