import pytest

from bookgenre.collect import SMASHWORDS, Site
from bookgenre.errors import InputError

SITE = Site(SMASHWORDS)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/books/view/1430692", "1430692"),
        ("/books/view/7/", "7"),
        ("/books/view/7?ref=x#top", "7"),
        ("/books/view/", None),
        ("/books/view/7x", None),
        ("/books/download/7/1/latest/0/0/x.epub", None),
        ("/x/books/view/7", None),
    ],
)
def test_a_books_number_is_told_by_its_address(path, number):
    assert SITE.book_id(SMASHWORDS + path) == number


@pytest.mark.parametrize("host", ["http://smashwords.com", "https://www.smashwords.com", "https://WWW.Smashwords.com"])
def test_the_site_is_the_same_with_and_without_www_and_tls(host):
    assert SITE.book_id(f"{host}/books/view/7") == "7"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/books/view/7",
        "https://shop.smashwords.com/books/view/7",
        "/books/view/7",
        # Digits of another script, of which the store has no books.
        f"{SMASHWORDS}/books/view/\u0661\u0662",
        "",
        "http://[",
    ],
)
def test_other_sites_and_what_is_no_address_are_not_of_the_site(url):
    assert url.startswith(SMASHWORDS) or not SITE.holds(url)
    assert SITE.book_id(url) is None
    assert not SITE.may_ask(url)


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/books/view/7",
        "/books/category/1000/newest/0/any/any/20",
        "/shelves/home/1/any/any",
        "/shelves/category/1234/any/any",
    ],
)
def test_listings_books_and_robots_txt_may_be_asked_for(path):
    assert SITE.may_ask(SMASHWORDS + path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/login",
        "/signup",
        "/cart?add=7",
        "/settings/filter",
        "/books/search?query=spies",
        "/books/download/7/1/latest/0/0/x.epub",
        "/books/tags/spies",
        "/profile/view/adawren",
        "/static/covers/7.jpg",
        "/robots.txt.bak",
        "/books/category/all",
    ],
)
def test_nothing_else_may_be_asked_for(path):
    assert not SITE.may_ask(SMASHWORDS + path)


def test_addresses_are_made_on_the_sites_own_scheme_and_host():
    site = Site("http://127.0.0.1:8765/anything?x=1")
    assert site.base == "http://127.0.0.1:8765"
    assert site.host == "127.0.0.1:8765"
    assert site.book_url("7") == "http://127.0.0.1:8765/books/view/7"
    assert site.category_url(1000) == "http://127.0.0.1:8765/books/category/1000/newest/0/any/any/0"
    assert site.shelves_url(1) == "http://127.0.0.1:8765/shelves/home/1/any/any"
    listing = SITE.listing_url("http://smashwords.com/shelves/home/1/any/any?page=2#top")
    assert listing == f"{SMASHWORDS}/shelves/home/1/any/any?page=2"


@pytest.mark.parametrize("base", ["", "smashwords.com", "ftp://smashwords.com", "https://", "file:///etc", "http://["])
def test_what_is_no_address_of_a_site_is_refused(base):
    with pytest.raises(InputError, match="is not the address of a site; give one such as https"):
        Site(base)


@pytest.mark.parametrize(
    ("base", "here"),
    [
        ("http://127.0.0.1:8765", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        (SMASHWORDS, False),
        ("http://localhost.example.org", False),
        ("http://192.168.1.1", False),
    ],
)
def test_only_a_server_on_this_machine_may_be_asked_faster(base, here):
    assert Site(base).is_this_machine is here
