from bookgenre.book import Book
from bookgenre.corpus import LabelledBook
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import KnownLabels

RULES = KnownLabels(load_taxonomy())


def known(labels, genres=(), **facts):
    book = Book("x", genres=tuple(genres))
    return RULES.of(LabelledBook(book, "w", frozenset(labels), **facts))


def test_raw_labels_prove_genres_that_came_later():
    present, _ = known(["home-crafts-garden"], ["Gardening"], complete=False)
    assert {"gardening", "home-crafts-garden", "nonfiction"} <= present
    # A list of the second edition stands as it is.
    present, _ = known(["home-crafts-garden"], ["Gardening"], edition=2)
    assert "gardening" not in present


def test_a_complete_list_says_nothing_of_genres_that_came_later():
    _, absent = known(["fiction", "fantasy", "speculative-fiction"])
    assert "romance" in absent
    assert "cozy-fantasy" not in absent
    _, absent = known(["fiction", "fantasy", "speculative-fiction"], edition=2)
    assert "cozy-fantasy" in absent


def test_a_book_on_one_side_lacks_the_genres_of_the_other():
    _, absent = known(["nonfiction", "computing", "technology"], complete=False)
    assert {"fiction", "thriller", "litrpg"} <= absent
    assert not {"programming", "history", "poetry"} & absent


def test_a_subject_settles_the_side_unless_the_row_says_fiction():
    assert "nonfiction" in known(["cooking", "food-drink"], complete=False)[0]
    assert "nonfiction" not in known(["cooking", "food-drink", "fiction"], complete=False)[0]
    # A complete list without the root has been complete without it.
    assert "nonfiction" not in known(["cooking", "food-drink"])[0]


def test_an_absent_genre_takes_those_below_it_along():
    _, absent = known(["poetry"], complete=False, absent=frozenset({"childrens-and-ya"}))
    assert {"childrens-and-ya", "picture-books", "ya-fantasy", "board-books"} <= absent


def test_a_shop_that_calls_a_novel_gardening_is_not_believed():
    present, absent = known(["fiction", "romance"], ["Fiction", "Romance", "Real Estate"], complete=False)
    assert "real-estate" not in present
    assert "real-estate" in absent
