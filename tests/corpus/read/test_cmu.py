from bookgenre import Book
from bookgenre.corpus.read import ADAPTERS

CMU = ADAPTERS["cmu-book-summaries"]


def test_a_plot_is_read_with_its_freebase_genres(read, data):
    records, rejects = read(CMU, data / "booksummaries.txt")
    assert [found.line for found in records] == [1, 2, 5]
    assert records[0].record.book == Book(
        description='Old Brass, the kettle on the farm, calls the "pots and pans" to a meeting.',
        title="The Kettle War",
        genres=("Roman à clef", "Satire", "Children's literature"),
        identifiers={"wikipedia": "900001", "freebase": "/m/0aaaa"},
        source="cmu-book-summaries",
        authors=("Ilse Kamm",),
        language="en",
    )
    assert not records[0].record.complete
    assert rejects.counts == {"unreadable cell": 1, "wrong number of fields": 1}


def test_quotes_are_text_and_a_plot_may_lack_author_and_genres(read, data):
    book = read(CMU, data / "booksummaries.txt")[0][1].record.book
    assert (book.title, book.authors, book.genres) == ('"Q" is for Quill', (), ())


def test_a_table_of_seven_columns_with_a_header_is_another(data):
    assert not CMU.knows(data / "booksummaries.txt", ["id", "freebase", "title", "author", "date", "genres", "plot"])
