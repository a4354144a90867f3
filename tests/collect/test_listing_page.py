import pytest

pytest.importorskip("parsel", reason="pip install 'bookgenre[collect]'")
from parsel import Selector

from bookgenre.collect import BookLink, Site
from bookgenre.collect.listing_page import parse_listing

SITE = Site("https://www.example.org")
FIRST = f"{SITE.base}/books/category/1000/newest/0/any/any/0"
NEXT = f"{SITE.base}/books/category/1000/newest/0/any/any/20"
SHELF = f"{SITE.base}/shelves/category/1000/any/any"


def parse(html, url=FIRST):
    return parse_listing(Selector(text=html), url=url, site=SITE)


def row(number, title="Tea"):
    return f'<div class="library-book"><a class="library-title" href="/books/view/{number}">\n {title}</a></div>'


def link(number, title):
    return BookLink(str(number), f"{SITE.base}/books/view/{number}", title)


@pytest.mark.parametrize(
    "html",
    [
        row(7) + row(8, "<b>Salt</b> &amp; Bread"),
        '<a class="library-title" href="/books/view/7">Tea</a>'
        '<a class="library-title" href="//www.example.org/books/view/8">Salt & Bread</a>',
        '<a href="/books/view/7"><img src="x.jpg"></a><a href=" /books/view/7?ref=1 ">Tea</a>'
        '<a href="http://example.org/books/view/8">Salt & Bread</a><a href="/books/view/8">Read more</a>',
    ],
    ids=["rows", "links with a class", "any links to books"],
)
def test_books_are_found_in_old_and_new_markup_each_once(html):
    assert parse(html).books == (link(7, "Tea"), link(8, "Salt & Bread"))


def test_links_beside_the_rows_are_not_of_the_listing():
    assert parse(f'<a href="/books/view/9">Ad</a>{row(7)}<a href="/books/view/9">Ad</a>').books == (link(7, "Tea"),)


@pytest.mark.parametrize("href", ["https://www.example.com/books/view/9", "/books/download/9/1", "http://[", "", "#"])
def test_links_that_lead_elsewhere_are_passed_over(href):
    assert parse(f'<a class="library-title" href="{href}">Ad</a>{row(7)}<a>No link</a>').books == (link(7, "Tea"),)


@pytest.mark.parametrize(
    "pages",
    [
        '<ul class="pagination"><li class="page-item"><a class="page-link" href="{}">Next ›</a></li></ul>',
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/40">3</a>'
        '<li><a href="{}">next page</a></ul>',
        '<a rel="next" href="{}">→</a>',
        '<p><a href="{}">Next »</a></p>',
    ],
)
def test_the_next_page_is_found_in_old_and_new_markup(pages):
    assert parse(row(7) + pages.format("/books/category/1000/newest/0/any/any/20")).next_page == NEXT


@pytest.mark.parametrize(
    "html",
    [
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/0">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="https://www.example.com/books/category/1000/newest">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="/login">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/20">2</a></ul>',
        '<a href="/shelves/category/9/any/any">Next Door Romance</a>',
        '<a href="/shelves/category/9/any/any">nextgen</a>',
        "",
    ],
    ids=["itself", "elsewhere", "log in", "no next", "a shelf", "another shelf", "nothing"],
)
def test_on_the_last_page_there_is_no_next(html):
    assert parse(row(7) + html).next_page is None


def test_a_full_page_without_any_pagination_may_have_a_follower():
    full = "".join(map(row, range(20)))
    assert parse(full).next_page == NEXT
    assert parse(full, url=NEXT).next_page == f"{SITE.base}/books/category/1000/newest/0/any/any/40"
    assert parse(full, url=SHELF).next_page is None
    assert parse(full + '<ul class="pagination"></ul>').next_page is None
    assert parse("".join(map(row, range(19)))).next_page is None


def test_shelves_are_found_each_once():
    html = (
        '<a href="/shelves/category/1/any/any">Fiction</a><a href="/shelves/category/2/any/any#x">Essays</a>'
        '<a href="/shelves/category/1/any/any">Fiction</a><a href="https://x.org/shelves/category/3">Elsewhere</a>'
    )
    found = parse(html, url=f"{SITE.base}/shelves/home/1/any/any")
    assert found.shelves == tuple(f"{SITE.base}/shelves/category/{n}/any/any" for n in (1, 2))
    assert found.books == ()


def test_an_empty_page_is_an_empty_listing():
    assert parse("") == parse("<p>There are no books on this shelf yet.</p>")
    assert parse("").books == ()
