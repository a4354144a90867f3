"""Which addresses of the store are listings, which are books, and which are never asked for."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from bookgenre.errors import InputError

__all__ = ["SMASHWORDS", "Site"]

SMASHWORDS = "https://www.smashwords.com"

_BOOK = re.compile(r"/books/view/([0-9]+)(?:/|$)")
_LISTING = re.compile(r"/books/category/\d+(?:/|$)|/shelves/category/[^/]+|/shelves/[^/]+/?$|/shelves/home/")


@dataclass(frozen=True, slots=True)
class Site:
    """The store, by the http address of its front page; any other is an `InputError`.

    What is not a listing, a book or robots.txt is never requested: no download, no login, no search, no other host.
    """

    base: str = SMASHWORDS

    def __post_init__(self) -> None:
        parts = _split(self.base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{self.base!r} is not the address of a site; give one such as {SMASHWORDS}")
        object.__setattr__(self, "base", f"{parts.scheme}://{parts.netloc}")

    @property
    def host(self) -> str:
        """The host, with its port if one is given."""
        return urlsplit(self.base).netloc

    @property
    def is_this_machine(self) -> bool:
        """Whether the site is served by this very machine."""
        name = urlsplit(self.base).hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"

    def holds(self, url: str) -> bool:
        """Say whether `url` is on this site, with or without ``www.``."""
        parts = _split(url)
        return parts.scheme in ("http", "https") and _bare(parts.netloc) == _bare(self.host)

    def book_id(self, url: str) -> str | None:
        """Return the number in a book's address on this site, or None."""
        if not self.holds(url):
            return None
        found = _BOOK.match(urlsplit(url).path)
        # A spreadsheet may have filled a number up with zeros.
        return (found.group(1).lstrip("0") or "0") if found else None

    def absolute(self, link: str) -> str:
        """Return the full address of a link as people keep it in files: without a scheme, relative, or for phones."""
        text = link.strip().strip("<>\"'")
        if not text or text.lower().startswith(("http://", "https://")):
            url = text
        elif text.startswith("//"):
            url = f"https:{text}"
        elif text.startswith("/") or text.lower().startswith("books/view/"):
            return f"{self.base}/{text.lstrip('/')}"
        else:
            url = f"https://{text}"
        parts = _split(url)
        bare = _bare(parts.netloc)
        phones = bare.startswith(("m.", "mobile.")) and bare.partition(".")[2] == _bare(self.host)
        return urlunsplit(parts._replace(netloc=self.host)) if phones else url

    def book_url(self, book_id: str) -> str:
        """Return the one address by which a book is requested."""
        return f"{self.base}/books/view/{book_id}"

    def is_listing(self, url: str) -> bool:
        """Say whether `url` is a page that lists books or shelves."""
        return self.holds(url) and bool(_LISTING.match(urlsplit(url).path))

    def may_ask(self, url: str) -> bool:
        """Return whether the collector may request `url`."""
        is_robots = self.holds(url) and urlsplit(url).path == "/robots.txt"
        return is_robots or self.is_listing(url) or self.book_id(url) is not None

    def listing_url(self, url: str) -> str:
        """Return a listing's address on the site's own scheme and host, without its fragment."""
        parts = urlsplit(url)
        own = urlsplit(self.base)
        return urlunsplit((own.scheme, own.netloc, parts.path, parts.query, ""))

    def category_url(self, category_id: int) -> str:
        """Return the address of the first page of a category, newest books first."""
        return f"{self.base}/books/category/{category_id}/newest/0/any/any/0"

    def shelves_url(self, shelf_id: int) -> str:
        """Return the address of a page that links to shelves."""
        return f"{self.base}/shelves/home/{shelf_id}/any/any"


def _split(url: str) -> SplitResult:
    """Take an address apart; what is none (``http://[``) comes as an empty one."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
