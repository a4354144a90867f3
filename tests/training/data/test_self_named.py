import pytest

from bookgenre.book import Book
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.self_named import _PHRASES, self_named


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("A first-person LitRPG / GameLit novel", "litrpg"),
        ("This is an MFM ménage romance.", "why-choose-romance"),
        ("She does not choose: a why choose romance", "why-choose-romance"),
        ("WARNING: this is a DARK/BULLY romance", "dark-romance"),
        ("The rom-com of the summer", "romantic-comedy"),
        ("A small town, second-chance romance", None),
        ("A small-town second-chance romance", "small-town-romance"),
        ("an epic, multigenerational saga of power", "family-saga"),
        ("An adult coloring book", "coloring-activity"),
        ("Disclaimer: this is not a dark romance.", None),
        ("There is no love triangle and no reverse harem here", None),
        ("The colouring of the book was faded", None),
    ],
)
def test_a_blurb_names_its_genre(text, genre):
    assert self_named(Book(text)) == ({genre} if genre else set())


def test_the_title_counts_too():
    assert self_named(Book("Read to your baby.", "Ducks! A Board Book")) == {"board-books"}


def test_all_are_genres_that_came_after_the_first_edition():
    taxonomy = load_taxonomy()
    assert all(taxonomy[genre].since > 1 for genre in _PHRASES)
