import io
import zipfile
from pathlib import Path

import pytest

from bookgenre.catalogue.file_formats import reader, writer, writer_names
from bookgenre.errors import DataError, InputError
from bookgenre.web.job_formats import (
    MEDIA_TYPES,
    choose_reader,
    choose_writer,
    result_formats,
    result_name,
    safe_name,
    upload_formats,
)


def test_formats_whose_packages_are_missing_are_not_offered(monkeypatch):
    assert {"csv", "xlsx", "onix", "marc", "jsonl"} <= {one.name for one in upload_formats()}
    assert {"csv", "xlsx"} <= {one.name for one in result_formats()}
    monkeypatch.setattr("bookgenre.web.job_formats.find_spec", lambda _name: None)
    assert "xlsx" not in {one.name for one in upload_formats()}
    assert {"csv", "tsv", "jsonl"} <= {one.name for one in result_formats()}
    assert not {"xlsx", "parquet"} & {one.name for one in result_formats()}


def test_each_result_has_a_media_type():
    assert set(MEDIA_TYPES) >= {one.name for one in result_formats()}
    assert set(MEDIA_TYPES) <= set(writer_names())


@pytest.mark.parametrize(
    ("source", "file", "made"),
    [
        ("csv", "a.csv", "csv"),
        ("csv", "a.tsv", "tsv"),
        ("csv", "a.bin", "csv"),
        ("jsonl", "a.json", "jsonl"),
        ("onix", "a.xml", "onix"),
        ("marcxml", "a.xml", "marcxml"),
        ("marc", "a.mrc", "marc"),
        ("opds", "a.atom", "csv"),
        ("xlsx", "a.xlsm", "xlsx"),
    ],
)
def test_the_result_is_of_the_format_of_the_file_where_it_can_be(source, file, made):
    assert choose_writer(reader(source), Path(file), None).name == made


def test_a_format_can_be_named():
    assert choose_writer(reader("onix"), Path("a.xml"), "xlsx").name == "xlsx"
    for wrong in ("marc", "calibre", "nothing"):
        with pytest.raises(InputError, match="use one of"):
            choose_writer(reader("onix"), Path("a.xml"), wrong)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("books.csv", "books.csv"),
        ("C:\\Users\\me\\My books.XLSX", "My_books.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("本.csv", "本.csv"),
        ("", "books"),
        (".csv", "csv"),
        ("a\x00b\n[1].csv", "a_b_1.csv"),
        ("x" * 300 + ".csv", "x" * 40 + ".csv"),
        ("a." + "y" * 300, "a." + "y" * 9),
        ("\ud800.csv", "books.csv"),
    ],
)
def test_the_name_of_a_file_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_the_result_is_named_after_the_file():
    assert result_name("books.csv", writer("csv")) == "books-genres.csv"
    assert result_name("books.xls", writer("xlsx")) == "books-genres.xlsx"
    assert result_name("books", writer("tsv")) == "books-genres.tsv"


def workbook(last, *, before=b"", **more):
    """A workbook with a cell in A1 and in `last`, behind some bytes."""
    file = io.BytesIO()
    file.write(before)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a"/></sheets></workbook>')
        cells = f'<row><c r="A1"><v>1</v></c><c r="{last}"><v>1</v></c></row>'
        archive.writestr("xl/worksheets/a.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
        for name, content in more.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", workbook("ALM2000"), "more than 2,000,000"),
        ("a.xlsm", workbook("XFD1048576"), "more than 2,000,000"),
        ("a.xlsx", workbook("B2", before=b"x"), "does not begin like a file of its kind"),
        ("a.csv", workbook("B2", before=b"title,description"), "does not begin like a file of its kind"),
        ("a.epub", b"x" + bytes(100), "does not begin like a file of its kind"),
        ("a.xlsb", workbook("B2"), "does not take; save it as .xlsx"),
        ("a.csv", workbook("B2", **{"xl/workbook.bin": b""}), "does not take; save it as .xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "does not take; save it as .xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0" + bytes(600), "does not take; save it as .xlsx"),
        ("a.ods", workbook("B2"), "does not take; save it as .xlsx"),
    ],
)
def test_a_spreadsheet_of_unknown_or_great_size_is_refused(tmp_path, name, content, message):
    pytest.importorskip("python_calamine", reason="pip install 'bookgenre[catalogue]'")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        choose_reader(path)


def test_a_spreadsheet_of_usual_size_is_taken(tmp_path):
    pytest.importorskip("python_calamine", reason="pip install 'bookgenre[catalogue]'")
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook("ALL2000"))
    assert choose_reader(path).name == "xlsx"
    (offered,) = [one for one in upload_formats() if one.name == "xlsx"]
    assert offered.suffixes == (".xlsx", ".xlsm")
