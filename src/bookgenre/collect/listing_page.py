"""A page that lists books or shelves."""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from parsel import Selector

from bookgenre.collect import selectors
from bookgenre.collect.page_text import one_line
from bookgenre.collect.records import BookLink
from bookgenre.collect.site import Site

__all__ = ["Listing", "parse_listing"]

PAGE_SIZE = 20
_OFFSET = re.compile(r"/(\d+)/?$")
# The whole text: "Next Door Romance" is a shelf.
_NEXT = re.compile(r"next(\s+page)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing leads to.

    Attributes
    ----------
    books
        In the order of the page, each once.
    next_page
        Address of the next page, or None on the last.
    shelves
        Addresses of the shelves that it links to.
    """

    books: tuple[BookLink, ...]
    next_page: str | None
    shelves: tuple[str, ...]


def parse_listing(page: Selector, *, url: str, site: Site) -> Listing:
    """Read a listing from its page; links to other sites are passed over."""
    books = _books(page, url, site)
    return Listing(tuple(books), _next_page(page, url, site, len(books)), tuple(_shelves(page, url, site)))


def _books(page: Selector, url: str, site: Site) -> list[BookLink]:
    for query in selectors.LISTING_LINKS:
        books: dict[str, BookLink] = {}
        for link in page.css(query):
            book_id = site.book_id(_target(link, url))
            if book_id is None:
                continue
            title = one_line(link)
            # A cover links to the same page without a word.
            if book_id not in books or (title and not books[book_id].title):
                books[book_id] = BookLink(book_id, site.book_url(book_id), title)
        if books:
            return list(books.values())
    return []


def _next_page(page: Selector, url: str, site: Site, books: int) -> str | None:
    for query in selectors.NEXT_PAGE:
        for link in reversed(page.css(query)):
            target = _target(link, url)
            named = _NEXT.fullmatch(one_line(link)) or link.attrib.get("rel") == "next"
            if named and site.is_listing(target) and site.listing_url(target) != site.listing_url(url):
                return site.listing_url(target)
    # Without any pagination, a full page may have a follower: better one page too many than a category cut short.
    offset = _OFFSET.search(url)
    if not page.css(selectors.PAGINATION) and books >= PAGE_SIZE and offset and "/books/category/" in url:
        return f"{url[: offset.start()]}/{int(offset.group(1)) + PAGE_SIZE}"
    return None


def _shelves(page: Selector, url: str, site: Site) -> list[str]:
    found = (
        site.listing_url(target)
        for query in selectors.SHELF_LINKS
        for link in page.css(query)
        if site.is_listing(target := _target(link, url))
    )
    return list(dict.fromkeys(found))


def _target(link: Selector, url: str) -> str:
    """Return where a link on the page `url` leads to; nowhere, if that is no address (``http://[``)."""
    with suppress(ValueError):
        return urljoin(url, link.attrib.get("href", "").strip())
    return ""
