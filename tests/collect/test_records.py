import json

import pytest

from bookgenre.collect import BookLink, CollectedBook

BOOK = CollectedBook(
    id="7",
    url="https://www.example.org/books/view/7",
    title="Tea",
    description="Brass.\n\nSteam.",
    categories=(("Fiction", "Romance"), ("Essays",)),
    authors=("Ada Wren", "Bo Li"),
    language="English",
    words=52310,
    price="Free!",
    published="2021-09-03",
    tags=("tea",),
    collected="2026-11-22",
)


def test_a_book_comes_back_from_json_as_it_was():
    assert CollectedBook.from_dict(json.loads(json.dumps(BOOK.to_dict()))) == BOOK


def test_a_book_comes_back_from_as_much_as_is_there():
    assert CollectedBook.from_dict({}) == CollectedBook("", "", "", "", ())
    bare = dict.fromkeys(BOOK.to_dict()) | {"id": "7", "language": ""}
    assert CollectedBook.from_dict(bare) == CollectedBook("7", "", "", "", ())


@pytest.mark.parametrize(
    "field",
    [
        {"categories": "Fiction"},
        {"categories": ["Fiction"]},
        {"categories": {"a": ["Fiction"]}},
        {"title": 7},
        {"description": ["Brass."]},
        {"id": 7},
        {"authors": "Ada Wren"},
        {"tags": {"tea": 1}},
        {"language": ["English"]},
        {"words": "many"},
        {"price": 2.99},
    ],
)
def test_a_field_of_another_type_is_refused(field):
    with pytest.raises(ValueError, match=f"{next(iter(field))} must be "):
        CollectedBook.from_dict(BOOK.to_dict() | field)


def test_a_link_has_three_fields():
    assert BookLink("7", "u").to_dict() == {"id": "7", "url": "u", "title": ""}
