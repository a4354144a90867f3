import pytest

from bookgenre.book import Book
from bookgenre.catalogue.audit.checks import Evidence
from bookgenre.catalogue.audit.claims import read_claims
from bookgenre.catalogue.audit.series import SeriesIndex, series_of
from bookgenre.catalogue.record import Finding, GenreFinding, Record, Subject
from bookgenre.genres import load_taxonomy
from bookgenre.genres.label_mapper import LabelMapper


@pytest.mark.parametrize(
    ("title", "fields", "name"),
    [
        ("The Prisoner's Gold (The Hunters 3)", {}, "The Hunters"),
        ("A Cold Trail (Agent Vale, #2)", {}, "Agent Vale"),
        ("Bread (Home Baker Book 4)", {}, "Home Baker"),
        ("Any Title", {"Series": "Agent Vale, Book 1"}, "Agent Vale"),
        ("Any Title", {"series_name": "Agent Vale"}, "Agent Vale"),
        ("A Cold Trail", {}, ""),
        ("A Cold Trail (2019)", {}, ""),
        ("A Cold Trail (revised edition)", {}, ""),
        (None, {"series": None}, ""),
    ],
)
def test_which_series(title, fields, name):
    found = series_of(Record(1, Book("…", title), fields=fields))
    assert found[1] == name
    assert bool(found[0]) == bool(name)


def test_two_authors_may_use_one_name():
    one, other = (series_of(Record(1, Book("…", "A (Home 1)", authors=(author,)))) for author in ("Ann", "Bob"))
    assert one[0] != other[0]
    assert series_of(Record(1, Book("…", "B (HOME, Book 2)", authors=("ann",))))[0] == one[0]


def index(*books):
    """An index of one series, of books with codes and with the genres that their descriptions have."""
    mapper, taxonomy, series = LabelMapper(), load_taxonomy(), SeriesIndex()
    for place, (codes, probable) in enumerate(books):
        probabilities = dict.fromkeys(taxonomy.ids, 0.01) | probable
        genres = tuple(GenreFinding(one, one, value, value > 0.5) for one, value in probabilities.items())
        claims = read_claims([Subject("bisac", code) for code in codes], mapper)
        series.add("agent vale\nann", "Agent Vale", place, claims, Evidence(Finding(1, genres=genres), taxonomy))
    return series.doubts()


SPY = {"fiction": 0.9, "mystery-thriller-suspense": 0.8}


def test_a_book_on_the_other_side_than_its_series():
    ((place, doubt),) = index((["FIC006000"], SPY), (["FIC031000"], SPY), (["BIO000000"], SPY), (["FIC006000"], SPY))
    assert place == 2
    assert doubt.message == (
        "is catalogued as nonfiction, but 3 of the 4 books of the series “Agent Vale” as fiction; "
        "its description agrees with the series"
    )
    assert [claim.text for claim in doubt.doubted] == ["BIO000000"]


def test_a_book_of_another_genre_than_its_series():
    ((place, doubt),) = index((["FIC027000"], SPY), (["FIC031000"], SPY), (["FIC006000"], SPY), (["FIC006000"], SPY))
    assert (place, doubt.genre) == (0, "mystery-thriller-suspense")
    assert "as Romance, but 3 of the 4 books" in doubt.message
    assert [claim.text for claim in doubt.doubted] == ["FIC027000"]


def test_a_book_for_other_readers_than_its_series():
    ((place, doubt),) = index((["JUV001000"], SPY), (["FIC031000"], SPY), (["FIC006000"], SPY))
    assert (place, doubt.kind) == (0, "series")
    assert "readers who are" not in doubt.message
    assert "for children or teenagers, but 2 of the 3 books" in doubt.message


def test_a_book_whose_own_description_is_of_another_kind():
    assert index((["FIC027000"], {"romance": 0.9}), (["FIC031000"], SPY), (["FIC006000"], SPY)) == []


def test_two_books_and_books_that_differ_are_no_evidence():
    assert index((["FIC006000"], SPY), (["BIO000000"], SPY)) == []
    assert index((["FIC006000"], SPY), (["BIO000000"], SPY), (["FIC006000"], SPY), (["BIO000000"], SPY)) == []
