import pytest

from bookgenre.catalogue.audit.checks import SCALES, Evidence, check_book, confidence
from bookgenre.catalogue.audit.claims import read_claims
from bookgenre.catalogue.record import Finding, GenreFinding, Subject
from bookgenre.genres import load_taxonomy
from bookgenre.genres.label_mapper import LabelMapper

SURE = 0.99


@pytest.fixture(scope="module")
def check():
    mapper, taxonomy = LabelMapper(), load_taxonomy()

    def check(subjects, shortlist, probable, unlikely=0.0002):
        """What is wrong with subjects, for a book whose genres have these probabilities; others are unlikely."""
        probabilities = dict.fromkeys(taxonomy.ids, unlikely) | probable
        genres = tuple(
            GenreFinding(one, taxonomy[one].name, value, value > 0.5) for one, value in probabilities.items()
        )
        listed = tuple(genre for genre in genres if genre.id in shortlist)
        claims = read_claims([Subject(*subject) for subject in subjects], mapper)
        return check_book(claims, Evidence(Finding(1, shortlist=listed, genres=genres), taxonomy))

    return check


COOKERY = (["cooking"], {"nonfiction": SURE, "food-drink": 0.98, "cooking": 0.97})
ROMANCE = (["regency-romance"], {"fiction": SURE, "romance": 0.97, "historical-romance": 0.9, "regency-romance": 0.8})
SPY = (["espionage"], {"fiction": SURE, "mystery-thriller-suspense": 0.98, "thriller": 0.95, "espionage": 0.9})
YOUNG = (["ya-fantasy"], {"fiction": SURE, "childrens-and-ya": 0.97, "young-adult": 0.97, "ya-fantasy": 0.9})


def kinds(doubts):
    return [doubt.kind for doubt in doubts]


def test_a_fiction_code_on_nonfiction(check):
    (doubt,) = check([("bisac", "FIC027000")], *COOKERY)
    assert doubt.kind == "side"
    assert doubt.message == "is catalogued as fiction; the description reads as nonfiction (99%)"
    assert doubt.genre == "nonfiction"
    assert doubt.suggestion == ("cooking",)
    assert [claim.text for claim in doubt.doubted] == ["FIC027000"]


def test_a_nonfiction_code_on_fiction(check):
    (doubt,) = check([("thema", "WBA")], *ROMANCE)
    assert (doubt.kind, doubt.genre) == ("side", "fiction")


@pytest.mark.parametrize("heading", ["Cooking", "COOKING / General", "CKB000000 COOKING / General", "Cookery"])
def test_subjects_that_fit_are_not_listed(check, heading):
    assert check([("", "", heading)], *COOKERY) == []


def test_a_side_that_is_not_sure_is_not_listed(check):
    # A novel in the form of a memoir.
    assert check([("bisac", "BIO026000")], ["memoir"], {"fiction": 0.6, "nonfiction": 0.5, "memoir": 0.4}) == []


def test_codes_of_both_sides_are_a_contradiction_whatever_the_description_says(check):
    (doubt,) = check([("bisac", "FIC014000"), ("bisac", "HIS027100")], ["history"], {"fiction": 0.5, "nonfiction": 0.6})
    assert doubt.kind == "side"
    assert doubt.message.startswith("has codes for fiction and for nonfiction")
    assert [claim.text for claim in doubt.doubted] == ["FIC014000"]


def test_headings_of_both_sides_are_none(check):
    # A shop's shelves: a historical novel stands on both.
    assert check([("", "", "Fiction"), ("", "", "History")], ["history"], {"fiction": 0.5, "nonfiction": 0.6}) == []


def test_a_code_for_children_on_a_book_for_adults(check):
    (doubt,) = check([("bisac", "JUV001000")], *SPY)
    assert (doubt.kind, doubt.against) == ("audience", True)
    assert (
        doubt.message == "is catalogued for children or teenagers; the description reads as a book for adults (100.0%)"
    )


def test_erotica_is_for_adults_whoever_it_reads_as_being_for(check):
    probable = {"fiction": SURE, "romance": 0.9, "erotica": 0.99, "young-adult": 0.4, "childrens-and-ya": 0.4}
    assert kinds(check([("bisac", "YAF052000")], ["erotica"], probable)) == ["audience"]
    assert "audience" not in kinds(check([("bisac", "YAF052000")], ["romance"], probable | {"erotica": 0.0}))


def test_a_code_for_adults_on_a_book_for_teenagers(check):
    (doubt,) = check([("bisac", "FIC009000")], *YOUNG)
    assert (doubt.kind, doubt.against, doubt.genre) == ("audience", False, "young-adult")
    assert doubt.message == "is catalogued for adults; the description reads as a book for young adults (97%)"


def test_codes_for_adults_beside_codes_for_children(check):
    (doubt,) = check([("thema", "FM"), ("thema", "YFH")], *YOUNG)
    assert doubt.message.startswith("has codes for adults and for children or teenagers")
    assert [claim.text for claim in doubt.doubted] == ["FM"]


def test_a_genre_of_which_the_description_says_nothing(check):
    (doubt,) = check([("bisac", "FIC028000"), ("bisac", "FIC006000")], *SPY)
    assert doubt.kind == "genre"
    assert [claim.text for claim in doubt.doubted] == ["FIC028000"]
    assert doubt.message == (
        "is catalogued as Science Fiction, but the description does not suggest that; "
        "it reads as Espionage & Spy Thriller"
    )


def test_a_genre_beside_the_one_that_was_found_is_a_matter_of_opinion(check):
    # Of one branch.
    assert check([("bisac", "FIC022000")], *SPY) == []
    # So wide that nobody can tell.
    assert check([("", "", "Literary Fiction"), ("bisac", "FIC006000")], *SPY) == []


def test_topics_are_no_errors(check):
    assert check([("lcsh", "", "Cooking"), ("bisac", "FIC006000")], *SPY) == []


def test_an_obvious_genre_that_is_missing(check):
    (doubt,) = check([("bisac", "FIC000000")], *ROMANCE)
    assert (doubt.kind, doubt.genre, doubt.suggestion) == ("missing", "romance", ("regency-romance",))
    assert doubt.message == "reads as Regency Romance (Romance: 97%), but no subject says so"


@pytest.mark.parametrize(
    "subject",
    [
        ("bisac", "FIC027000"),
        ("thema", "FRH"),
        ("keywords", "", "love story"),
        ("lcsh", "", "Love stories"),
        # It says so, though not in the words of a genre.
        ("keywords", "", "regency ballrooms"),
        # Comics have a section of their own.
        ("bisac", "CGN004210"),
        # It may say so in words that are not known.
        ("", "", "Bluestocking tales"),
    ],
)
def test_a_genre_that_some_subject_hints_at_is_not_missing(check, subject):
    assert check([("bisac", "FIC000000"), subject], *ROMANCE) == []


def test_nothing_is_listed_of_a_book_without_subjects(check):
    assert check([], *ROMANCE) == []
    assert check([("bisac", "NON000000")], *ROMANCE) == []


def test_confidence_grows_with_the_score():
    for scale, points in SCALES.items():
        assert confidence(scale, points[0][0] - 1e-6) is None
        values = [confidence(scale, score) for score, _ in points]
        assert values == [value for _, value in points] == sorted(values)
        assert confidence(scale, 1.0) == points[-1][1]
        middle = (points[0][0] + points[1][0]) / 2
        assert points[0][1] < confidence(scale, middle) < points[1][1]
