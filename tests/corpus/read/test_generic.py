import json

import pytest

from bookgenre import Book
from bookgenre.corpus.read import GenericAdapter
from bookgenre.errors import DataError


def write(path, *lines):
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_named_columns_are_read(read, tmp_path):
    path = write(tmp_path / "b.csv", "Blurb,Tags,EAN", '"Salt, and more.","a, b",9780000000002')
    named = {"description": "Blurb", "genres": "Tags", "isbn13": "EAN"}
    (found,), _ = read(GenericAdapter("mine", named, separator=","), path)
    assert found.record.book == Book(
        "Salt, and more.", genres=("a", "b"), identifiers={"isbn13": "9780000000002"}, source="mine"
    )


@pytest.mark.parametrize("name", "description Blurb SUMMARY synopsis body text About".split())
def test_a_column_of_descriptions_is_told_by_its_name(read, tmp_path, name):
    (found,), _ = read(GenericAdapter(), write(tmp_path / "b.csv", f"x,{name}", "1,Salt."))
    assert found.record.book == Book("Salt.", source="generic")


def test_all_columns_are_told_by_their_names(read, tmp_path):
    header = "Book Title;Book-Description;Categories;Author;lang;ISBN 13;URL;ID"
    row = "The Salt Road;Salt.;Fiction | Sea;Ada Wren;en-GB;978-0-00-000000-2;https://a.example;7"
    (found,), _ = read(GenericAdapter(), write(tmp_path / "b.csv", header, row))
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
    adapter = GenericAdapter(named={"description": "long", "genres": "shelf"}, separator="/")
    (found,), _ = read(adapter, path)
    assert found.record.book == Book("Long.", title="T", genres=("a", "b"), source="generic")


def test_real_lists_in_json_and_lines_that_leave_fields_out_are_read(read, tmp_path):
    lines = [
        '{"body": "To',
        {"body": "One."},
        {"body": "Two.", "title": "T", "topics": ["x, y", "z"]},
        {"title": "None."},
    ]
    records, rejects = read(GenericAdapter(), write(tmp_path / "b.jsonl", *lines))
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
    records, _ = read(GenericAdapter(), tmp_path / "b.parquet")
    assert records[0].record.book == Book(
        "Salt.", genres=("a", "b"), identifiers={"isbn13": "9780000000002"}, source="generic"
    )
    assert records[1].record.book == Book("", source="generic")


def test_without_a_column_of_descriptions_those_it_has_are_listed(read, tmp_path):
    with pytest.raises(DataError, match=r"it has: Titel, Werbung; name .*--column description=NAME"):
        read(GenericAdapter(), write(tmp_path / "b.csv", "Titel,Werbung", "A,B"))


def test_a_table_without_a_header_is_told_from_one_without_descriptions(read, tmp_path):
    path = write(tmp_path / "b.csv", f'"Tea","{"A baker finds a vicar. " * 4}","Mystery"', '"Salt","x","War"')
    with pytest.raises(DataError, match=r"the first line of .*b\.csv is a row and no header: Tea, .*write a line"):
        read(GenericAdapter(), path)


@pytest.mark.parametrize("header", ["title,url", "Title,URL", "link"])
def test_a_table_of_links_is_refused_with_what_to_do(read, tmp_path, header):
    with pytest.raises(DataError, match=r"b\.csv lists links .*holds no descriptions; .*collect books"):
        read(GenericAdapter(), write(tmp_path / "b.csv", header, ",".join("ab"[: header.count(",") + 1])))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            " Title , Book Description , Genre(s) ",
            "description from 'Book Description', title from 'Title', genres from 'Genre(s)'",
        ),
        (
            "bookTitle,bookDescription,BISAC",
            "description from 'bookDescription', title from 'bookTitle', genres from 'BISAC'",
        ),
        ("title,comments,tags", "description from 'comments', title from 'title', genres from 'tags'"),
        ("Titel,Beschreibung,Genre", "description from 'Beschreibung', title from 'Titel', genres from 'Genre'"),
        ("title,blurb,Category", "description from 'blurb', title from 'title', genres from 'Category'"),
    ],
)
def test_which_column_was_taken_for_what_is_noted(read, tmp_path, header, told):
    path = write(tmp_path / "b.csv", header, "Tea,Salt.,Mystery")
    (found,), rejects = read(GenericAdapter(), path)
    assert found.record.book == Book("Salt.", title="Tea", genres=("Mystery",), source="generic")
    assert rejects.notes == {str(path): [f"columns: {told}"]}


