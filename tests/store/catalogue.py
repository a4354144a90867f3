"""The store's stock: its books, the tree of its categories, and which book is listed where."""

import random
from collections.abc import Iterable

from .blurbs import read_topics
from .books import StoreBook

ROOT: tuple[str, ...] = ()
ROOT_ID = 1
FIRST_ID = 1000
# Categories that exist and hold no book.
EMPTY = (("Fiction", "Plays & screenplays", "American"), ("Nonfiction", "Travel", "Budget travel"))


class Catalogue:
    """Books by id and by category; a category holds its own books and those of the categories below it."""

    def __init__(self, books: Iterable[StoreBook]):
        self.books = tuple(books)
        self.by_id = {book.id: book for book in self.books}
        self.category_ids = _number_categories(self.books)
        self.categories = {number: path for path, number in self.category_ids.items()}

    def listed(self, category: tuple[str, ...], *, adult: bool = False) -> list[StoreBook]:
        """The books of a category, newest first; adult titles only when asked for."""
        held = [
            book
            for book in self.books
            if (adult or not book.adult) and any(path[: len(category)] == category for path in book.categories)
        ]
        return sorted(held, key=lambda book: book.id, reverse=True)

    def below(self, category: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The category and all below it, in the order of their ids."""
        return [path for path in self.category_ids if path[: len(category)] == category]

    def also_by(self, book: StoreBook) -> list[StoreBook]:
        """A few other books of the same author."""
        others = [other for other in self.books if other.author == book.author and other.id != book.id]
        return random.Random(book.id).sample(others, min(4, len(others)))


def _number_categories(books: Iterable[StoreBook]) -> dict[tuple[str, ...], int]:
    # The topics' paths come first, so that a category has the same id whichever books are in stock.
    paths = [path for topic in read_topics() for path in topic.categories]
    paths += [*EMPTY, *(path for book in books for path in book.categories)]
    nodes = dict.fromkeys(path[:depth] for path in paths for depth in range(1, len(path) + 1))
    return {ROOT: ROOT_ID} | {node: FIRST_ID + number for number, node in enumerate(nodes)}
