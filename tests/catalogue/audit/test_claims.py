import pytest

from bookgenre.catalogue.audit.claims import read_claims
from bookgenre.catalogue.record import Subject
from bookgenre.genres.label_mapper import LabelMapper


@pytest.fixture(scope="module")
def read():
    mapper = LabelMapper()

    def read(scheme, code="", heading=""):
        (claim,) = read_claims([Subject(scheme, code, heading)], mapper)
        return claim

    return read


@pytest.mark.parametrize(
    ("scheme", "code", "heading", "side", "audience"),
    [
        ("bisac", "FIC027050", "", "fiction", "adult"),
        ("bisac", "HIS027100", "HISTORY / Military / World War II", "nonfiction", "adult"),
        ("bisac", "JUV001000", "", "fiction", "young"),
        ("bisac", "YAN006000", "", "nonfiction", "young"),
        # One section for readers of every age, and for both sides.
        ("bisac", "CGN004000", "", None, None),
        ("bisac", "POE000000", "", None, None),
        ("thema", "FRH", "", "fiction", "adult"),
        ("thema", "YFH", "", "fiction", "young"),
        ("thema", "YNN", "", "nonfiction", "young"),
        ("thema", "WBA", "", "nonfiction", None),
        ("thema", "DCF", "", None, None),
        ("bic", "FH", "", "fiction", "adult"),
        ("bic", "HBWQ", "", "nonfiction", None),
        ("lcsh", "", "World War, 1939-1945 -- Fiction", "fiction", None),
        ("lcsh", "", "Cats -- Juvenile fiction", "fiction", "young"),
        ("lcsh", "", "Cats—Juvenile literature.", "nonfiction", "young"),
        ("lcsh", "", "Murder", None, None),
        ("keywords", "", "cooking; bread", None, None),
        # As a cell of a table holds them.
        ("", "", "FIC022070 FICTION / Mystery & Detective / Cozy", "fiction", "adult"),
        ("", "", "JUV001000", "fiction", "young"),
        ("", "", "juv001000", "fiction", "young"),
        ("", "", "BISAC: JUV 001000", "fiction", "young"),
        ("bisac", "gar025000", "", "nonfiction", "adult"),
        ("", "", "Cooking", "nonfiction", None),
        ("", "", "Juvenile Nonfiction", "nonfiction", "young"),
        ("", "", "Erotica", "fiction", "adult"),
    ],
)
def test_side_and_audience(read, scheme, code, heading, side, audience):
    claim = read(scheme, code, heading)
    assert (claim.side, claim.audience) == (side, audience)


def test_genres_come_with_their_parents(read):
    assert {"cozy-mystery", "mystery", "mystery-thriller-suspense", "fiction"} <= read("bisac", "FIC022070").genres
    assert {"historical-romance", "romance"} <= read("thema", "FRH").genres


def test_a_code_of_another_scheme_proves_no_genre_of_thema(read):
    assert read("thema", "WBA").genres
    for scheme in ("bic", "bisac"):
        assert read(scheme, "WBA").genres == frozenset()
    assert read("thema", "5PS").genres
    assert read("bic", "5PS").genres == frozenset()


def test_topics_say_what_stands_in_a_book_and_not_what_it_is(read):
    assert not read("lcsh", "", "Cooking").firm
    assert not read("keywords", "", "cooking").firm
    assert read("lcgft", "", "Cookbooks").firm


def test_a_book_that_cannot_be_classified_is_no_claim(read):
    claim = read("bisac", "NON000000", "NON-CLASSIFIABLE")
    assert (claim.side, claim.audience, claim.firm) == (None, None, False)


def test_numbers_of_shelves_are_left_out():
    assert read_claims([Subject("ddc", "823.914"), Subject("thema")], LabelMapper()) == []
