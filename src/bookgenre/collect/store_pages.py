"""The store's pages, whatever their generation: listings of books and shelves, and books."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from urllib.parse import urljoin

from parsel import Selector, SelectorList
from parsel.csstranslator import HTMLTranslator

from bookgenre.collect import selectors
from bookgenre.collect.records import BookLink, CollectedBook
from bookgenre.collect.site import Site
from bookgenre.text.markup import element_text

__all__ = ["Listing", "Unparsed", "parse_book", "parse_listing"]

_PAGE_SIZE = 20
_OFFSET = re.compile(r"/(\d+)/?$")
# The whole text: "Next Door Romance" is a shelf.
_NEXT = re.compile(r"next(\s+page)?\W*", re.IGNORECASE)

_HIDDEN = "hidden by the adult filter"
_MAX_AUTHORS = 10
# The details of the book: neither menus nor other books, and not the blurb, which may contain "Language: love".
_AROUND = f"not({selectors.NAVIGATION})"
_BESIDE = " and ".join(
    f"not({HTMLTranslator().css_to_xpath(query, prefix='ancestor::')})" for query in selectors.DESCRIPTION
)
_NUMBER = re.compile(r"[~\s]*(\d{1,3}(?:[,.\s]\d{3})+(?!\d)|\d+)")
_DATES = ("%B %d, %Y", "%b %d, %Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%m/%d/%Y")


def one_line(element: Selector) -> str:
    """Return the text of `element` on one line."""
    return " ".join(paragraphs(element).split())


def paragraphs(element: Selector) -> str:
    """Return the text of `element` with its paragraphs."""
    return element_text(element.get())


@dataclass(frozen=True, slots=True)
class Listing:
    """The books of a listing, each once, and the addresses of its next page, if any, and of its shelves."""

    books: tuple[BookLink, ...]
    next_page: str | None
    shelves: tuple[str, ...]


def parse_listing(page: Selector, *, url: str, site: Site) -> Listing:
    """Read a listing from its page; links to other sites are passed over."""
    books = _books(page, url, site)
    targets = (_target(link, url) for query in selectors.SHELF_LINKS for link in page.css(query))
    shelves = dict.fromkeys(site.listing_url(target) for target in targets if site.is_listing(target))
    return Listing(tuple(books), _next_page(page, url, site, len(books)), tuple(shelves))


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
    if not page.css(selectors.PAGINATION) and books >= _PAGE_SIZE and offset and "/books/category/" in url:
        return f"{url[: offset.start()]}/{int(offset.group(1)) + _PAGE_SIZE}"
    return None


def _target(link: Selector, url: str) -> str:
    """Return where a link on the page `url` leads to; nowhere, if that is no address (``http://[``)."""
    with suppress(ValueError):
        return urljoin(url, link.attrib.get("href", "").strip())
    return ""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A page that did not yield a book, and why."""

    reason: str

    @property
    def hidden(self) -> bool:
        """Whether the store hid the book; the page was understood then."""
        return self.reason == _HIDDEN


def parse_book(page: Selector, *, book_id: str, url: str, collected: str | None = None) -> CollectedBook | Unparsed:
    """Read a book from its page, which was asked for as `book_id` under `url`; `collected` is the date of the visit.

    Returns `Unparsed` if there is no title, no description or no category.
    """
    description = _first(page, selectors.DESCRIPTION, paragraphs)
    if not description:
        hidden = selectors.ADULT_HINTS.search(" ".join(page.xpath(f"//body//text()[{_AROUND}]").getall()))
        return Unparsed(_HIDDEN if hidden else "no description")
    title = _first(page, selectors.TITLE, one_line)
    if not title:
        return Unparsed("no title")
    categories = _categories(page)
    if not categories:
        return Unparsed("no category")
    facts = _facts(page)
    return CollectedBook(
        id=book_id,
        url=url,
        title=title,
        description=description,
        categories=categories,
        authors=tuple(dict.fromkeys(_texts(page, selectors.AUTHOR)[:_MAX_AUTHORS])),
        language=facts.get("language"),
        words=_number(facts.get("words")),
        price=facts.get("price") or _first(page, selectors.PRICE, one_line) or None,
        published=_date(facts.get("published") or facts.get("publication date")),
        tags=tuple(dict.fromkeys(_texts(page, selectors.TAGS))),
        collected=collected,
    )


def _found(page: Selector, query: str) -> "SelectorList[Selector]":
    return page.css(query).xpath(f"self::*[{_AROUND}]")


def _first(page: Selector, queries: Sequence[str], read: Callable[[Selector], str]) -> str:
    return next((text for query in queries for element in _found(page, query) if (text := read(element))), "")


def _texts(page: Selector, queries: Sequence[str]) -> list[str]:
    """The texts of what the first query finds that finds any."""
    for query in queries:
        if texts := [text for text in map(one_line, _found(page, query)) if text]:
            return texts
    return []


def _categories(page: Selector) -> tuple[tuple[str, ...], ...]:
    paths = [tuple(_parts(text)) for text in _texts(page, selectors.CATEGORY_TEXTS)]
    for query in selectors.CATEGORY_LINKS:
        if not paths:
            paths = _link_paths(_found(page, query))
    return tuple(dict.fromkeys(path for path in paths if path))


def _link_paths(links: "SelectorList[Selector]") -> list[tuple[str, ...]]:
    """One path for each run of links that share a parent and are parted by separators."""
    paths: list[list[str]] = []
    previous = None
    for link in links:
        node = link.root
        parts = _parts(one_line(link))
        if previous is not None and node.getparent() is previous.getparent() and _joins(previous, node):
            paths[-1].extend(parts)
        elif parts:
            paths.append(parts)
        previous = node
    return [tuple(path) for path in paths]


def _joins(left: Any, right: Any) -> bool:
    """Whether a separator stands between two links of one parent."""
    between = left.tail or ""
    node = left.getnext()
    while node is not None and node is not right:
        between += "".join(node.itertext()) + (node.tail or "")
        node = node.getnext()
    return bool(selectors.SEPARATOR.search(between))


def _parts(text: str) -> list[str]:
    return [part for part in selectors.SEPARATOR.split(text) if part]


def _facts(page: Selector) -> dict[str, str]:
    """Values by printed label, in lower case."""
    facts: dict[str, str] = {}
    own = f".//text()[not(parent::script) and {_AROUND} and {_BESIDE}]"
    for scope in selectors.FACTS:
        texts = [text.strip() for text in _found(page, scope).xpath(own).getall()]
        texts = [" ".join(text.split()) for text in texts if text]
        for text, after in zip_longest(texts, texts[1:], fillvalue=""):
            labels = list(selectors.FACT.finditer(text))
            for label, following in zip_longest(labels, labels[1:]):
                value = text[label.end() : following.start() if following else None].strip(" .|\u00b7,")
                # "Language:" in an element of its own, and the value in the next.
                if value := value or (after if following is None and not selectors.FACT.match(after) else ""):
                    facts.setdefault(label.group(1).lower(), value)
    return facts


def _number(text: str | None) -> int | None:
    found = _NUMBER.match(text or "")
    return int(re.sub(r"\D", "", found.group(1))) if found else None


def _date(text: str | None) -> str | None:
    """Return the date as ISO 8601 if it is one, else unchanged."""
    plain = re.sub(r"\bSept\b", "Sep", (text or "").replace(".", "")).strip()
    for form in _DATES:
        with suppress(ValueError):
            return datetime.strptime(plain, form).date().isoformat()
    return text or None
