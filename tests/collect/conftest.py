"""Crawls of the replica of the store, each in a process of its own, because Twisted's reactor starts once in one."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from store import Store, make_books

pytest.importorskip("scrapy", reason="the collector crawls with Scrapy: pip install 'bookgenre[collect]'")

CONTACT = "tester@example.org"
NONFICTION = 1056


class Crawl(NamedTuple):
    """How a crawl ended, what it said, and what the store saw of it."""

    status: int
    said: str
    seen: list

    @property
    def asked(self):
        """Paths in the order of the requests, robots.txt left out."""
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]


@pytest.fixture(scope="session")
def start():
    """Begin a crawl."""
    plain = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and k != "BOOKGENRE_CONTACT"}

    def start(store, what, *arguments, out, contact=CONTACT):
        command = [sys.executable, "-m", "bookgenre", "collect", what, *arguments, "--site", store.url, "--out", out]
        command += ["--contact", contact] if contact else []
        return subprocess.Popen(
            list(map(str, command)), stderr=subprocess.PIPE, encoding="utf-8", env=plain | {"PYTHONUTF8": "1"}
        )

    return start


@pytest.fixture(scope="session")
def crawl(start):
    """Run a crawl to its end."""

    def crawl(store, what, *arguments, out, contact=CONTACT):
        before = len(store.log)
        with start(store, what, *arguments, out=out, contact=contact) as process:
            said = process.communicate(timeout=240)[1]
        return Crawl(process.returncode, said, store.log[before:])

    return crawl


@pytest.fixture(scope="session")
def read():
    """Read a file of records; each of its lines must be whole."""

    def read(path):
        text = path.read_text(encoding="utf-8")
        assert not text or text.endswith("\n")
        return [json.loads(line) for line in text.splitlines()]

    return read


@pytest.fixture(scope="session")
def links_to():
    """Write links to books of a store, given by number; the path."""

    def links_to(path, store, numbers):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"id": str(number), "url": f"{store.url}/books/view/{number}"}) for number in numbers]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return links_to


@pytest.fixture(scope="session")
def truth():
    """What has to be read from a book's page, but for the date of the visit."""

    def truth(store, book):
        return {
            "id": str(book.id),
            "url": f"{store.url}/books/view/{book.id}",
            "title": book.title,
            # 2024's pages show an author's tags as they were typed.
            "description": "\n\n".join(book.description) if book.markup == "2024" else book.plain_description,
            "categories": [list(path) for path in book.categories],
            "authors": [book.author],
            "language": book.language,
            "words": book.words,
            "price": book.price,
            "published": book.published.isoformat(),
            "tags": list(book.tags),
        }

    return truth


@pytest.fixture(scope="session")
def shop():
    """A store that is crawled by many tests and harmed by none."""
    with Store(make_books(40), crawl_delay=None, page_size=5) as store:
        yield store


@pytest.fixture
def store():
    """A small store of a test's own."""
    with Store(make_books(12), crawl_delay=None) as store:
        yield store


@pytest.fixture
def plain(store):
    """Numbers of its books whose pages are neither hidden nor lack anything."""
    lacking = {store.no_description_id, store.no_category_id}
    return [book.id for book in store.books if not book.adult and book.id not in lacking]


@pytest.fixture(scope="session")
def walked(shop, crawl, tmp_path_factory):
    """A walk through every shelf of Nonfiction and through the list of all books; and its output."""
    out = tmp_path_factory.mktemp("walked") / "links.jsonl"
    return crawl(shop, "links", "--shelf", NONFICTION, "--category", 1, out=out), out


@pytest.fixture(scope="session")
def visited(shop, crawl, links_to, tmp_path_factory):
    """A visit to every book; and its output."""
    folder = tmp_path_factory.mktemp("visited")
    links = links_to(folder / "links.jsonl", shop, [book.id for book in shop.books])
    return crawl(shop, "books", links, out=folder / "books.jsonl"), folder / "books.jsonl"
