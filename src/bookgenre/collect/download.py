"""Downloads that end when the crawl does."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from bookgenre.collect.throttle import Throttle

__all__ = ["StoppableDownload"]


class StoppableDownload(HTTP11DownloadHandler):
    """Scrapy's handler; without this, it would wait for a site that does not answer until its timeout."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._throttle: Throttle = crawler.settings["BOOKGENRE_THROTTLE"]

    async def download_request(self, request: Request) -> Response:
        """Download one page, unless the crawl is stopped meanwhile."""
        return await self._throttle.unless_stopped(super().download_request(request))
