"""Rows as records: books, identifiers, subjects, and what is wrong with a row."""

import json

import pytest

from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Subject
from bookgenre.catalogue.source_files import find_sources
from bookgenre.catalogue.table_reading import read_table_records

TEXT = "A spy in Berlin loses the letters of a queen."


def read(path, endings=(".csv",), **options):
    notes = []
    return list(read_table_records(path, ReadOptions(note=notes.append, **options), endings)), notes


def test_what_is_known_of_a_book(tmp_path):
    path = tmp_path / "books.csv"
    path.write_text(
        "EAN;Titel;Autor;Klappentext;Sprache;BISAC;Thema codes;Keywords\n"
        f'0123456789012;Der Spion;"Wer, Was";{TEXT};DE;FIC031050 FICTION / Thrillers;FHD 1DFG;berlin\n',
        encoding="utf-8",
    )
    (record,), notes = read(path)
    assert record.book.description == TEXT
    assert (record.book.title, record.book.language) == ("Der Spion", "de")
    assert record.identifier == "0123456789012"
    assert record.subjects[0] == Subject("bisac", "FIC031050", "FICTION / Thrillers")
    assert list(record.fields) == [
        "EAN",
        "Titel",
        "Autor",
        "Klappentext",
        "Sprache",
        "BISAC",
        "Thema codes",
        "Keywords",
    ]
    assert "description from 'Klappentext'" in notes[0]


@pytest.mark.parametrize(
    ("header", "field", "name"),
    [
        ("ISBN/EAN,Titel,Klappentext", "isbn13", "ISBN/EAN"),
        ("SKU,Product Title,Long Description", "id", "SKU"),
        ("EAN,Kurztext,Langtext", "description", "Langtext"),
        ("EAN,Titel,Kurztext", "description", "Kurztext"),
        ("Urheber,Titel,Beschreibung", "authors", "Urheber"),
        ("ISBN-13 (EAN),Title,Marketing Copy", "description", "Marketing Copy"),
    ],
)
def test_columns_as_publishers_call_them(header, field, name, tmp_path):
    path = tmp_path / "books.csv"
    path.write_text(f"{header}\n1,2,{TEXT}\n", encoding="utf-8")
    _, notes = read(path)
    assert f"{field} from {name!r}" in notes[0]


def test_malformed_rows_are_records_in_their_place(tmp_path):
    path = tmp_path / "books.csv"
    path.write_text(f"title,description\na,{TEXT}\nb,x,y,z\nc,\nd,{TEXT}\n", encoding="utf-8")
    records, _ = read(path)
    assert [record.number for record in records] == [1, 2, 3, 4]
    assert records[1].problem == "wrong number of fields (line 3): 4 fields instead of 2"
    assert records[2].problem == "there is no description"
    assert records[3].book.title == "d"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "there is no description"),
        ("", "there is no description"),
        (float("nan"), "there is no description"),
        ("N/A", "there is no description"),
        (["a", "list"], "a cell cannot be read"),
    ],
)
def test_cells_that_are_no_description(value, problem, tmp_path):
    path = tmp_path / "books.jsonl"
    path.write_text(json.dumps({"id": 1, "description": value}) + "\n", encoding="utf-8")
    (record,), _ = read(path, [".jsonl"])
    assert record.book is None
    assert record.problem.startswith(problem)
    assert (record.identifier, record.fields["id"]) == ("1", 1)


def test_a_file_is_what_it_is_and_not_what_its_name_says(tmp_path):
    for name in ("table.xlsx", "table.parquet", "table.dat", "table"):
        (tmp_path / name).write_text(f"title,description\na,{TEXT}\n", encoding="utf-8")
        (source,) = find_sources([tmp_path / name])
        (record,) = source.reader.read(source.path, ReadOptions())
        assert (source.reader.name, record.book.description) == ("csv", TEXT)


class EnoughError(Exception):
    """The reading was ended."""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # Each line opens a quote that is not closed, and is read again with the 2,000 lines before it.
        ("books.csv", "title,description\n" + 'a""","\n' * 20_000),
        ("books.csv", "title,description\n" + "\n" * 200_000),
        ("books.csv", "\n" * 200_000),
        ("books.jsonl", "{a\n" * 2_000),
        ("books.jsonl", "[\n" * 2_000),
        ("books.jsonl", "\n" * 200_000),
    ],
)
def test_a_table_without_a_record_can_be_left(tmp_path, name, text):
    left = 2

    def enough():
        nonlocal left
        left -= 1
        if not left:
            raise EnoughError

    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(EnoughError):
        next(read_table_records(path, ReadOptions(check=enough), [path.suffix]))


@pytest.mark.parametrize("short", ["", "A spy.", "<p><br/></p><p></p>", "No description available.", ["a", "list"][:1]])
def test_an_empty_description_is_filled_from_the_next_column(short, tmp_path):
    path = tmp_path / "books.jsonl"
    row = {"Description": short, "Blurb": "", "Long Description": TEXT, "Comments": "Do not reprint this book."}
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"Long Description": "x"}) + "\n", encoding="utf-8")
    records, notes = read(path, (".jsonl",))
    assert records[0].book.description == TEXT
    assert notes == ["books.jsonl: columns: description from 'Description', or 'Blurb', or 'Long Description'"]
    # Of texts that are all too short, the first is reported.
    assert records[1].book.description == (short[0] if isinstance(short, list) else short or "x")


@pytest.mark.parametrize("cell", ["gar025000", "GAR 025000", "BISAC: GAR025000", "BISAC Code: gar 025000"])
def test_codes_of_bisac_as_people_type_them(cell, tmp_path):
    path = tmp_path / "books.csv"
    path.write_text(f"description,subject\n{TEXT},{cell}\n", encoding="utf-8")
    (record,), _ = read(path)
    assert record.subjects == (Subject("bisac", "GAR025000"),)
