import gzip

import pytest

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
