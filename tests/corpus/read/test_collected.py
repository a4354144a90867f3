from bookgenre import Book
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
    assert rejects.counts == {"not a collected book": 4, "a field is missing": 1, "not JSON": 1}
