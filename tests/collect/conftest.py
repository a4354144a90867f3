"""Crawls of the replica of the store, each in a process of its own, because Twisted's reactor starts once in one."""

import itertools
import json
import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from processes import COMMAND, FORKS, Forked
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
def plain_environment():
    plain = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and k != "BOOKGENRE_CONTACT"}
    return plain | {"PYTHONUTF8": "1"}


def crawl_command(store, what, *arguments, out, contact=CONTACT):
    words = ["collect", what, *arguments, "--site", store.url, "--out", out]
    return [*words, "--contact", contact] if contact else words


@pytest.fixture(scope="session")
def start(plain_environment):
    """Begin a crawl as its user does: for tests of what happens while it begins."""

    def start(*arguments, **options):
        words = [sys.executable, "-m", "bookgenre", *map(str, crawl_command(*arguments, **options))]
        return subprocess.Popen(words, stderr=subprocess.PIPE, encoding="utf-8", env=plain_environment)

    return start


@pytest.fixture(scope="session")
def fork(start, plain_environment, tmp_path_factory):
    """Begin a crawl in a process that has imported all that it needs."""
    folder, numbers = tmp_path_factory.mktemp("errors"), itertools.count()

    def fork(*arguments, program=COMMAND, **options):
        if not FORKS:
            return start(*arguments, **options)
        errors = folder / f"{next(numbers)}.txt"
        return Forked(program, ["bookgenre", *crawl_command(*arguments, **options)], errors, plain_environment)

    return fork


@pytest.fixture(scope="session")
def crawl(fork):
    """Run a crawl to its end."""

    def crawl(store, what, *arguments, out, contact=CONTACT):
        before = len(store.log)
        with fork(store, what, *arguments, out=out, contact=contact) as process:
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
