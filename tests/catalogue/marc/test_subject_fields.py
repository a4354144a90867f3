import pytest

from bookgenre.catalogue.marc.bibliographic import MarcField
from bookgenre.catalogue.marc.subject_fields import fields_to_add
from bookgenre.catalogue.record import GenreFinding


def field(tag, indicators, *pairs):
    return MarcField(tag, indicators, pairs)


def test_terms_of_the_library_of_congress_and_our_own_where_there_is_none(finding):
    assert fields_to_add(finding(), []) == [
        field("084", "  ", ("a", "FMB"), ("2", "thema")),
        field("084", "  ", ("a", "5AX"), ("2", "thema")),
        field("653", "  ", ("a", "drowned city")),
        field("655", " 7", ("a", "Fantasy fiction."), ("2", "lcgft")),
        field("655", " 7", ("a", "Dragons."), ("2", "local")),
    ]


@pytest.mark.parametrize(
    "present",
    [
        field("655", " 7", ("a", "Fantasy fiction"), ("2", "lcgft")),
        field("655", " 7", ("a", "FANTASY  FICTION."), ("2", "lcgft.")),
        field("655", " 7", ("a", "Dragons"), ("2", "local")),
        field("653", "0 ", ("a", "sea"), ("a", "Drowned City")),
        field("084", "  ", ("a", "FMB"), ("2", "thema")),
        field("072", " 7", ("a", "FMB"), ("2", "thema")),
    ],
)
def test_what_a_record_says_already_is_not_added(present, finding):
    assert len(fields_to_add(finding(), [present])) == 4


@pytest.mark.parametrize(
    "present",
    [
        field("655", " 7", ("a", "Fantasy fiction."), ("2", "gsafd")),
        field("655", " 7", ("a", "Fantasy fiction."), ("v", "Drama."), ("2", "lcgft")),
        field("084", "  ", ("a", "FMB"), ("2", "bicssc")),
        field("650", " 0", ("a", "Dragons")),
    ],
)
def test_another_scheme_says_something_else(present, finding):
    assert len(fields_to_add(finding(), [present])) == 5


def test_headings_end_with_one_mark(finding):
    genres = (GenreFinding("no-such-genre", "Who?", 0.9, True),)
    added = fields_to_add(finding(lcgft=("Thrillers (Fiction)",), shortlist=genres, thema=(), keywords=()), [])
    assert [one.first("a") for one in added if one.tag == "655"] == ["Thrillers (Fiction)", "Who?"]


def test_a_record_with_a_problem_gets_nothing(finding):
    assert fields_to_add(finding(problem="there is no description"), []) == []
