import json

import pytest

from bookgenre import Book
from bookgenre.corpus import LabelledBook
from bookgenre.corpus.read import ADAPTERS

SMASHWORDS = ADAPTERS["smashwords"]


def test_each_category_is_a_path(read, data):
    records, _ = read(SMASHWORDS, data / "collected.jsonl")
    assert records[0].record.book == Book(
        description="One para.\n\nAnother.",
        title="The Salt Road",
        genres=("Fiction » Romance » Historical", "Fiction » Adventure"),
        identifiers={"smashwords": "910001", "url": "https://www.example.org/books/view/910001"},
        source="smashwords",
        authors=("Ada Wren",),
        language="en",
    )
    assert records[0].record.complete


def test_a_book_without_categories_is_kept_but_lacks_evidence(read, data):
    second = read(SMASHWORDS, data / "collected.jsonl")[0][1].record
    assert (second.book.title, second.book.genres, second.book.language) == (None, (), "es")
    assert not second.complete


def test_what_the_collector_cannot_have_written_is_rejected(read, data):
    records, rejects = read(SMASHWORDS, data / "collected.jsonl")
    assert [found.line for found in records] == [1, 2, 8]
    assert rejects.counts == {"unreadable cell": 4, "a field is missing": 1, "not JSON": 1}


LABELLED = ADAPTERS["labelled"]


def test_a_record_keeps_its_labels_and_its_source(read, data):
    records, _ = read(LABELLED, data / "labelled.jsonl")
    assert records[0].record == LabelledBook(
        book=Book(
            description="A smuggler.",
            title="The Salt Road",
            genres=("Fantasy",),
            identifiers={"id": "a1", "url": "https://example.org/a1", "isbn13": "9780000000002"},
            source="somewhere",
            authors=("Ada Wren",),
            language="en",
        ),
        work="12",
        labels=frozenset({"fantasy", "fiction"}),
        complete=False,
        masked=frozenset({"history"}),
    )


def test_a_record_without_labels_is_a_description_that_says_nothing_of_its_genres(read, data):
    records, _ = read(LABELLED, data / "labelled.jsonl")
    for found in records[1:]:
        assert (found.record.labels, found.record.complete, found.record.work) == (frozenset(), False, "")
        assert found.record.book.source == "labelled"


def test_what_is_no_record_is_rejected(read, data):
    records, rejects = read(LABELLED, data / "labelled.jsonl")
    assert [found.line for found in records] == [1, 2, 3]
    assert rejects.counts == {"not a book record": 3, "a field is missing": 1}


def test_parquet_gives_the_same_records(read, data, tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="pip install 'bookgenre[corpus]'")
    from pyarrow import parquet

    lines = (data / "labelled.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    parquet.write_table(arrow.Table.from_pylist([json.loads(line) for line in lines]), tmp_path / "books.parquet")
    records, rejects = read(LABELLED, tmp_path / "books.parquet")
    assert records == read(LABELLED, data / "labelled.jsonl")[0]
    assert rejects.total == 0


def test_a_list_without_labels_is_complete_only_where_the_record_says_so(read, tmp_path):
    path = tmp_path / "books.jsonl"
    lines = ['{"description": "A", "labels": []}', '{"description": "B", "labels": [], "complete": true}']
    path.write_text("\n".join([*lines, '{"description": "C", "labels": ["war"]}']), encoding="utf-8")
    assert [found.record.complete for found in read(LABELLED, path)[0]] == [False, True, True]