def test_a_table_without_genres_is_noted(read, tmp_path):
    path = write(tmp_path / "b.csv", "title,description,price", "Tea,Salt.,3")
    _, rejects = read(GenericAdapter(), path)
    assert rejects.notes[str(path)][1].startswith("no column holds genres, so no record is labelled; name it: --column")


@pytest.mark.parametrize("cell", ["", "nan", "N/A", "None", "[]", "NULL"])
def test_a_column_of_genres_that_holds_none_is_noted(read, tmp_path, cell):
    path = write(tmp_path / "b.csv", "title,description,genres", f"Tea,Salt.,{cell}")
    (found,), rejects = read(GenericAdapter(), path)
    assert found.record.book.genres == ()
    assert rejects.notes[str(path)][1] == "no record has a genre in 'genres', so none is labelled"


def test_genres_may_stand_in_several_numbered_columns(read, tmp_path):
    path = write(tmp_path / "b.csv", "title,description,Genre 1,Genre 2,Genre 3", "Tea,Salt.,Mystery,War,Mystery")
    (found,), rejects = read(GenericAdapter(), path)
    assert found.record.book.genres == ("Mystery", "War")
    assert "genres from 'Genre 1' and 'Genre 2' and 'Genre 3'" in rejects.notes[str(path)][0]


def test_between_genres_a_comma_parts_only_what_is_no_name(read, tmp_path):
    path = write(tmp_path / "b.csv", "description;genres", "Salt.;Mystery, Thriller & Suspense, Poetry, Blorp")
    (found,), _ = read(GenericAdapter(separator=","), path)
    assert found.record.book.genres == ("Mystery, Thriller & Suspense", "Poetry", "Blorp")


def test_isbns_that_a_spreadsheet_rounded_are_left_out_and_noted(read, tmp_path):
    path = write(
        tmp_path / "b.csv", "isbn,description,genres", "9.78057E+12,Salt.,War", '"=""9780000000002""",Tea.,War'
    )
    records, rejects = read(GenericAdapter(), path)
    assert [found.record.book.identifiers for found in records] == [{}, {"isbn13": "9780000000002"}]
    assert rejects.notes[str(path)][1].startswith("ISBNs that a spreadsheet rounded (9.78E+12) were left out; rows: 1;")


def test_descriptions_as_open_library_writes_them_are_read(read, tmp_path):
    description = {"type": "/type/text", "value": "Salt."}
    path = write(tmp_path / "b.jsonl", {"title": None, "description": description, "subjects": ["War"]})
    (found,), _ = read(GenericAdapter(), path)
    assert found.record.book == Book("Salt.", genres=("War",), source="generic")


def test_a_named_column_that_is_not_there_is_refused(read, tmp_path):
    path = write(tmp_path / "b.csv", "Titel,Klappentext", "A,B")
    with pytest.raises(DataError, match=r"no column 'Blurb'; it has: Titel, Klappentext"):
        read(GenericAdapter(named={"description": "Blurb"}), path)
    with pytest.raises(DataError, match=r"no column 'Wer'; it has: Titel, Klappentext"):
        read(GenericAdapter(named={"description": "Klappentext", "authors": "Wer"}), path)


def test_a_field_that_means_nothing_is_refused(read, tmp_path):
    path = write(tmp_path / "b.csv", "description", "A")
    with pytest.raises(DataError, match=r"no field 'describtion'; choose one of: description, title"):
        read(GenericAdapter(named={"describtion": "description"}), path)
