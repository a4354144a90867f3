import pytest

from bookgenre.genres.taxonomy import FACETS
from bookgenre.web.wording import FACET_NAMES, file_name, percent


@pytest.mark.parametrize(
    ("share", "text"), [(0, "<1%"), (0.0099, "<1%"), (0.01, "1%"), (0.126, "13%"), (0.994, "99%"), (1, ">99%")]
)
def test_nothing_is_certain(share, text):
    assert percent(share) == (text)


def test_every_facet_has_a_name():
    assert set(FACET_NAMES) == set(FACETS)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Keeper’s Tide", "the-keepers-tide"),
        ("Éa/../x", "ea-x"),
        ("日本", "book"),
        ("", "book"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_title_becomes_the_name_of_a_file(title, name):
    assert file_name(title, "book") == name
