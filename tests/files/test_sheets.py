import zipfile

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows
from bookgenre.files.rows import columns_of

pytest.importorskip("python_calamine", reason="pip install 'bookgenre[corpus]'")

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*targets):
    links = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{links}</Relationships>'


def cell(value):
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return "<c/>" if value is None else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


@pytest.fixture
def write_sheets(tmp_path):
    """Write a spreadsheet, each sheet a list of rows; its path."""

    def write_sheets(name="books.xlsx", **sheets):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", CONTENT_TYPES)
            archive.writestr("_rels/.rels", relations(("officeDocument", "xl/workbook.xml")))
            targets = [("worksheet", f"worksheets/{title}.xml") for title in sheets]
            archive.writestr("xl/_rels/workbook.xml.rels", relations(*targets))
            names = "".join(
                f'<sheet name="{title}" sheetId="{number}" r:id="r{number}"/>'
                for number, title in enumerate(sheets, start=1)
            )
            archive.writestr(
                "xl/workbook.xml",
                f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
            )
            for title, rows in sheets.items():
                body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
                archive.writestr(
                    f"xl/worksheets/{title}.xml",
                    f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>',
                )
        return path

    return write_sheets


def read(path):
    rejects = Rejects()
    return [(row.line, dict(row.values)) for row in read_rows(path, rejects)], rejects


def test_values_are_read_as_text_and_isbns_without_a_fraction(write_sheets):
    path = write_sheets(
        books=[["title", "isbn", "price", None], ["Tea", 9780000000002, 2.5, None], [None], ["Salt", "007"]]
    )
    rows, rejects = read(path)
    assert rows == [
        (2, {"title": "Tea", "isbn": "9780000000002", "price": "2.5"}),
        (4, {"title": "Salt", "isbn": "007", "price": ""}),
    ]
    assert columns_of(path)[:3] == ["title", "isbn", "price"]
    assert rejects.notes == {}


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(write_sheets):
    path = write_sheets(cover=[], books=[["title"], ["Tea"]], more=[["x"], ["y"]])
    rows, rejects = read(path)
    assert rows == [(2, {"title": "Tea"})]
    assert rejects.notes == {str(path): ["the sheet 'books' was read; left out: 'more'"]}


def test_a_title_above_the_names_of_the_columns_is_left_out_and_that_is_noted(write_sheets):
    path = write_sheets(
        books=[
            ["Autumn 2026", None, None],
            [None],
            ["Status:", None, None],
            ["isbn", "title", "blurb"],
            ["1", "Tea", ""],
        ]
    )
    rows, rejects = read(path)
    assert rows == [(5, {"isbn": "1", "title": "Tea", "blurb": ""})]
    assert columns_of(path) == ["isbn", "title", "blurb"]
    assert rejects.notes == {str(path): ["lines above the names of the columns were left out: 3"]}


def test_cells_without_a_name_above_them_are_kept(write_sheets):
    path = write_sheets(books=[[None, "title", None], ["a", "Tea", "b", 3.5], [None, None, None, "only here"]])
    rows, _ = read(path)
    assert rows == [
        (2, {"": "a", "title": "Tea", " ": "b", "  ": "3.5"}),
        (3, {"": "", "title": "", " ": "", "  ": "only here"}),
    ]
    assert [*rows[0][1]] == ["", "title", " ", "  "]


def test_a_cover_sheet_before_the_sheet_of_books_is_left_out(write_sheets):
    path = write_sheets(cover=[["Autumn", "list"], ["Status", "final"]], books=[["isbn", "blurb"], ["1", "A spy."]])
    rows, rejects = read(path)
    assert rows == [(2, {"isbn": "1", "blurb": "A spy."})]
    assert columns_of(path) == ["isbn", "blurb"]
    assert rejects.notes == {str(path): ["the sheet 'books' was read; left out: 'cover'"]}


def test_a_spreadsheet_is_told_by_its_first_bytes(write_sheets):
    assert read(write_sheets("books.csv", books=[["title"], ["Tea"]]))[0] == [(2, {"title": "Tea"})]


def test_columns_of_one_name_and_sheets_without_rows_are_refused(write_sheets):
    with pytest.raises(DataError, match="several columns called 'title'"):
        read(write_sheets(books=[["title", "title"], ["a", "b"]]))
    with pytest.raises(DataError, match="has no sheet with rows"):
        read(write_sheets(books=[]))


@pytest.mark.parametrize("data", [b"PK\x03\x04 and no more", b"title,text\n1,2\n", b""])
def test_what_is_no_spreadsheet_is_refused(tmp_path, data):
    path = tmp_path / "books.xlsx"
    path.write_bytes(data)
    with pytest.raises(
        DataError, match=r"books\.xlsx is not a spreadsheet that can be read .*save it as \.xlsx or \.csv"
    ):
        read(path)


def test_a_missing_spreadsheet_is_named(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        columns_of(tmp_path / "books.xlsx")
