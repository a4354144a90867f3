import pytest

from bookgenre.catalogue.book_record import book_record


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
    record = book_record(
        3, identifier="1", title="", authors=("Ida", "Ed"), description=description, audience="01", problem=given
    )
    assert record.problem == problem
    assert (record.book is None) == bool(problem)
    assert record.book is None or record.book.title is None
    assert record.fields["authors"] == "Ida; Ed"
    assert list(record.fields) == [
        "identifier", "title", "authors", "publisher", "language", "audience", "description",
    ]  # fmt: skip
