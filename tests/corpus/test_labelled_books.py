import gzip
import json

import pytest

from bookgenre import Book
from bookgenre.corpus import LabelledBook, read_records, read_records_from
from bookgenre.errors import DataError

ROW = {
    "id": "a1",
    "work": 12,
    "title": "The Bakery Spy",
    "description": "An agent hides in a bakery on the Baltic coast.",
    "genres": ["Spy Thriller", "Fiction"],
    "labels": ["espionage", "fiction"],
    "complete": True,
    "masked": ["history"],
    "source": "somewhere",
    "url": "https://example.org/a1",
    "isbn13": 9780000000002,
}


def write(path, *rows):
    text = "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["books.jsonl", "books.jsonl.gz"])
def test_a_record_keeps_what_its_source_says(tmp_path, name):
    (record,) = read_records(write(tmp_path / name, ROW))
    assert record == LabelledBook(
        book=Book(
            description="An agent hides in a bakery on the Baltic coast.",
            title="The Bakery Spy",
            genres=("Spy Thriller", "Fiction"),
            identifiers={"id": "a1", "url": "https://example.org/a1", "isbn13": "9780000000002"},
            source="somewhere",
        ),
        work="12",
        labels=frozenset({"espionage", "fiction"}),
        complete=True,
        masked=frozenset({"history"}),
    )


def test_a_record_needs_no_more_than_a_description_and_labels(tmp_path):
    (record,) = read_records(write(tmp_path / "books.jsonl", {"description": "Tea.", "labels": []}))
    assert record == LabelledBook(Book("Tea."), work="", labels=frozenset())


def test_an_empty_title_is_no_title(tmp_path):
    (record,) = read_records(write(tmp_path / "books.jsonl", ROW | {"title": ""}))
    assert record.book.title is None


def test_positives_only_and_masked_genres_are_honoured(tmp_path):
    path = write(tmp_path / "books.jsonl", ROW | {"complete": False}, ROW | {"masked": []})
    first, second = read_records(path)
    assert (first.complete, first.masked) == (False, {"history"})
    assert (second.complete, second.masked) == (True, frozenset())


def test_the_id_stands_in_for_a_missing_work(tmp_path):
    (record,) = read_records(write(tmp_path / "books.jsonl", {k: v for k, v in ROW.items() if k != "work"}))
    assert record.work == "a1"


def test_blank_lines_are_skipped(tmp_path):
    assert len(list(read_records(write(tmp_path / "books.jsonl", ROW, "\n", "  \n", ROW)))) == 2


def test_files_are_read_in_the_order_given(tmp_path):
    paths = [write(tmp_path / f"{n}.jsonl", ROW | {"id": f"{n}"}, ROW | {"id": f"{n}b"}) for n in (2, 1)]
    assert [record.book.identifiers["id"] for record in read_records_from(paths)] == ["2", "2b", "1", "1b"]


def test_records_come_before_the_rest_of_the_file_is_read(tmp_path):
    records = read_records(write(tmp_path / "books.jsonl", ROW, "not JSON\n"))
    assert next(records).work == "12"
    with pytest.raises(DataError, match="line 2"):
        next(records)


def test_a_line_that_is_not_json_is_named(tmp_path):
    path = write(tmp_path / "books.jsonl", ROW, "\n", '{"description": \n')
    with pytest.raises(DataError, match=r"books\.jsonl, line 3: not JSON"):
        list(read_records(path))


@pytest.mark.parametrize(
    "row",
    [
        {k: v for k, v in ROW.items() if k != "description"},
        {k: v for k, v in ROW.items() if k != "labels"},
        ROW | {"description": None},
        ROW | {"description": ["two", "texts"]},
        ROW | {"labels": "espionage"},
        ROW | {"labels": [["espionage"]]},
        ROW | {"labels": [7]},
        ROW | {"labels": ["espionage", None]},
        ROW | {"genres": [7]},
        ROW | {"masked": [None]},
        ROW | {"authors": [{}]},
        ROW | {"source": 7},
        [ROW],
        7,
        None,
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path, row):
    path = write(tmp_path / "books.jsonl", ROW, json.dumps(row) + "\n")
    with pytest.raises(DataError, match=r"books\.jsonl, line 2: not a book record .*needs description and labels"):
        list(read_records(path))


@pytest.mark.parametrize("field", ["genres", "masked"])
def test_one_bare_string_is_not_taken_for_a_list_of_letters(tmp_path, field):
    path = write(tmp_path / "books.jsonl", ROW | {field: "Fiction"})
    with pytest.raises(DataError, match="line 1: not a book record"):
        list(read_records(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"there is no file .*absent\.jsonl\.gz"):
        list(read_records(tmp_path / "absent.jsonl.gz"))


def many_rows(path):
    # Texts that differ, so that gzip cannot fold them into a few bytes.
    return write(path, *({"description": f"{n**7:x} {n**11:x}", "labels": []} for n in range(2000)))


def test_a_gzip_file_cut_short_is_told(tmp_path):
    path = many_rows(tmp_path / "books.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(DataError, match=r"books\.jsonl\.gz breaks off after line [1-9]\d*: .*again"):
        list(read_records(path))


def test_a_gzip_file_with_changed_bytes_is_told(tmp_path):
    path = many_rows(tmp_path / "books.jsonl.gz")
    data = bytearray(path.read_bytes())
    # The first block after the header of ten bytes: its type becomes one that does not exist.
    data[10:12] = b"\xff\xff"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"books\.jsonl\.gz"):
        list(read_records(path))


def test_a_plain_file_named_gz_is_told(tmp_path):
    path = tmp_path / "books.jsonl.gz"
    path.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"books\.jsonl\.gz breaks off after line 0"):
        list(read_records(path))


def test_bytes_that_are_not_utf8_are_told(tmp_path):
    path = tmp_path / "books.jsonl"
    path.write_bytes(json.dumps(ROW).encode() + b"\n" + b'{"description": "caf\xe9"}\n')
    with pytest.raises(DataError, match=r"books\.jsonl breaks off after line .*utf-8"):
        list(read_records(path))


def test_deep_json_is_an_error_that_names_the_line(tmp_path):
    (tmp_path / "a.jsonl").write_text("[" * 200_000 + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl, line 1: not JSON"):
        list(read_records(tmp_path / "a.jsonl"))
