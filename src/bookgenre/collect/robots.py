"""robots.txt, with what Scrapy leaves out: Crawl-delay, and that a missing answer is no permission."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from bookgenre.collect.options import LARGEST_ROBOTS
from bookgenre.collect.throttle import Stopped, Throttle

__all__ = ["RobotsRules", "is_too_large"]

_SERVER_ERROR = 500
_TOO_MANY = 429


class RobotsRules:
    """A downloader middleware that obeys robots.txt as RFC 9309 and Crawl-delay ask.

    Where the file cannot be had (a server's error, no connection), RFC 9309, 2.3.1.4, asks to take everything as
    forbidden; the crawl ends then. A 4xx answer means that there are no rules, but for 429, which says nothing of them.

    Parameters
    ----------
    crawler, throttle
        Those of the crawl.
    agent
        Our name as it stands in a robots.txt; the whole user agent would also be meant by a name within the contact.
    """

    def __init__(self, crawler: Crawler, throttle: Throttle, agent: str) -> None:
        self._crawler = crawler
        self._throttle = throttle
        self._agent = agent
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it with the throttle of the crawl."""
        return cls(crawler, crawler.settings["BOOKGENRE_THROTTLE"], crawler.settings["USER_AGENT"].partition("/")[0])

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
                raise IgnoreRequest("robots.txt is too large") from error
            self._throttle.stop(
                f"{origin} cannot be reached ({_plain(error)}); check the connection and run the command again"
            )
            raise IgnoreRequest("robots.txt cannot be fetched") from error
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            self._throttle.stop(
                f"{origin}/robots.txt is answered with {response.status}, which forbids everything; try again later"
            )
            raise IgnoreRequest("robots.txt cannot be fetched")
        known = response.status < 300
        rules = Protego.parse(response.body.decode("utf-8-sig", "replace") if known else "")
        delay = rules.crawl_delay(self._agent)
        if delay is not None:
            self._throttle.slow_to(float(delay))
        return rules


def is_too_large(error: BaseException) -> bool:
    """Whether a page was given up because of its size, on the wire or unpacked; Scrapy has no exception of its own."""
    return "larger than download max size" in str(error) or "DOWNLOAD_MAXSIZE" in str(error)


def _plain(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
