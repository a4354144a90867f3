import pytest

from bookgenre import Book
from bookgenre.corpus import LabelledBook, compare_labels, read_records, rebuild_labels
from bookgenre.genres import Genre, LabelMapper, Taxonomy

BLURB = "A clerk finds a coded letter in a library book."


@pytest.fixture(scope="module")
def mapper():
    return LabelMapper()


def labelled(genres, labels, source=None):
    return LabelledBook(Book(BLURB, genres=genres, source=source), work="1", labels=frozenset(labels))


def test_labels_are_rebuilt_with_parents(mapper):
    book = Book(BLURB, genres=("Spy Thriller", "Signed Copies"))
    assert rebuild_labels(book, mapper) == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}


def test_science_means_science_fiction_on_the_one_shelf_that_says_so(mapper):
    genres = ("Science", "Technology")
    repaired = rebuild_labels(Book(BLURB, genres=genres, source="kashyap21/Book-Categorization-Problem"), mapper)
    assert "science-fiction" in repaired
    assert repaired.isdisjoint({"science", "technology", "nonfiction"})
    assert {"science", "technology"} <= rebuild_labels(Book(BLURB, genres=genres, source="elsewhere"), mapper)


@pytest.mark.parametrize("source", ["BalzNash/ADM-HW03", "fayadchowdhury/semantic-book-recommender"])
def test_nonfiction_beside_fiction_says_nothing_where_it_once_was_history(mapper, source):
    genres = ("Fiction", "Nonfiction", "Thriller")
    assert "nonfiction" not in rebuild_labels(Book(BLURB, genres=genres, source=source), mapper)
    assert "nonfiction" in rebuild_labels(Book(BLURB, genres=genres, source="elsewhere"), mapper)


def test_nonfiction_alone_is_believed_everywhere(mapper):
    book = Book(BLURB, genres=("Nonfiction", "Biography"), source="BalzNash/ADM-HW03")
    assert rebuild_labels(book, mapper) == {"nonfiction", "biography-memoir", "biography"}


def test_differences_are_counted_by_genre_and_source():
    taxonomy = Taxonomy([Genre("poetry", "Poetry", "form"), Genre("drama", "Drama", "form")])
    report = compare_labels(
        [
            labelled(("Poetry",), ["poetry"]),
            labelled(("Poetry", "Drama"), ["poetry"], source="a"),
            labelled(("Blorp",), ["poetry"], source="a"),
            labelled(("Drama",), ["poetry"]),
        ],
        LabelMapper(taxonomy),
    )
    assert (report.rows, report.different) == (4, 3)
    assert report.added == {"drama": 2}
    assert report.missing == {"poetry": 2}
    assert report.by_source == {"a": 2, "(unknown)": 1}


def test_no_records_make_an_empty_report():
    report = compare_labels([])
    assert (report.rows, report.different) == (0, 0)


# Words that the look-up has learned since the corpus was labelled add genres to some rows. None may lose one, except
# that puzzles and LitRPG, genres of their own since the second edition, are no games any more.
@pytest.mark.parametrize(
    ("split", "rows", "most"),
    [("train", 39_771, 60), ("validation", 1_741, 3), ("test", 1_772, 3), ("partial", 16_082, 250)],
)
def test_the_labels_of_the_gathered_corpus_are_rebuilt_and_none_is_lost(shared, mapper, split, rows, most):
    report = compare_labels(read_records(shared / "corpus" / f"{split}.jsonl.gz"), mapper)
    assert report.rows == rows
    assert report.missing.keys() <= {"games"}
    assert report.different <= most
