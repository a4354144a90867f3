import os
import sys
import zipfile

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows, sheet_size
from bookgenre.files.rows import columns_of
from bookgenre.files.sheet_size import check_sheet_size

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


def test_an_apostrophe_of_a_cell_stays_because_workbooks_guard_no_formulas(write_sheets):
    path = write_sheets(books=[["title"], ["'@Home' and Away"], ["'=1+1"]])
    assert [row["title"] for _, row in read(path)[0]] == ["'@Home' and Away", "'=1+1"]


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


def far(place, value="<v>1</v>", **more):
    """A workbook of two books and a cell somewhere; `more` are further parts."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="B1" t="inlineStr"><is><t>blurb</t></is></c>'
        f'</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>{place.format(value=value)}'
    )
    return {"xl/worksheets/books.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'} | more


def rewrite(path, parts):
    """Replace parts of a spreadsheet."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | parts).items():
            archive.writestr(name, content)
    return path


FAR = '<row r="1048576"><c r="XFD1048576">{value}</c></row>'
DEEP = "<row>" + "<c/>" * 3_000 + "<c>{value}</c></row>" + "<row/>" * 20_000 + "<row><c>{value}</c></row>"


@pytest.mark.parametrize("place", [FAR, FAR.replace("<", "<x:").replace("x:/", "/x:").replace('"', "'"), DEEP])
def test_cells_far_apart_are_refused_before_a_grid_is_made(write_sheets, place):
    path = rewrite(write_sheets(books=[["title"]]), far(place))
    # Of a kilobyte; without the check the process is aborted.
    with pytest.raises(DataError, match="cells so far apart that its sheets would have more than 50,000,000"):
        read(path)


def test_sheets_may_lie_anywhere_in_the_file(write_sheets):
    path = write_sheets(books=[["title"]])
    links = relations(("worksheet", "media/picture.png"))
    sheet = far(FAR)["xl/worksheets/books.xml"]
    rewrite(path, {"xl/_rels/workbook.xml.rels": links, "xl/media/picture.png": sheet})
    with pytest.raises(DataError, match="so far apart"):
        read(path)


def test_a_cell_that_is_only_coloured_takes_no_place(write_sheets):
    path = rewrite(write_sheets(books=[["title"]]), far(FAR, value=""))
    assert read(path)[0] == [(2, {"title": "1", "blurb": "2"})]


def test_a_shared_text_counts_as_often_as_it_stands_in_a_cell(write_sheets):
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000}</t></si><si><t>y</t></si></sst>'
    cells = "<row>" + '<c t="s"><v>0</v></c>' * 2_000 + '<c t="s"><v>1</v></c></row>'
    path = rewrite(write_sheets(books=[["title"]]), far(cells, **{"xl/sharedStrings.xml": texts}))
    check_sheet_size(path, 10_000, 2_000_001)
    with pytest.raises(DataError, match="more than 1 MB of text"):
        check_sheet_size(path, 10_000, 2_000_000)


@pytest.mark.parametrize("value", ["1<x/>", "1<!-- 0 -->", "<![CDATA[1]]>", "1<?a b?>"])
def test_a_value_that_readers_may_understand_otherwise_counts_as_the_longest_text(write_sheets, value):
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000}</t></si><si><t>y</t></si></sst>'
    cells = "<row>" + f'<c t="s"><v>{value}</v></c>' * 2_000 + "</row>"
    path = rewrite(write_sheets(books=[["title"]]), far(cells, **{"xl/sharedStrings.xml": texts}))
    with pytest.raises(DataError, match="more than 1 MB of text"):
        check_sheet_size(path, 10_000, 1_999_999)


def test_texts_are_counted_wherever_they_lie_and_only_once(write_sheets):
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000}</t></si></sst>'
    cells = "<row>" + '<c t="s"><v>0</v></c>' * 2_000 + "</row>"
    elsewhere = {"elsewhere/sharedStrings.xml": texts}
    with pytest.raises(DataError, match="more than 1 MB of text"):
        check_sheet_size(rewrite(write_sheets(books=[["title"]]), far(cells, **elsewhere)), 10_000, 1_999_999)
    both = far(cells, **elsewhere, **{"xl/sharedStrings.xml": texts})
    with pytest.raises(DataError, match="two lists of texts"):
        check_sheet_size(rewrite(write_sheets("two.xlsx", books=[["title"]]), both), 10_000, 1_999_999)


