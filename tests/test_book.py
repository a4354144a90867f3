import copy
import dataclasses
import pickle

import pytest

from bookgenre import Book
from bookgenre.errors import InputError

BOOK = Book("A spy.", "Spies", ("Thriller",), {"isbn13": "9780000000002"}, "a shop", ("A. Nobody",), "en")


def test_a_book_can_be_a_member_of_a_set():
    assert {BOOK, dataclasses.replace(BOOK), Book("A spy.")} == {BOOK, Book("A spy.")}
    assert hash(Book("A spy.", genres=["Thriller"], authors=["A. Nobody"])) == hash(
        Book("A spy.", genres=("Thriller",), authors=("A. Nobody",))
    )


def test_books_with_other_identifiers_are_other_books():
    assert len({BOOK, dataclasses.replace(BOOK, identifiers={"isbn13": "9780000000019"})}) == 2


def test_what_the_caller_changes_later_does_not_change_the_book():
    genres, identifiers = ["Thriller"], {"url": "x"}
    book = Book("A spy.", genres=genres, identifiers=identifiers)
    genres.append("Horror")
    identifiers["url"] = "y"
    assert book == Book("A spy.", genres=("Thriller",), identifiers={"url": "x"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        book.title = "Spies"


def test_one_name_is_a_list_of_one():
    assert Book("A spy.", genres="Thriller", authors="A. Nobody") == Book(
        "A spy.", genres=("Thriller",), authors=("A. Nobody",)
    )


def test_none_is_an_empty_list():
    assert Book("A spy.", genres=None, identifiers=None, authors=None) == Book("A spy.")


def test_a_book_travels_and_is_plain_data():
    assert pickle.loads(pickle.dumps(BOOK)) == copy.deepcopy(BOOK) == BOOK  # noqa: S301
    assert dataclasses.asdict(BOOK)["identifiers"] == {"isbn13": "9780000000002"}


@pytest.mark.parametrize("identifiers", ["978", ["978"], 978])
def test_identifiers_without_kinds_are_refused(identifiers):
    with pytest.raises(InputError, match=r"identifiers is .*; give them by kind: "):
        Book("A spy.", identifiers=identifiers)
