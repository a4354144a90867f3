import pytest

from bookgenre import Book
from bookgenre.corpus.read import ADAPTERS
from bookgenre.errors import DataError


def test_best_books_ever_is_read_with_all_that_it_says(read, data):
    records, rejects = read(ADAPTERS["best-books-ever"], data / "best_books_ever.csv")
    assert [found.line for found in records] == [2, 5, 7, 9]
    assert records[0].record.book == Book(
        description='A smuggler walks the salt road once too often.\n\n"Turn back," says the ferryman. She does not.',
        title="The Salt Road",
        genres=("Fantasy", "Young Adult", "Children's"),
        identifiers={"goodreads": "9100001", "isbn13": "9780000000002"},
        source="best-books-ever",
        authors=("Ada Wren",),
        language="en",
    )
    assert rejects.counts == {"unreadable cell": 1, "wrong number of fields": 1}


def test_translators_and_illustrators_are_no_authors_unless_there_is_nobody_else(read, data):
    records, _ = read(ADAPTERS["best-books-ever"], data / "best_books_ever.csv")
    assert records[1].record.book.authors == ("Ilse Kamm", "Tove Lind")
    assert records[3].record.book.authors == ("P. Quill", "R. Nib")


def test_the_isbn_that_stands_for_none_and_an_unknown_language_are_left_out(read, data):
    books = [found.record.book for found in read(ADAPTERS["best-books-ever"], data / "best_books_ever.csv")[0]]
    assert [book.identifiers.get("isbn13") for book in books] == ["9780000000002", None, None, "9781234567897"]
    assert [book.language for book in books] == ["en", "de", "en", None]


def test_a_missing_genre_is_evidence_only_where_there_are_genres(read, data):
    records, _ = read(ADAPTERS["best-books-ever"], data / "best_books_ever.csv")
    assert [(found.record.book.genres != (), found.record.complete) for found in records] == [
        (True, True),
        (True, True),
        (False, False),
        (True, True),
    ]


def test_goodbooks_gives_shelves_and_repairs_what_a_spreadsheet_did_to_the_isbns(read, data):
    records, rejects = read(ADAPTERS["goodbooks-10k-extended"], data / "books_enriched.csv")
    books = [found.record.book for found in records]
    assert [book.genres for book in books] == [
        ("young-adult", "fiction", "science-fiction"),
        ("fantasy",),
        ("mystery", "fiction"),
    ]
    assert [book.identifiers for book in books] == [
        {"goodreads": "9100001", "isbn13": "9780439999991"},
        {"goodreads": "9100002", "isbn13": "9780000000002"},
        {"goodreads": "9100003"},
    ]
    assert books[1].authors == ("Ilse Kamm", "Bo O'Brush")
    assert all(found.record.complete for found in records)
    assert rejects.counts == {"unreadable cell": 1}


def test_the_language_that_goodbooks_guessed_from_titles_is_not_believed(read, data):
    records, _ = read(ADAPTERS["goodbooks-10k-extended"], data / "books_enriched.csv")
    assert {found.record.book.language for found in records} == {None}


def test_seven_k_books_has_one_category_that_may_hold_a_comma(read, data):
    records, rejects = read(ADAPTERS["7k-books"], data / "books_7k.csv")
    assert [(found.line, found.record.book.genres) for found in records] == [
        (2, ("Nova Scotia, Life on",)),
        (3, ("Fiction",)),
        (4, ()),
        (6, ("Fiction",)),
        (7, ("Fiction",)),
        (8, ("Fiction",)),
    ]
    assert records[0].record.book.authors == ("Ilse Kamm", "Bo Brush")
    assert records[0].record.book.identifiers == {"isbn13": "9780000000002"}
    assert records[1].record.book.identifiers == {}
    assert not any(found.record.complete for found in records)
    assert rejects.counts == {"wrong number of fields": 1}


def test_the_reference_details_are_read(read, data):
    records, rejects = read(ADAPTERS["reference-details"], data / "desc_genres_data.csv")
    assert [(found.record.book.title, found.record.book.genres) for found in records] == [
        ("The Salt Road", ("Fiction", "Fantasy", "General")),
        ("Under Glass", ("Fiction", "Mystery & detective", "Women Sleuths")),
        ("Nothing Said", ()),
        ("Silent", ("Poetry",)),
    ]
    assert records[0].record.book.description == "A smuggler walks\nthe salt road."
    assert rejects.counts == {"unreadable cell": 1}


@pytest.mark.parametrize("name", ["best-books-ever", "goodbooks-10k-extended", "7k-books", "reference-details"])
def test_a_file_without_the_needed_columns_is_refused_with_those_it_has(read, tmp_path, name):
    path = tmp_path / "books.csv"
    path.write_text("Title,Blurb\nA,B\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"books\.csv has no column .*it has: Title, Blurb"):
        read(ADAPTERS[name], path)


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