def test_a_workbook_names_the_sheets_that_it_has(write_sheets):
    path = write_sheets(books=[["title"]])
    names = '<sheet name="s" sheetId="1"/>' * 30
    rewrite(path, {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets>{names}</sheets></workbook>'})
    with pytest.raises(DataError, match="names 30 sheets and has 1"):
        read(path)


def test_a_file_is_counted_again_after_a_change(write_sheets):
    path = write_sheets(books=[["title"], ["Tea"]])
    assert len(read(path)[0]) == 1
    rewrite(path, far(FAR))
    os.utime(path, ns=(0, 1))
    with pytest.raises(DataError, match="so far apart"):
        read(path)


@pytest.mark.parametrize("head", ["<!DOCTYPE a [<!ENTITY b 'c'>]>", "<worksheet>"])
def test_a_sheet_that_is_no_plain_xml_is_refused(write_sheets, head):
    sheet = head + far("")["xl/worksheets/books.xml"]
    with pytest.raises(DataError, match=r"not a spreadsheet that can be read .*save it as \.xlsx or \.csv"):
        read(rewrite(write_sheets(books=[["title"]]), {"xl/worksheets/books.xml": sheet}))


def write_ods(path, *rows):
    """Write an OpenDocument spreadsheet; each row says how often it and each of its cells stand there."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        f'<table:table-row table:number-rows-repeated="{times}">'
        + "".join(
            f'<table:table-cell office:value-type="string" table:number-columns-repeated="{across}">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in values
        )
        + "</table:table-row>"
        for times, across, values in rows
    )
    prefixes = " ".join(f'xmlns:{name}="{names}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {prefixes}><office:body><office:spreadsheet>"
            f'<table:table table:name="books">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


BOOKS = ((1, 1, ["title", "blurb"]), (2, 1, ["Tea", "Brass"]))


def test_other_workbooks_of_people_are_read(tmp_path):
    rows, _ = read(write_ods(tmp_path / "books.ods", *BOOKS))
    assert rows == [(2, {"title": "Tea", "blurb": "Brass"}), (3, {"title": "Tea", "blurb": "Brass"})]


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not limit the memory of a process")
@pytest.mark.parametrize("name", ["books.ods", "books.data"])
def test_other_workbooks_end_no_process_of_ours(tmp_path, monkeypatch, name):
    monkeypatch.setattr(sheet_size, "_MOST_MEMORY", 256 << 20)
    # Of a kilobyte; without the other process this one is aborted where memory is short.
    path = write_ods(tmp_path / name, *BOOKS, (1_000, 16_384, ["x"]))
    with pytest.raises(DataError, match=r"too many cells, or cells too far apart, .*save it as \.xlsx or CSV"):
        read(path)


def test_the_cells_of_other_workbooks_are_counted(tmp_path):
    path = write_ods(tmp_path / "books.ods", *BOOKS, (1, 1_000, ["x"]))
    check_sheet_size(path, 4_000, 1 << 20)
    with pytest.raises(DataError, match="too many cells"):
        check_sheet_size(path, 3_900, 1 << 20)


class EnoughError(Exception):
    """The reading was ended."""


def test_counting_can_be_ended(write_sheets):
    def enough():
        raise EnoughError

    with pytest.raises(EnoughError):
        check_sheet_size(write_sheets(books=[["title"], ["Tea"]]), 10, 10, enough)


@pytest.mark.parametrize("above", [["Book info", None, None, "Sales", None], ["Publisher: X", "Season: Spring"]])
def test_groups_of_columns_above_the_row_that_names_a_description_are_left_out(write_sheets, above):
    names = ["ISBN", "Title", "Description", "Q1", "Q2"]
    path = write_sheets(books=[above, names, ["1", "Tea", "Brass", "5", "6"]])
    rows, rejects = read(path)
    assert rows == [(3, dict(zip(names, ["1", "Tea", "Brass", "5", "6"], strict=True)))]
    assert rejects.notes == {str(path): ["lines above the names of the columns were left out: 1"]}
