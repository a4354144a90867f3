import pytest

from bookgenre.book import Book
from bookgenre.catalogue.record import book_record


@pytest.mark.parametrize(
    ("description", "given", "problem"),
    [
        ("A spy.", "", ""),
        ("", "", "it has no description"),
        ("A spy.", "deleted", "deleted"),
        ("", "deleted", "deleted"),
    ],
)
def test_a_record_has_a_book_or_a_problem_and_its_fields_in_any_case(description, given, problem):
    book = Book(description, authors=("Ida", "Ed"))
    record = book_record(3, book, "1", problem=given, publisher="Lantern", audience="01")
    assert record.problem == problem
    assert (record.book is None) == bool(problem)
    assert record.fields["authors"] == "Ida; Ed"
    assert list(record.fields) == [
        "identifier", "title", "authors", "publisher", "audience", "description",
    ]  # fmt: skip
