import html
import re
import signal
import subprocess
import sys
import threading
import time
from http.client import IncompleteRead
from itertools import combinations
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

from processes import printed_elsewhere
from store import Store, make_books

ROOT = Path(__file__).parents[2]
SPIES = ("Fiction", "Thriller & suspense", "Spies & espionage")
NO_FILTER = "adultOff=no"
LISTING = "/books/category/{}/newest/0/any/any/{}"


@pytest.fixture(scope="module")
def open_store():
    with Store(make_books(80)) as store:
        yield store


@pytest.fixture
def store():
    with Store(make_books(20), crawl_delay=None) as store:
        yield store


def get(store, path, cookie=None):
    visitor = build_opener(ProxyHandler({}))
    visitor.addheaders = [("User-Agent", "tester"), *([("Cookie", cookie)] if cookie else [])]
    with visitor.open(store.url + path, timeout=300) as answer:
        return answer.read().decode()


def error_of(store, path):
    with pytest.raises(HTTPError) as caught:
        get(store, path)
    with caught.value as error:
        return error.code, dict(error.headers), error.read().decode()


def text_of(page):
    return " ".join(html.unescape(re.sub(r"</?[a-z][^>]*>", "", page)).split())


def listed_ids(page):
    return [int(number) for number in re.findall(r'class="library-title" href="/books/view/(\d+)"', page)]


def walk(store, path, cookie=None):
    pages = []
    while path:
        pages.append(get(store, path, cookie))
        following = re.search(r'href="([^"]+)">Next ›</a></li>\n</ul>', pages[-1])
        path = following and following[1]
    return pages


def trigrams(book):
    words = book.plain_description.lower().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def test_the_same_seed_makes_the_same_books():
    program = "import sys; sys.path.append(sys.argv[1]); from store import make_books; print(make_books(60))"
    assert printed_elsewhere(program, ROOT / "tests") == f"{make_books(60)}\n"
    assert make_books(60) != make_books(60, seed=8)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 17, 40])
def test_as_many_books_are_made_as_are_asked_for(count):
    assert len({book.id for book in make_books(count)}) == count


def test_two_books_share_few_trigrams_unless_one_is_a_second_edition():
    books = make_books(240)
    shared = {book.id: trigrams(book) for book in books}
    twins = 0
    for one, two in combinations(books, 2):
        alike = len(shared[one.id] & shared[two.id]) / len(shared[one.id] | shared[two.id])
        if two.title == f"{one.title} (Second Edition)":
            twins += 1
            assert 0.6 < alike < 1
            assert one.author == two.author
        else:
            assert alike <= 0.3
    assert twins == 7


def test_descriptions_are_of_the_length_of_blurbs_and_hold_what_has_to_be_cleaned():
    books = make_books(240)
    assert all(60 <= len(book.plain_description.split()) <= 180 for book in books)
    assert {len(book.description) for book in books} == {2, 3, 4}
    everything = " ".join(paragraph for book in books for paragraph in book.description)
    assert all(sign in everything for sign in ("“", "’", "—", "&", "é", "ß", "¿", "<i>"))
    assert "{" not in everything
    assert {book.language for book in books} == {"English", "Spanish", "German"}
    assert {book.markup for book in books} == {"2019", "2023", "2024"}
    assert {len(book.categories) for book in books} == {1, 2, 3}
    assert {True, False} == {book.adult for book in books}
    assert not any(book.adult for book in books if book.categories[0][1] == "Children’s books")


def test_robots_txt_quotes_the_rules_and_the_delay(open_store, store):
    rules = "User-agent: *\nDisallow: /books/search?\nDisallow: /books/download/\n"
    assert get(open_store, "/robots.txt") == rules + "Crawl-delay: 0.02\n"
    assert get(store, "/robots.txt") == rules


