from dataclasses import replace

import pytest

from bookgenre.book import Book
from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.audit.auditor import Auditor, add_sentences
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record, Subject

SPY = "A secret agent and spy is sent to Berlin. The house is old. The handler and the other agent keep the secret."
COOKING = "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book."


@pytest.fixture(scope="module")
def answerer(tiny_model_folder):
    return RecordAnswerer(AnswerSettings(tiny_model_folder, top=1000))


@pytest.fixture
def look(answerer):
    """Look at records with an auditor; return it."""

    def look(*records, most=500):
        auditor = Auditor(most)
        for record in records:
            auditor.look(record, answerer.finding(record), "titles.csv")
        return auditor

    return look


def record(number, description, *codes, title=None, **fields):
    subjects = tuple(Subject("bisac", code) for code in codes)
    return Record(number, Book(description, title), f"978{number}", subjects, fields)


def test_one_book_with_a_wrong_code(look):
    audit = look(record(1, SPY, "FIC006000"), record(2, COOKING, "FIC006000", title="Bread")).result()
    (concern,) = audit.concerns
    assert (concern.kind, concern.number, concern.file, concern.identifier) == ("side", 2, "titles.csv", "9782")
    assert concern.title == "Bread"
    assert concern.subjects == concern.doubted == ("FIC006000",)
    assert concern.suggestion == ("Cooking",)
    assert concern.codes == ("WBA",)
    assert 0.7 <= concern.confidence <= 1
    assert audit.found == {"side": 1}
    assert audit.model_version == "2026.01.02+00000000"


def test_what_cannot_be_looked_at_is_counted(look):
    audit = look(
        record(1, SPY, "FIC006000"),
        record(2, SPY),
        record(3, SPY, "ZZZ999999"),
        record(4, "Too short.", "FIC006000"),
        Record(5, None, problem="no description"),
    ).result()
    assert (audit.records, audit.with_subjects, audit.unusable, audit.total) == (5, 1, 2, 0)
    assert audit.not_understood == ("ZZZ999999",)


def test_the_most_confident_are_kept_and_all_are_counted(answerer, look):
    books = [record(n, COOKING, "FIC006000") for n in range(1, 4)]
    books[1] = record(2, COOKING, "FIC006000", "CKB000000")
    assert [concern.number for concern in look(*books).result().concerns] == [1, 2, 3]
    audit = look(*books, most=2).result()
    assert [concern.number for concern in audit.concerns] == [1, 2]
    assert audit.total == 3


def test_a_series_is_judged_once_all_is_read(look):
    members = [record(n, SPY, "FIC006000", series="Agent Vale") for n in range(1, 4)]
    odd = replace(members[1], subjects=(Subject("bisac", "FIC027000"),))
    audit = look(members[0], odd, members[2]).result()
    # One entry, though the genre of the series is missing, too.
    (concern,) = audit.concerns
    assert (concern.kind, concern.number, concern.doubted) == ("series", 2, ("FIC027000",))
    assert "2 of the 3 books of the series “Agent Vale”" in concern.message
    assert audit.found == {"series": 1}


def test_the_sentence_that_shows_it(tiny_classifier, look):
    from bookgenre.recommender import Recommender

    books = [record(1, SPY, "FIC000000"), record(2, COOKING, "FIC006000")]
    audit = look(*books).result()
    found = add_sentences(audit.concerns, (("titles.csv", book) for book in books), Recommender(tiny_classifier))
    by_number = {concern.number: concern for concern in found}
    assert by_number[2].sentence == COOKING
    # Not the one in the middle, which says nothing.
    assert by_number[1].kind == "missing"
    assert by_number[1].sentence in (SPY[:41], "The handler and the other agent keep the secret.")


def test_the_title_where_no_sentence_shows_it(tiny_classifier, look):
    from bookgenre.recommender import Recommender

    book = record(1, COOKING, "FIC006000", title="Bread")
    audit = look(book).result()
    (concern,) = add_sentences(audit.concerns, [("titles.csv", book)], Recommender(tiny_classifier))
    assert concern.sentence == "Bread"


def test_books_of_other_files_are_not_read_for_a_sentence(tiny_classifier, look):
    from bookgenre.recommender import Recommender

    book = record(2, COOKING, "FIC006000")
    audit = look(book).result()
    assert add_sentences(audit.concerns, [("other.csv", book)], Recommender(tiny_classifier))[0].sentence == ""


def test_a_finding_with_a_problem_is_no_evidence():
    auditor = Auditor()
    assert auditor.look(record(1, SPY, "FIC006000"), Finding(1, problem="the text is French")) == []
    assert auditor.result().unusable == 1
