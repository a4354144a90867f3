import gzip

import pytest

from bookgenre import Book
from bookgenre.corpus.read import ADAPTERS, TableAdapter
from bookgenre.errors import DataError
from bookgenre.files.column_names import NamedColumns

COLUMNS = NamedColumns("description", title="title", genres=("genres",), authors="by", identifiers={"url": "url"})
BOOKS = TableAdapter("books", COLUMNS)
HEADER = "title,description,genres,by,url\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def descriptions(records):
    return [found.record.book.description for found in records]


def test_a_row_becomes_a_book(read, tmp_path):
    path = write(tmp_path / "b.csv", HEADER + 'Tea,Brass and tin.,Fiction | War;Fiction,"Ada;Bo",https://a.example/1\n')
    (found,), _ = read(BOOKS, path)
    assert found.line == 2
    assert found.record.book == Book(
        "Brass and tin.",
        title="Tea",
        genres=("Fiction", "War"),
        identifiers={"url": "https://a.example/1"},
        source="books",
        authors=("Ada", "Bo"),
    )
    assert (found.record.work, found.record.labels, found.record.complete) == ("", frozenset(), False)


def test_an_empty_description_is_left_to_those_who_clean(read, tmp_path):
    (found,), rejects = read(BOOKS, write(tmp_path / "b.csv", HEADER + "Tea,,Fiction,,\n"))
    assert (found.record.book.description, found.record.book.title, rejects.total) == ("", "Tea", 0)


@pytest.mark.parametrize("name", ["b.csv", "b.csv.gz"])
def test_gzip_is_read_as_the_plain_file_is(read, tmp_path, data, name):
    plain = data / "best_books_ever.csv"
    path = tmp_path / name
    path.write_bytes(gzip.compress(plain.read_bytes()))
    adapter = ADAPTERS["best-books-ever"]
    assert read(adapter, path)[0] == read(adapter, plain)[0]


def test_of_a_gzip_cut_short_the_whole_rows_are_kept_and_the_damage_is_told(read, tmp_path):
    rows = "".join(f"T{n},{n**9:x} {n**11:x},Fiction,,\n" for n in range(2000))
    path = tmp_path / "b.csv.gz"
    path.write_bytes(gzip.compress((HEADER + rows).encode())[:-9000])
    records, rejects = read(BOOKS, path)
    assert 500 < len(records) < 2000
    assert descriptions(records) == [f"{n**9:x} {n**11:x}" for n in range(len(records))]
    assert list(rejects.damaged) == [str(path)]
    assert rejects.counts["the file breaks off"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_does_not_matter(read, tmp_path, encoding):
    (found,), rejects = read(BOOKS, write(tmp_path / "b.csv", HEADER + "Tea,“Café” – naïve,Fiction,,\n", encoding))
    assert found.record.book.description == "“Café” – naïve"
    assert rejects.total == 0


def test_lines_in_mixed_encodings_are_each_read_as_what_they_are(read, tmp_path):
    path = tmp_path / "b.csv"
    path.write_bytes(HEADER.encode() + "A,café,F,,\n".encode() + "B,naïve,F,,\n".encode("cp1252"))
    records, rejects = read(BOOKS, path)
    assert descriptions(records) == ["café", "naïve"]
    assert rejects.recoded == {str(path): 1}


def test_a_nul_costs_nothing(read, tmp_path):
    (found,), _ = read(BOOKS, write(tmp_path / "b.csv", HEADER + "Tea,Bra\0ss,Fiction,,\n"))
    assert found.record.book.description == "Brass"


def test_a_quote_that_is_not_closed_costs_one_row(read, tmp_path):
    rows = 'A,"never closed,F,,\nB,whole,F,,\nC,whole too,F,,\n'
    records, rejects = read(BOOKS, write(tmp_path / "b.csv", HEADER + rows))
    assert descriptions(records) == ["whole", "whole too"]
    assert rejects.counts == {"malformed row": 1}


def test_json_that_holds_the_wrong_kind_of_value_is_rejected(read, tmp_path):
    lines = [
        '{"title": ["A", "B"], "description": "Two titles.", "genres": []}',
        '{"title": "A", "description": {"text": "deep"}, "genres": []}',
        '{"title": 1984.0, "description": "A number.", "genres": ["War", "War", "Satire"], "by": null}',
        '{"title": NaN, "description": NaN, "genres": NaN}',
    ]
    records, rejects = read(BOOKS, write(tmp_path / "b.jsonl", "\n".join(lines)))
    assert [(found.line, found.record.book.title) for found in records] == [(3, "1984"), (4, None)]
    assert records[0].record.book.genres == ("War", "Satire")
    assert descriptions(records) == ["A number.", ""]
    assert rejects.counts == {"unreadable cell": 2}


def test_a_table_without_marks_has_to_be_asked_for(tmp_path):
    assert not BOOKS.knows(tmp_path / "b.csv", HEADER.strip().split(","))


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=list(ADAPTERS))
def test_every_adapter_says_that_a_file_is_missing_or_empty(read, tmp_path, adapter):
    with pytest.raises(DataError, match=r"there is no file .*absent\.csv"):
        read(adapter, tmp_path / "absent.csv")
    with pytest.raises(DataError, match=r"empty\.csv is empty"):
        read(adapter, write(tmp_path / "empty.csv", ""))


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=list(ADAPTERS))
def test_every_adapter_says_what_it_is(adapter):
    assert adapter.title
    assert adapter.licence
    assert adapter.name == adapter.name.lower()
