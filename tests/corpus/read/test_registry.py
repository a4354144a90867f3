import gzip

import pytest

from bookgenre import Book
from bookgenre.corpus.read import ADAPTERS, find_adapter
from bookgenre.errors import DataError

FILES = {
    "collected.jsonl": "smashwords",
    "labelled.jsonl": "labelled",
    "best_books_ever.csv": "best-books-ever",
    "books_enriched.csv": "goodbooks-10k-extended",
    "books_7k.csv": "7k-books",
    "desc_genres_data.csv": "reference-details",
    "smashbook_urls.csv": "generic",
    "booksummaries.txt": "cmu-book-summaries",
    "BlurbGenreCollection_EN_train.txt": "blurb-genre-collection",
    "blurbs_de.txt": "blurb-genre-collection",
}


def test_every_file_is_known_by_its_adapter(data):
    assert {path.name: find_adapter(path).name for path in data.iterdir()} == FILES


@pytest.mark.parametrize("file", FILES)
def test_no_other_particular_adapter_takes_it_for_its_own(data, file):
    from bookgenre.files.rows import columns_of

    columns = columns_of(data / file)
    knowing = [name for name, adapter in ADAPTERS.items() if adapter.knows(data / file, columns)]
    assert [name for name in knowing if name != "generic"] == [name for name in [FILES[file]] if name != "generic"]


def test_a_gzipped_file_is_known_too(data, tmp_path):
    path = tmp_path / "books.csv.gz"
    path.write_bytes(gzip.compress((data / "best_books_ever.csv").read_bytes()))
    assert find_adapter(path).name == "best-books-ever"


def test_any_other_table_is_generic(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("title,description,genres,price\n", encoding="utf-8")
    assert find_adapter(path).name == "generic"


def test_anybodys_table_of_titles_descriptions_and_genres_is_not_taken_for_the_reference_projects(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("title,description,genres\n", encoding="utf-8")
    assert find_adapter(path).name == "generic"
    path.rename(tmp_path / "desc_genres_data.csv")
    assert find_adapter(tmp_path / "desc_genres_data.csv").name == "reference-details"


def test_a_table_of_text_with_a_column_of_labels_holds_no_labelled_records(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("description,labels\n", encoding="utf-8")
    assert find_adapter(path).name == "generic"


def test_a_name_is_taken_without_a_look_at_the_file(tmp_path):
    assert find_adapter(tmp_path / "absent", "cmu-book-summaries") is ADAPTERS["cmu-book-summaries"]


def test_an_unknown_name_is_refused_with_the_nearest_and_all(tmp_path):
    with pytest.raises(DataError, match=r"no format 'best-book-ever'; did you mean best-books-ever\? choose one of"):
        find_adapter(tmp_path / "b.csv", "best-book-ever")
    with pytest.raises(DataError, match=r"no format 'xyz'; choose one of: .*generic"):
        find_adapter(tmp_path / "b.csv", "xyz")


@pytest.mark.parametrize("name", ["b.csv", "b.jsonl", "b.parquet", "b.xml"])
def test_a_missing_file_is_named(tmp_path, name):
    pytest.importorskip("pyarrow", reason="pip install 'bookgenre[corpus]'")
    with pytest.raises(DataError, match=rf"there is no file .*{name}"):
        find_adapter(tmp_path / name)


def test_an_empty_file_a_folder_and_a_broken_gzip_are_told(tmp_path):
    (tmp_path / "empty.csv").touch()
    (tmp_path / "broken.csv.gz").write_bytes(b"\x1f\x8b\x08\x00no")
    with pytest.raises(DataError, match=r"empty\.csv is empty"):
        find_adapter(tmp_path / "empty.csv")
    with pytest.raises(DataError, match=r"is a folder"):
        find_adapter(tmp_path)
    with pytest.raises(DataError, match=r"broken\.csv\.gz breaks off after line 0"):
        find_adapter(tmp_path / "broken.csv.gz")


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
