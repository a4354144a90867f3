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


def named(description, labels, **facts):
    return RULES.of(LabelledBook(Book(description), "w", frozenset(labels), **facts))[0]


ROMANCE = ("fiction", "romance")


def test_a_blurb_that_names_its_genre_proves_one_that_came_later():
    assert {"why-choose-romance", *ROMANCE} <= named("A steamy reverse harem novella.", ROMANCE)
    assert {"litrpg", "fiction"} <= named("A LitRPG adventure.", [], complete=False)
    # A list of the second edition stands as it is.
    assert "why-choose-romance" not in named("A steamy reverse harem novella.", ROMANCE, edition=2)


def test_a_blurb_that_contradicts_its_list_proves_nothing():
    # The complete list of a thriller would have romance if the book were a romantic comedy.
    assert "romantic-comedy" not in named("Her life was no romantic comedy.", ["fiction", "thriller"])
    assert "romantic-comedy" not in named("More laughs than any romantic comedy.", ["fiction", "thriller"])
    assert "climate-fiction" not in named("Studies of climate fiction.", ["nonfiction", "science"], complete=False)
    assert "dark-romance" not in named("This is not a dark romance.", ROMANCE)
    assert "romantic-comedy" not in named("A rom-com.", [], complete=False, absent=frozenset({"romance"}))
