"""The books that the store sells: all invented, and the same for the same seed."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .blurbs import Slots, Topic, read_topics, trigrams, write_blurb

SECOND_EDITION = " (Second Edition)"
PRICES = ("$0.99 USD", "$2.99 USD", "$2.99 USD", "$3.99 USD", "$4.99 USD", "$9.99 USD", "Free!", "You set the price!")
MARKUPS = ("2019", "2023", "2024", "2024")
FIRST_ID, LAST_ID = 300_000, 1_650_000
FIRST_DAY, LAST_DAY = date(2012, 1, 9), date(2024, 8, 30)
TWIN_SHARE = 0.03
MOST_ALIKE = 0.25
# The store gives its last books pages with faults, which need a plain book.
PLAIN_AT_THE_END = 3


@dataclass(frozen=True)
class StoreBook:
    """One book for sale; `markup` is the generation of its page, and a paragraph may hold <i> tags."""

    id: int
    title: str
    author: str
    language: str
    words: int
    price: str
    published: date
    tags: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    description: tuple[str, ...]
    adult: bool
    markup: str

    @property
    def plain_description(self) -> str:
        """The description as a reader sees it: without tags, a blank line between the paragraphs."""
        return re.sub(r"</?i>", "", "\n\n".join(self.description))


def make_books(count: int = 120, seed: int = 7) -> list[StoreBook]:
    """Invent `count` books in the order of their ids, which is the order in which they were published."""
    rng = random.Random(seed)
    twins = round(count * TWIN_SHARE)
    books = _originals(count - twins, rng)
    for first in rng.sample([book for book in books[:-PLAIN_AT_THE_END] if book.language == "English"], twins):
        later = rng.randint(books.index(first) + 1, len(books) - PLAIN_AT_THE_END)
        books.insert(later, _second_edition(first, rng))
    return _numbered(books, rng)


def _originals(count: int, rng: random.Random) -> list[StoreBook]:
    topics = read_topics()
    english = [topic for topic in topics if topic.language == "English"]
    others = [topic for topic in topics if topic.language != "English"]
    authors = {topic.name: _authors(topic, rng) for topic in topics}
    written: dict[str, list[StoreBook]] = defaultdict(list)
    books: list[StoreBook] = []
    for position in range(count):
        plain = position >= count - PLAIN_AT_THE_END
        turn = position % 20
        foreign = not plain and turn == 11
        topic = others[position // 20 % len(others)] if foreign else english[position % len(english)]
        shelf = written[topic.name]
        for _ in range(50):
            book = _book(topic, rng.choice(authors[topic.name]), rng)
            if not any(_alike(book, other) for other in shelf):
                break
        else:
            book = replace(book, title=f"{book.title}, Book {len(shelf)}")
        shelf.append(replace(book, adult=topic.adult and not plain and len(shelf) % 4 == 0))
        books.append(shelf[-1])
    return books


def _alike(book: StoreBook, other: StoreBook) -> bool:
    one, two = trigrams(book.plain_description), trigrams(other.plain_description)
    return book.title == other.title or len(one & two) > MOST_ALIKE * len(one | two)


def _book(topic: Topic, author: str, rng: random.Random) -> StoreBook:
    slots = Slots(topic, rng)
    title = slots.fill(rng.choice(topic.titles))
    slots |= {"title": title, "author": author}
    return StoreBook(
        id=0,
        title=title,
        author=author,
        language=topic.language,
        words=rng.randint(*topic.words),
        price=rng.choice(PRICES),
        published=FIRST_DAY,
        tags=tuple(rng.sample(topic.tags, rng.randint(2, 5))),
        categories=(topic.categories[0], *rng.sample(topic.categories[1:], rng.choice((0, 1, 1, 2)))),
        description=write_blurb(topic, slots, rng),
        adult=False,
        markup=rng.choice(MARKUPS),
    )


def _authors(topic: Topic, rng: random.Random) -> list[str]:
    first = topic.lists["woman"] + topic.lists["man"]
    return [
        f"{name} {surname}"
        for name, surname in zip(rng.sample(first, 6), rng.sample(topic.lists["surname"], 6), strict=True)
    ]


def _second_edition(book: StoreBook, rng: random.Random) -> StoreBook:
    *before, last = book.description
    before = [paragraph.replace(" and ", " & ", 1) for paragraph in before]
    year = rng.randint(2013, 2024)
    return replace(
        book,
        title=book.title + SECOND_EDITION,
        price=rng.choice(PRICES),
        words=book.words + rng.randint(50, 900),
        description=(*before, f"{last} Second edition, corrected in {year}."),
        markup=rng.choice(MARKUPS),
    )


def _numbered(books: list[StoreBook], rng: random.Random) -> list[StoreBook]:
    ids = sorted(rng.sample(range(FIRST_ID, LAST_ID), len(books)))
    days = (LAST_DAY - FIRST_DAY).days
    return [
        replace(book, id=number, published=FIRST_DAY + timedelta(days * (number - FIRST_ID) // (LAST_ID - FIRST_ID)))
        for book, number in zip(books, ids, strict=True)
    ]
