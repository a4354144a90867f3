"""What a crawl may do, and the settings of Scrapy that follow from it."""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookgenre.collect.site import Site
from bookgenre.collect.throttle import Throttle
from bookgenre.errors import InputError
from bookgenre.version import __version__

__all__ = ["ADULT_COOKIE", "CrawlOptions", "scrapy_settings"]

ADULT_COOKIE = "adultOff=no"
"""What the store's own filter sets where a reader asks to see titles marked as adult."""

LARGEST_PAGE = 8 << 20
"""Bytes; a book's page has a tenth of one percent of that."""

LARGEST_ROBOTS = 512 << 10
"""Bytes; RFC 9309 asks to read 500 KiB of a robots.txt at least."""

SLOWEST_KNOWN = 4.0
"""Seconds; the Crawl-delay of the store's robots.txt as quoted in 2019, kept where the file names none."""

_CONTACT = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}|https?://[^\s,;]+\.[^\s,;]+")
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl.

    Attributes
    ----------
    contact
        A mail address or web page at which the site's people reach whoever runs the crawl; sent with every request.
    site
        The store.
    delay
        Seconds between two requests, if that is more than robots.txt and this project ask for.
    limit
        Stop after so many new records.
    adult
        Ask to see titles that the store hides by default.
    max_age_days
        Pages fetched within so many days are not fetched again.
    progress_seconds
        Time between two lines of progress.

    Raises
    ------
    InputError
        If one of them cannot be.
    """

    contact: str
    site: Site = field(default_factory=Site)
    delay: float = 0.0
    limit: int | None = None
    adult: bool = False
    max_age_days: float = 30.0
    progress_seconds: float = 10.0

    def __post_init__(self) -> None:
        if not _CONTACT.fullmatch(self.contact.strip()):
            raise InputError(
                f"the contact {self.contact!r} is neither a mail address nor a web page; give one where the "
                "site's operators can reach you: --contact you@example.org"
            )
        if self.limit is not None and self.limit < 1:
            raise InputError("the limit must be 1 or more; leave it out to collect everything")
        # NaN is smaller than nothing: as a delay it would be none at all.
        if not 0 <= self.delay < math.inf or not self.max_age_days >= 0:
            raise InputError("delays and ages must be numbers and not negative")
        if not self.progress_seconds > 0:
            raise InputError("the seconds between two lines of progress must be more than 0")

    @property
    def user_agent(self) -> str:
        """What the site sees: who asks, and whom to write to."""
        return f"bookgenre/{__version__} (+https://github.com/bookgenre/bookgenre; contact: {self.contact.strip()})"

    @property
    def least_delay(self) -> float:
        """Seconds between two requests before robots.txt is read. A server on this machine is the user's own."""
        return max(self.delay, 0.0 if self.site.is_this_machine else SLOWEST_KNOWN)


def scrapy_settings(options: CrawlOptions, *, throttle: Throttle, cache: Path, log: Path) -> dict[str, Any]:
    """Return the settings of a polite crawl."""
    package = "bookgenre.collect"
    headers = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", "Accept-Language": "en"}
    if options.adult:
        headers["Cookie"] = ADULT_COOKIE
    return {
        "BOOKGENRE_SITE": options.site,
        "BOOKGENRE_THROTTLE": throttle,
        "BOOKGENRE_CACHE": str(cache),
        "USER_AGENT": options.user_agent,
        "DEFAULT_REQUEST_HEADERS": headers,
        # No session, so nothing that could be a login.
        "COOKIES_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": {
            f"{package}.middleware.AllowedUrls": 50,
            # Replaced by ours: Scrapy's ignores Crawl-delay and takes a missing answer for permission.
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            f"{package}.middleware.RobotsRules": 100,
            # Beyond the cache (900), next to the network.
            f"{package}.middleware.RefusalMiddleware": 950,
        },
        "ROBOTSTXT_OBEY": True,
        "REDIRECT_MAX_TIMES": 5,
        # A page that reloads itself is a page.
        "METAREFRESH_ENABLED": False,
        # One page after the other; the throttle sees to the delay, AutoThrottle to a site that grows slow.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": options.least_delay,
        # A delay drawn at random from half of it upwards would undercut Crawl-delay. Since 2.19 it has the second name.
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": options.least_delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": 60,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), f"{package}.middleware.StoppableDownload"),
        # Of what comes over the wire, and once more of what it unpacks to.
        "DOWNLOAD_MAXSIZE": LARGEST_PAGE,
        "DOWNLOAD_WARNSIZE": 0,
        # 403, 429 and 503 are left to RefusalMiddleware: they ask to wait, not to try again at once.
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [408, 500, 502, 504],
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_STORAGE": f"{package}.cache.PageCache",
        "HTTPCACHE_EXPIRATION_SECS": options.max_age_days * _DAY,
        "HTTPCACHE_IGNORE_HTTP_CODES": [403, 408, 429, *range(500, 600)],
        # Both would run code for whoever reaches their ports.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_FILE": str(log),
        "LOG_LEVEL": "INFO",
    }
