from pathlib import Path

import pytest

from bookgenre.catalogue.file_formats import reader, writer, writer_names
from bookgenre.errors import InputError
from bookgenre.web.job_formats import (
    MEDIA_TYPES,
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
        ("xlsx", "a.ods", "xlsx"),
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
