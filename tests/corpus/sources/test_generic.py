import json

import pytest

from bookgenre import Book
from bookgenre.corpus.sources import Columns, generic_adapter
from bookgenre.errors import DataError


def write(path, *lines):
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_named_columns_are_read_and_no_others(read, tmp_path):
    path = write(tmp_path / "b.csv", "Blurb,Tags,title,EAN", '"Salt, and more.","a, b",Ignored,9780000000002')
    columns = Columns("Blurb", genres="Tags", genre_separator=",", identifiers={"isbn13": "EAN"})
    (found,), _ = read(generic_adapter("mine", columns, complete=True), path)
    assert found.record.book == Book(
        "Salt, and more.", genres=("a", "b"), identifiers={"isbn13": "9780000000002"}, source="mine"
    )
    assert found.record.complete


@pytest.mark.parametrize("name", "description Blurb SUMMARY synopsis body text About".split())
def test_a_column_of_descriptions_is_told_by_its_name(read, tmp_path, name):
    (found,), _ = read(generic_adapter(), write(tmp_path / "b.csv", f"x,{name}", "1,Salt."))
    assert found.record.book == Book("Salt.", source="generic")


def test_all_columns_are_told_by_their_names(read, tmp_path):
    header = "Book Title;Book-Description;Categories;Author;lang;ISBN 13;URL;ID"
    row = "The Salt Road;Salt.;Fiction | Sea;Ada Wren;en-GB;978-0-00-000000-2;https://a.example;7"
    (found,), _ = read(generic_adapter(), write(tmp_path / "b.csv", header, row))
    assert found.record.book == Book(
        "Salt.",
        title="The Salt Road",
        genres=("Fiction", "Sea"),
        identifiers={"isbn13": "9780000000002", "url": "https://a.example", "id": "7"},
        source="generic",
        authors=("Ada Wren",),
        language="en",
    )


def test_what_is_named_comes_before_what_is_told(read, tmp_path):
    path = write(tmp_path / "b.csv", "description,long,title,shelf", "Short.,Long.,T,a/b")
    adapter = generic_adapter(named={"description": "long", "genres": "shelf", "genre_separator": "/"})
    (found,), _ = read(adapter, path)
    assert found.record.book == Book("Long.", title="T", genres=("a", "b"), source="generic")


def test_real_lists_in_json_and_lines_that_leave_fields_out_are_read(read, tmp_path):
    lines = ["{", {"body": "One."}, {"body": "Two.", "title": "T", "topics": ["x, y", "z"]}, {"title": "None."}]
    records, rejects = read(generic_adapter(), write(tmp_path / "b.jsonl", *lines))
    assert [found.record.book for found in records] == [
        Book("One.", source="generic"),
        Book("Two.", title="T", genres=("x, y", "z"), source="generic"),
    ]
    assert rejects.counts == {"not JSON": 1, "a field is missing": 1}


def test_parquet_is_read(read, tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="pip install 'bookgenre[corpus]'")
    from pyarrow import parquet

    rows = [{"summary": "Salt.", "genres": ["a", "b"], "isbn": 9780000000002}, {"summary": None, "genres": None}]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "b.parquet")
    records, _ = read(generic_adapter(), tmp_path / "b.parquet")
    assert records[0].record.book == Book(
        "Salt.", genres=("a", "b"), identifiers={"isbn13": "9780000000002"}, source="generic"
    )
    assert records[1].record.book == Book("", source="generic")


def test_without_a_column_of_descriptions_those_it_has_are_listed(read, tmp_path):
    with pytest.raises(DataError, match=r"it has: Titel, Klappentext; name .*--column description=NAME"):
        read(generic_adapter(), write(tmp_path / "b.csv", "Titel,Klappentext", "A,B"))


def test_a_named_column_that_is_not_there_is_refused(read, tmp_path):
    path = write(tmp_path / "b.csv", "Titel,Klappentext", "A,B")
    with pytest.raises(DataError, match=r"no column 'Blurb'; it has: Titel, Klappentext"):
        read(generic_adapter(named={"description": "Blurb"}), path)
    with pytest.raises(DataError, match=r"no column 'Wer'; it has: Titel, Klappentext"):
        read(generic_adapter(columns=Columns("Klappentext", authors="Wer")), path)


def test_a_field_that_means_nothing_is_refused(read, tmp_path):
    path = write(tmp_path / "b.csv", "description", "A")
    with pytest.raises(DataError, match=r"no field 'describtion'; choose of: description, title"):
        read(generic_adapter(named={"describtion": "description"}), path)
