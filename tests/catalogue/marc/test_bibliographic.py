import pytest

from bookgenre.catalogue.marc.bibliographic import MarcField, describe_book
from bookgenre.catalogue.record import Subject

LEADER = "00000nam a2200000 i 4500"
FRENCH = "Une cartographe h\u00e9rite d'une carte inachev\u00e9e d'une ville noy\u00e9e, et tout l'y attend."


def field(tag, indicators="  ", **subfields):
    """A field; ``a=["x", "y"]`` is a repeated subfield."""
    pairs = [
        (code.lstrip("_"), one)
        for code, value in subfields.items()
        for one in ([value] if isinstance(value, str) else value)
    ]
    return MarcField(tag, indicators, tuple(pairs))


def described(*fields, leader=LEADER):
    return describe_book(1, leader, [MarcField("001", value="b1 "), *fields])


def test_what_a_record_says_of_its_book(blurb):
    record = described(
        field("020", a="9780439999991 (pbk.) :", c="$9.99"),
        field("100", "1 ", a="Lee, Ann M.,", e="author."),
        field("245", "10", a="Drowned maps :", b="a novel /", c="Ann M. Lee."),
        field("520", a=blurb, c="Publisher"),
        field("700", "1 ", a="Ito, Ken,", e="illustrator."),
        field("700", "12", a="Poe, E. A.", t="Tales."),
        field("700", "1 ", a="Sousa, Rui."),
    )
    assert record.book.description == blurb
    assert record.book.title == "Drowned maps: a novel"
    assert record.book.authors == ("Lee, Ann M.", "Sousa, Rui")
    assert record.identifier == record.book.identifiers["isbn13"] == "9780439999991"
    assert record.fields == {
        "identifier": "9780439999991",
        "title": "Drowned maps: a novel",
        "authors": "Lee, Ann M.; Sousa, Rui",
        "description": blurb,
    }
    assert not record.problem


def test_without_an_isbn_the_control_number_names_it(blurb):
    assert described(field("020", a="0439999990"), field("520", a=blurb)).identifier == "b1"


@pytest.mark.parametrize(
    ("subfields", "title"),
    [
        ({"a": "Maps /", "c": "Lee."}, "Maps"),
        ({"a": "Maps."}, "Maps"),
        ({"a": "What next?"}, "What next?"),
        ({"a": "Maps =", "b": "Cartes /"}, "Maps"),
        ({"a": "Saga.", "n": "Part 2,", "p": "The return /"}, "Saga. Part 2. The return"),
        ({"b": "rest only"}, "rest only"),
        ({"a": "Wait ..."}, "Wait ..."),
        ({"h": "[electronic resource]"}, None),
    ],
)
def test_titles_lose_the_punctuation_of_catalogues(subfields, title, blurb):
    assert described(field("245", "10", **subfields), field("520", a=blurb)).book.title == title


def test_the_best_kind_of_summary_is_taken(blurb):
    review = field("520", "1 ", a="A triumph, say those who reviewed it at length in the papers.")
    scope = field("520", "2 ", a="Letters and diaries of a map maker from 1901 to 1912.")
    assert described(review, scope, field("520", "3 ", a=blurb)).book.description == blurb
    assert described(review, scope).book.description.startswith("Letters")
    assert described(review).book.description.startswith("A triumph")
    assert described(field("520", "4 ", a="Contains scenes of violence and of drowning.")).problem


def test_summaries_that_say_the_same_are_taken_once(blurb):
    more = field("520", a="The second summary tells what the map shows.")
    short = field("520", a=blurb[:60])
    both = f"{blurb}\n\nThe second summary tells what the map shows."
    assert described(field("520", a=blurb), short, more, field("520", a=blurb)).book.description == both


def test_of_summaries_in_several_languages_the_english_one_is_taken(blurb):
    assert described(field("520", a=FRENCH), field("520", a=blurb)).book.description == blurb
    assert described(field("520", a=FRENCH)).book.description == FRENCH


@pytest.mark.parametrize(
    "source",
    ['"-- Provided by publisher.', "--From publisher description.", " -- Jacket.", "\u2014Provided by the publisher"],
)
def test_the_source_of_a_summary_is_left_out(source, blurb):
    assert described(field("520", a=blurb + source)).book.description == blurb


def test_subjects_and_their_schemes(blurb):
    record = described(
        field("050", "00", a="PZ7.L47", b="D7"),
        field("072", " 7", a="FIC009020/FIC014000/", _2="bisacsh"),
        field("082", "04", a="813.6", _2="23"),
        field("084", a="FMB", _2="thema"),
        field("520", a=blurb),
        field("600", "10", a="Mercator, Gerardus,", d="1512-1594", v="Fiction."),
        field("650", " 0", a="Cartographers", v="Fiction."),
        field("650", " 7", a="FICTION|Fantasy|Epic|", _2="bisacsh"),
        field("653", a=["sea", "maps"]),
        field("655", " 7", a="Fantasy fiction.", _2="lcgft."),
        field("655", " 4", a="E-books."),
    )
    assert record.subjects == (
        Subject("lcc", "PZ7.L47"),
        Subject("bisac", "FIC009020"),
        Subject("bisac", "FIC014000"),
        Subject("ddc", "813.6"),
        Subject("thema", "FMB"),
        Subject("lcsh", heading="Mercator, Gerardus, 1512-1594--Fiction"),
        Subject("lcsh", heading="Cartographers--Fiction"),
        Subject("bisac", heading="FICTION / Fantasy / Epic"),
        Subject("keywords", heading="sea"),
        Subject("keywords", heading="maps"),
        Subject("lcgft", heading="Fantasy fiction"),
        Subject("", heading="E-books"),
    )


@pytest.mark.parametrize(
    ("leader", "problem"),
    [
        ("00000ngm a2200000 i 4500", "it is not a book but a film or video"),
        ("00000njm a2200000 i 4500", "it is not a book but recorded music"),
        ("00000nz  a2200000 i 4500", "it is an authority record"),
        ("00000dam a2200000 i 4500", "it is marked as deleted"),
    ],
)
def test_what_is_no_book_is_not_classified(leader, problem, blurb):
    record = described(field("245", "10", a="Maps"), field("520", a=blurb), leader=leader)
    assert record.book is None
    assert record.problem.startswith(problem)
    assert record.fields["title"] == "Maps"


@pytest.mark.parametrize("kind", "atimop\x14")
def test_what_may_be_a_book_is_classified(kind, blurb):
    assert described(field("520", a=blurb), leader=LEADER[:6] + kind + LEADER[7:]).book


def test_a_record_without_a_summary_says_so():
    assert described(field("245", "10", a="Maps")).problem == "it has no summary"