def test_a_listing_is_walked_by_its_last_link_until_there_is_no_next(open_store):
    pages = walk(open_store, LISTING.format(1, 0))
    assert [len(listed_ids(page)) for page in pages] == [20, 20, 20, len(listed_ids(pages[-1]))]
    found = [number for page in pages for number in listed_ids(page)]
    assert found == sorted((book.id for book in open_store.books if not book.adult), reverse=True)
    assert "‹ Previous" not in pages[0]
    assert "‹ Previous" in pages[1]
    assert get(open_store, "/books/category/1/newest/0/any/any") == pages[0]


def test_a_parents_listing_holds_its_childrens_books(open_store):
    spies, fiction = open_store.category_ids[SPIES], open_store.category_ids[SPIES[:1]]
    narrow = [number for page in walk(open_store, LISTING.format(spies, 0)) for number in listed_ids(page)]
    wide = [number for page in walk(open_store, LISTING.format(fiction, 0)) for number in listed_ids(page)]
    assert narrow
    assert set(narrow) < set(wide)


def test_a_shelf_lists_what_its_category_lists(open_store):
    number = open_store.category_ids[SPIES[:1]]
    home = get(open_store, "/shelves/home/1/any/any")
    assert f'href="/shelves/category/{number}/any/any"' in home
    shelf = [listed_ids(page) for page in walk(open_store, f"/shelves/category/{number}/any/any")]
    assert len(shelf) > 1
    assert shelf == [listed_ids(page) for page in walk(open_store, LISTING.format(number, 0))]
    below = get(open_store, f"/shelves/home/{open_store.category_ids[SPIES[:2]]}/any/any")
    assert f'href="/shelves/category/{open_store.category_ids[SPIES]}/any/any"' in below
    assert f'href="/shelves/category/{number}/any/any"' not in below


def test_a_category_without_books_is_an_empty_listing(open_store):
    number = open_store.category_ids["Nonfiction", "Travel", "Budget travel"]
    page = get(open_store, LISTING.format(number, 0))
    assert "no books" in page
    assert listed_ids(page) == []
    assert "pagination" not in page


def test_a_book_page_of_each_generation_holds_the_facts_and_the_traps(open_store):
    faulty = {open_store.broken_id, open_store.no_description_id, open_store.no_category_id}
    for book in open_store.books:
        if book.id in faulty:
            continue
        page = get(open_store, f"/books/view/{book.id}", NO_FILTER)
        text = re.sub(r"</?i>", "", text_of(page))
        assert book.title in text
        assert " ".join(book.plain_description.split()) in text
        assert all(" » ".join(path) in text for path in book.categories)
        assert f"Words: {book.words:,} Language: {book.language} Published: " in text
        assert f"Price: {book.price}" in text
        assert ("white-space: pre-wrap" in page) == (book.markup == "2024")
        for trap in (
            f"/books/download/{book.id}/1/latest",
            "/login",
            "/cart",
            "/books/search?",
            "https://books.example",
        ):
            assert f'href="{trap}' in page


def test_some_book_pages_show_a_category_twice(open_store):
    book = next(book for book in open_store.books[:-3] if book.id % 3 == 0 and book.markup != "2023")
    page = get(open_store, f"/books/view/{book.id}", NO_FILTER)
    assert text_of(page).count(" » ".join(book.categories[0])) == 2


def test_three_books_have_pages_with_faults(open_store):
    books = {book.id: book for book in open_store.books}
    broken = get(open_store, f"/books/view/{open_store.broken_id}")
    assert "</body>" not in broken
    assert books[open_store.broken_id].title in text_of(broken)
    bare = text_of(get(open_store, f"/books/view/{open_store.no_description_id}"))
    assert " » ".join(books[open_store.no_description_id].categories[0]) in bare
    assert books[open_store.no_description_id].plain_description[:40] not in bare
    unshelved = get(open_store, f"/books/view/{open_store.no_category_id}")
    assert books[open_store.no_category_id].plain_description[:40] in text_of(unshelved)
    assert "»" not in unshelved


