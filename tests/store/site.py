"""What the store answers to a path: which page, with which status."""

import re
from dataclasses import dataclass, field

from .book_pages import Omit, book_page
from .catalogue import Catalogue
from .pages import listing_page, message, shelves_page

HTML = "text/html; charset=UTF-8"
LISTING = re.compile(r"(/books/category/(\d+)/newest/0/any/any)(?:/(\d+))?/?")
SHELF = re.compile(r"(/shelves/category/(\d+)(?:/any/any)?)(?:/(\d+))?/?")
SHELVES = re.compile(r"/shelves/home/(\d+)/any/any/?")
BOOK = re.compile(r"/books/view/(\d+)/?")
# Pages that no crawler of books should ask for; they answer, so that only the log tells who went there.
OFF_LIMITS = re.compile(r"/(?:login|signup|cart|about|settings|profile|static|books/(?:search|download|tags))\b.*")


@dataclass(frozen=True)
class Answer:
    """A response before it is sent."""

    status: int
    body: str | bytes
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The routes of the store over its catalogue; `omit` says whose pages have faults."""

    def __init__(self, catalogue: Catalogue, omit: dict[int, Omit], page_size: int, crawl_delay: float | None):
        self.catalogue = catalogue
        self.omit = omit
        self.page_size = page_size
        self.robots = Answer(200, robots_txt(crawl_delay), "text/plain; charset=UTF-8")

    def answer(self, path: str, *, adult: bool) -> Answer:
        """The answer to a path with its query; `adult`: the visitor has switched the adult filter off."""
        plain = path.partition("?")[0]
        if plain == "/robots.txt":
            return self.robots
        if plain == "/":
            return Answer(200, shelves_page(self.catalogue, ()))
        if match := BOOK.fullmatch(plain):
            return self._book(int(match[1]), adult)
        if match := LISTING.fullmatch(plain) or SHELF.fullmatch(plain):
            return self._listing(match[1], int(match[2]), int(match[3] or 0), adult)
        if (match := SHELVES.fullmatch(plain)) and int(match[1]) in self.catalogue.categories:
            return Answer(200, shelves_page(self.catalogue, self.catalogue.categories[int(match[1])]))
        if OFF_LIMITS.fullmatch(path):
            return Answer(200, message("Smashwords", "This page is not for crawlers."))
        return not_found()

    def _listing(self, base: str, category: int, offset: int, adult: bool) -> Answer:
        if category not in self.catalogue.categories:
            return not_found()
        path = self.catalogue.categories[category]
        books = self.catalogue.listed(path, adult=adult)
        page = listing_page(self.catalogue, path, books, base=base, offset=offset, page_size=self.page_size)
        return Answer(200, page)

    def _book(self, number: int, adult: bool) -> Answer:
        book = self.catalogue.by_id.get(number)
        if book is None:
            return not_found()
        if book.adult and not adult:
            text = "This book is hidden by your adult content filter. You can change the filter in your settings."
            return Answer(200, message("Adult content", text, "/settings/filter"))
        return Answer(200, book_page(self.catalogue, book, self.omit.get(number, Omit())))


def not_found() -> Answer:
    """The page for what is not there."""
    return Answer(404, message("Page not found", "We looked on every shelf and could not find this page."))


def robots_txt(crawl_delay: float | None) -> str:
    """The rules for crawlers, as they were quoted in 2019."""
    delay = "" if crawl_delay is None else f"Crawl-delay: {crawl_delay:g}\n"
    return f"User-agent: *\nDisallow: /books/search?\nDisallow: /books/download/\n{delay}"
