"""What a sheet shows and its values do not say."""

import pytest

from bookgenre.files import Rejects, read_rows
from bookgenre.files.sheet_looks import shown_cells

pytest.importorskip("python_calamine", reason="pip install 'bookgenre[corpus]'")
xlsxwriter = pytest.importorskip("xlsxwriter", reason="pip install 'bookgenre[catalogue]'")


@pytest.fixture
def book(tmp_path):
    """A workbook with a title above its table, which begins in the second column."""
    path = tmp_path / "books.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("About").write_string(0, 0, "Our list")
    sheet = workbook.add_worksheet("Titles")
    sheet.write_row(2, 1, ["ISBN", "description", "share", "pages", "part"])
    isbn, part = (workbook.add_format({"num_format": code}) for code in ("0000000000", "00"))
    sheet.write_number(3, 1, 306406152, isbn)
    sheet.write_string(3, 2, "A spy in Berlin loses the letters of a queen.")
    sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
    sheet.write_number(3, 4, 300)
    sheet.write_number(3, 5, 7, part)
    sheet.write_number(4, 1, 1.5, isbn)
    sheet.write_string(4, 2, "#DIV/0! as a text, and another description.", isbn)
    workbook.close()
    return path


@pytest.mark.parametrize("typed", [True, False])
def test_codes_keep_their_zeros_and_errors_are_no_empty_cells(book, typed):
    first, second = (list(row.values.values())[1:] for row in read_rows(book, Rejects(), typed=typed))
    pages, part = (300, 7) if typed else ("300", "7")
    assert first == ["0306406152", "A spy in Berlin loses the letters of a queen.", "#DIV/0!", pages, part]
    assert second[0] in (1.5, "1.5")
    assert second[1].startswith("#DIV/0! as a text")


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0-000-00000-0", 306406152, "0-306-40615-2"),
        (r"000\-0\-000\-00000\-0", 9780306406157, "978-0-306-40615-7"),
        ("0000000000;@", 306406152, "0306406152"),
        ("[$-409]0000000000", 306406152, "0306406152"),
        ('00000" "0000', 12345, "00001 2345"),
        ("0000", 12345, "12345"),
        ("000", 5, "5"),
        ("0.0000", 5, "5"),
        ("[<=9999999]000-0000;(000) 000-0000", 2125551234, "2125551234"),
        ("[>=1000]0000;0", 5, "5"),
        ("#,##0000", 5, "5"),
    ],
)
def test_only_formats_of_codes_are_shown(tmp_path, code, number, shown):
    path = tmp_path / "books.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Titles")
    sheet.write_row(0, 0, ["number", "description"])
    sheet.write_number(1, 0, number, workbook.add_format({"num_format": code}))
    sheet.write_string(1, 1, "A spy in Berlin loses the letters of a queen.")
    workbook.close()
    (row,) = read_rows(path, Rejects())
    assert row.values["number"] == shown


def test_only_the_sheet_that_is_read_is_looked_at(book):
    assert shown_cells(book, "Titles") == {(4, 1): "0306406152", (4, 3): "#DIV/0!"}
    assert shown_cells(book, "About") == {}
    assert shown_cells(book, "None") == {}


def test_what_is_no_workbook_shows_nothing(tmp_path):
    path = tmp_path / "books.xlsx"
    path.write_bytes(b"PK no archive")
    assert shown_cells(path, "Titles") == {}