def test_adult_titles_are_hidden_until_the_cookie_shows_them(open_store):
    adult = next(book for book in open_store.books if book.adult)
    path = f"/books/view/{adult.id}"
    hidden = get(open_store, path)
    assert "/settings/filter" in hidden
    assert adult.title not in text_of(hidden)
    assert adult.title in text_of(get(open_store, path, f"session=1; {NO_FILTER}"))
    assert hidden == get(open_store, path, "adultOff=yes")
    shown = {number for page in walk(open_store, LISTING.format(1, 0), NO_FILTER) for number in listed_ids(page)}
    assert shown == {book.id for book in open_store.books}


@pytest.mark.parametrize(
    "path",
    ["/books/view/1", LISTING.format(9999, 0), "/shelves/category/9999/any/any", "/shelves/home/9999/any/any", "/x"],
)
def test_what_is_not_there_is_answered_with_404_and_a_page(open_store, path):
    status, headers, page = error_of(open_store, path)
    assert status == 404
    assert headers["Content-Type"].startswith("text/html")
    assert "could not find" in page


def test_the_log_tells_who_asked_for_what_and_when(store):
    before = time.monotonic()
    get(store, "/?x=1", "a=b")
    error_of(store, "/nothing")
    first, second = store.log
    assert first[:2] == ("/?x=1", 200)
    assert first[4:] == ("tester", "a=b")
    assert second[:2] == ("/nothing", 404)
    assert before <= first.started <= first.ended <= second.started <= second.ended
    assert store.busiest == 1


def test_the_busiest_moment_counts_requests_in_flight(store):
    store.slow("/", 0.2)
    visitors = [threading.Thread(target=get, args=(store, "/")) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert store.busiest == 4
    assert all(seen.ended - seen.started >= 0.2 for seen in store.log)


def test_a_path_fails_so_many_times_and_then_answers(store):
    store.fail("/", 503, times=2, retry_after=3)
    for _ in range(2):
        status, headers, _ = error_of(store, "/")
        assert (status, headers["Retry-After"]) == (503, "3")
    assert "Shelves" in get(store, "/")


def test_faults_are_for_a_path_a_beginning_or_what_a_callable_says(store):
    book = store.books[0].id
    store.fail("/books/view/*", 403, times=None)
    store.fail(lambda path: path.endswith("?late"), 500)
    assert [error_of(store, f"/books/view/{book}")[0] for _ in range(3)] == [403] * 3
    assert error_of(store, "/?late")[0] == 500
    assert get(store, "/?late") == get(store, "/")


def test_a_cut_body_is_shorter_than_its_length_says(store):
    store.cut("/", after=100)
    with pytest.raises(IncompleteRead) as caught:
        get(store, "/")
    assert len(caught.value.partial) == 100
    assert get(store, "/").endswith("</html>\n")


def test_pages_and_robots_txt_can_be_replaced_and_moved(store):
    store.replace("/a", "<p>A")
    store.redirect("/b", "/a")
    store.robots("User-agent: *\nDisallow: /\n")
    assert get(store, "/b") == "<p>A"
    assert [(seen.path, seen.status) for seen in store.log] == [("/b", 302), ("/a", 200)]
    assert get(store, "/robots.txt") == "User-agent: *\nDisallow: /\n"
    store.robots("gone", status=500)
    assert error_of(store, "/robots.txt")[0] == 500


def test_a_store_stops_at_once_while_an_answer_is_pending():
    failures = []

    def visit(store):
        try:
            get(store, "/")
        except OSError as error:
            failures.append(error)

    with Store(make_books(3)) as store:
        store.slow("*", 60)
        visitor = threading.Thread(target=visit, args=(store,))
        visitor.start()
        while not store.busiest:
            time.sleep(0.01)
        started = time.monotonic()
    # Not after the 60 seconds of the page.
    assert time.monotonic() - started < 30
    visitor.join(30)
    assert not visitor.is_alive()


def test_the_command_serves_until_it_is_terminated():
    command = [sys.executable, "-m", "tests.store", "--books", "12"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        found = re.fullmatch(r"store with 12 books at (http://127\.0\.0\.1:\d+)\n", line)
        with build_opener(ProxyHandler({})).open(found[1] + "/robots.txt", timeout=300) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(300) == 0
