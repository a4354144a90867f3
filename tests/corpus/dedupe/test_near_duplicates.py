from pathlib import Path

import pytest

pytest.importorskip("rensa", reason="comparing needs the extra corpus")

from bookgenre.corpus import read_ids, read_records
from bookgenre.corpus.dedupe.near_duplicates import near_duplicates

STORY = "a retired spy is called back to berlin because the last agent who knew the code was found in the river at dawn"
OTHER = "fifty soups for cold evenings from leek to lentil with bread that needs no kneading and no machine at all"


def test_a_description_is_compared_with_later_files_and_the_nearest_is_named():
    nearly, less = f"{STORY} again", STORY.replace("last agent", "only man")
    found = near_duplicates([[OTHER, STORY], [less, OTHER[:40]], [nearly, STORY.upper()]])
    assert [(pair.place, pair.other) for pair in found] == [((0, 1), (2, 1)), ((1, 0), (2, 1))]
    assert found[0].similarity == 1
    assert 0.5 <= found[1].similarity < 1


def test_twins_within_a_file_and_files_without_rows_do_not_count():
    assert near_duplicates([[STORY, STORY], []]) == []
    assert near_duplicates([]) == []


def test_ids_one_per_line_with_comments(tmp_path):
    path = tmp_path / "ids.txt"
    path.write_text("# made by a command\none\n\n  two  # a twin of three\n", encoding="utf-8")
    assert read_ids(path) == {"one", "two"}


@pytest.mark.slow
def test_the_list_that_ships_is_that_of_the_shared_corpora(shared):
    folder = shared / "corpus"
    names = ("test", "validation", "train", "partial", "partial_open", "partial_store")
    books = [[record.book for record in read_records(folder / f"{name}.jsonl.gz")] for name in names]
    found = near_duplicates([[book.description for book in rows] for rows in books])
    ids = {books[file][row].identifiers["id"] for file, row in (pair.place for pair in found) if file < 2}
    assert ids == read_ids(Path(__file__).parents[3] / "data" / "near-duplicates.txt")
