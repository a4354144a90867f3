"""One crawl in one process, and a report at its end."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from bookgenre.collect.cache import connect
from bookgenre.collect.crawl_report import CrawlReport, UnparsedPages
from bookgenre.collect.link_files import read_links
from bookgenre.collect.options import CrawlOptions, scrapy_settings
from bookgenre.collect.spiders import BooksSpider, LinksSpider
from bookgenre.collect.throttle import Throttle
from bookgenre.errors import CollectError
from bookgenre.files import JsonLinesLog, Rejects
from bookgenre.files.atomic import write_errors

__all__ = ["collect_books", "collect_links"]

_CACHE = "http-cache.sqlite"
_PATIENCE = 1.8
"""Seconds from an interrupt to the end, whatever happens."""
_INTERRUPTED = 130
"""Exit status of a program that Ctrl-C has ended: 128 and the number of the signal."""

_log = logging.getLogger(__name__)


def collect_links(listings: Sequence[str], out: Path, options: CrawlOptions) -> CrawlReport:
    """Walk `listings` and their pages, and add the links to books to `out`, each book once.

    Run again after an interruption it goes on: pages that were fetched come from the cache beside `out`. Twisted starts
    once in a process, so a process can run one crawl. Listings are addresses of categories or shelves, see `Site`.

    Raises
    ------
    CollectError
        If another crawl uses the folder.
    """
    return _crawl(LinksSpider, out, options, listings=list(listings))


def collect_books(files: Sequence[Path], out: Path, options: CrawlOptions) -> CrawlReport:
    """Follow the links in `files` and add the books to `out`; those that `out` holds are not asked for.

    Pages that yield no book are kept in ``unparsed/`` beside `out`, links that lead elsewhere in ``rejects.jsonl``.

    Raises
    ------
    DataError
        If the files cannot be read, or no link leads to a book of the site.
    CollectError
        If another crawl uses the folder.
    """
    # First of all, so that a crawl that runs there keeps its rejects.
    connect(out.parent / _CACHE).close()
    with Rejects(out.parent / "rejects.jsonl") as rejects:
        links = read_links(files, options.site, rejects)
        for reason, count in rejects.counts.items():
            _log.info("%s rows left out: %s (see %s)", f"{count:,}", reason, rejects.path)
    return _crawl(BooksSpider, out, options, links=links, unparsed=UnparsedPages(out.parent / "unparsed"))


def _crawl(kind: "type[LinksSpider | BooksSpider]", out: Path, options: CrawlOptions, **arguments: Any) -> CrawlReport:
    started = time.monotonic()
    cache, log = out.parent / _CACHE, out.parent / "crawl.log"
    connect(cache).close()
    throttle = Throttle(options.least_delay)
    # A log that cannot be written must not fill the screen with tracebacks of its own.
    logging.raiseExceptions = False
    with JsonLinesLog(out) as records, _Watch(throttle, options.progress_seconds) as watch:
        with write_errors(log):
            process = AsyncCrawlerProcess(scrapy_settings(options, throttle=throttle, cache=cache, log=log))
        crawler = process.create_crawler(kind)
        watch.crawler = crawler
        crawler.signals.connect(watch.begin, signal=signals.spider_opened)
        crawler.signals.connect(watch.end, signal=signals.spider_closed)
        process.crawl(crawler, options=options, throttle=throttle, out=records, **arguments)
        process.start(install_signal_handlers=False)
        spider: Any = crawler.spider
        if spider is None:
            raise CollectError(f"the crawl could not start; see {log}")
    report: CrawlReport = spider.report
    # What the middlewares have counted, and errors of ours.
    stats = crawler.stats.get_stats() if crawler.stats is not None else {}
    report.asked = stats.get("bookgenre/asked", 0)
    report.refused.update(
        {key.rpartition(" ")[2]: count for key, count in stats.items() if key.startswith("bookgenre/refused")}
    )
    if errors := stats.get("spider_exceptions/count", 0):
        report.failed["an error in bookgenre (see crawl.log)"] += errors
    report.interrupted, report.stop_reason = watch.interrupted, throttle.stop_reason
    report.seconds = time.monotonic() - started
    return report


class _Watch:
    """Logs the progress of a crawl, and ends it in order on Ctrl-C or SIGTERM; a second signal ends it at once.

    Used as a context, it catches them from before the crawl has begun until after its end.
    """

    def __init__(self, throttle: Throttle, seconds: float) -> None:
        self.crawler: Crawler | None = None
        self.interrupted = False
        self._throttle = throttle
        self._seconds = seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._handlers: dict[int, Any] = {}
        self._last_resort: threading.Timer | None = None

    def __enter__(self) -> Self:
        # Only the main thread receives signals.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._handlers[number] = signal.signal(number, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._last_resort is not None:
            self._last_resort.cancel()

    def _interrupt(self, number: int, frame: object) -> None:  # noqa: ARG002
        self.interrupted = True
        signal.signal(number, self._handlers[number])
        if self._last_resort is None:
            self._last_resort = threading.Timer(_PATIENCE, self._give_up)
            self._last_resort.daemon = True
            self._last_resort.start()
        if self._loop is None:
            self._throttle.stop()
        else:
            self._loop.call_soon_threadsafe(self._throttle.stop)

    @staticmethod
    def _give_up() -> None:
        """End the process, even while a name server is being asked; what is on the disk is sound at each moment."""
        _log.info("stopped; run the same command again to resume")
        os._exit(_INTERRUPTED)

    def begin(self) -> None:
        """Start to log the progress."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._report())

    def end(self) -> None:
        """Stop to log the progress."""
        self._loop = None
        if self._task is not None:
            self._task.cancel()

    async def _report(self) -> None:
        started = time.monotonic()
        while True:
            await asyncio.sleep(self._seconds)
            crawler: Any = self.crawler
            rate = crawler.stats.get_value("bookgenre/asked", 0) / (time.monotonic() - started)
            done, left = crawler.spider.progress()
            time_left = f", about {_duration(left / rate)} left" if left and rate else ""
            _log.info("%s; %.3g pages per minute%s", done, 60 * rate, time_left)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
