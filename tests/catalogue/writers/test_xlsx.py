"""Spreadsheets: types, formulas, cells that are too long."""

import io
from datetime import date, datetime, timedelta

import pytest

from bookgenre.book import Book
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import DataError

pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed: pip install 'bookgenre[catalogue]'")
calamine = pytest.importorskip("python_calamine", reason="pip install 'bookgenre[catalogue]'")

FIELDS = {
    "isbn": "0012345678",
    "ean": 9780000000002,
    "price": 7.5,
    "pages": 120,
    "date": date(2026, 11, 29),
    "time": datetime(2026, 11, 29, 10, 30),
    "long ago": date(1850, 1, 1),
    "formula": "=1+1",
    "link": "https://example.org",
    "list": ["a", 1],
    "half": "\ud83d",
    "long": "x" * 40_000,
    "none": None,
    "yes": True,
    "no": False,
    "length": timedelta(hours=36),
    "before": timedelta(hours=-1),
}


def test_columns_that_no_sheet_has_a_place_for_are_not_left_out_in_silence():
    from bookgenre.catalogue.writers.xlsx import write

    options = WriteOptions(tuple(f"c{number}" for number in range(16_384)), top=1)
    with pytest.raises(DataError, match="the sheet, with the columns that are added, has more than 16,384 columns"):
        write([], io.BytesIO(), options)


@pytest.fixture
def written():
    from bookgenre.catalogue.writers.xlsx import write

    def written(notes=None):
        out = io.BytesIO()
        options = WriteOptions(tuple(FIELDS), top=1, note=(notes if notes is not None else []).append)
        write([(Record(1, Book("x"), fields=FIELDS), Finding(1, problem="why"))], out, options)
        return out.getvalue()

    return written


def test_values_keep_their_types_and_no_text_becomes_another_thing(written):
    notes = []
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(written(notes)))
    header, row = workbook.get_sheet_by_index(0).to_python()
    cells = dict(zip(header, row, strict=True))
    assert cells["isbn"] == "0012345678"
    assert cells["ean"] == "9780000000002"
    assert (cells["price"], cells["pages"]) == (7.5, 120)
    assert (cells["date"], cells["time"]) == (FIELDS["date"], FIELDS["time"])
    assert cells["long ago"] == "1850-01-01"
    assert (cells["formula"], cells["link"], cells["list"]) == ("=1+1", "https://example.org", '["a", 1]')
    assert cells["half"] == "\\ud83d"
    assert len(cells["long"]) == 32_767
    assert cells["none"] == ""
    assert (cells["yes"], cells["no"]) == (True, False)
    assert isinstance(cells["yes"], bool)
    assert (cells["length"], cells["before"]) == (timedelta(hours=36), "-1:00:00")
    assert cells["bookgenre_problem"] == "why"
    assert notes == ["a cell of Excel holds 32,767 characters; cells that were cut there: 1"]


def test_the_same_content_gives_the_same_bytes(written):
    assert written() == written()
