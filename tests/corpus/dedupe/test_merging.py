import pytest

from bookgenre.corpus.dedupe.merging import RowMerger, merge_rows

ROW = {
    "title": "The Salt Road",
    "description": "A smuggler walks the salt road once too often.",
    "authors": ["Ada Wren"],
    "genres": ["Fantasy"],
    "labels": [],
    "complete": True,
    "masked": [],
    "source": "a",
    "identifiers": [("isbn13", "9780000000002")],
}


def other(**values):
    return {key: value for key, value in ROW.items() if key != "description"} | {"source": "b"} | values


@pytest.fixture(scope="module")
def merger():
    return RowMerger()


def test_a_record_without_duplicates_stays_as_it_is():
    merged = merge_rows(ROW, [])
    assert merged["genres"] == merged["unread"] == ["Fantasy"]
    assert (merged["labels"], merged["complete"], merged["masked"]) == (set(), True, set())
    assert (merged["sources"], merged["identifiers"]) == (["a"], {"isbn13": "9780000000002"})
    assert merged["description"] == ROW["description"]


def test_genres_and_sources_are_joined_in_order_and_once():
    merged = merge_rows(ROW, [other(genres=["Magic", "Fantasy"]), other(genres=["Horror", "Magic"], source="a")])
    assert merged["genres"] == merged["unread"] == ["Fantasy", "Magic", "Horror"]
    assert merged["sources"] == ["a", "b"]


def test_identifiers_title_and_authors_fill_gaps_and_replace_nothing():
    given = other(title="Another", authors=["Bo Brush"], identifiers=[("isbn13", "9780000000019"), ("url", "u")])
    merged = merge_rows(ROW, [given])
    assert (merged["title"], merged["authors"]) == ("The Salt Road", ["Ada Wren"])
    assert merged["identifiers"] == {"isbn13": "9780000000002", "url": "u"}
    merged = merge_rows(ROW | {"title": None, "authors": []}, [other(title=None), given])
    assert (merged["title"], merged["authors"]) == ("Another", ["Ada Wren"])


@pytest.mark.parametrize(
    ("lists", "complete", "masked"),
    [
        ([(True, "ab")], True, "ab"),
        ([(False, "ab")], False, ""),
        ([(True, "ab"), (False, "b")], True, "ab"),
        ([(False, "ab"), (True, "b")], True, "b"),
        ([(True, "ab"), (True, "bc")], True, "b"),
        ([(True, "ab"), (True, "")], True, ""),
        ([(False, "a"), (False, "a")], False, ""),
        ([(False, "a"), (True, "bc"), (True, "cd")], True, "c"),
    ],
)
def test_a_list_is_full_if_one_is_and_masked_is_what_no_full_list_knows(lists, complete, masked):
    best, *others = [{"complete": complete, "masked": list(masked)} for complete, masked in lists]
    merged = merge_rows(ROW | best, [other(**values) for values in others])
    assert (merged["complete"], merged["masked"]) == (complete, set(masked))


def test_labels_given_are_trusted_and_their_raw_words_not_read_again(merger):
    labelled = {"labels": ["romance", "fiction"], "genres": ["Fantasy"]}
    for merged in (
        merge_rows(ROW | labelled, [other(genres=["Horror"])]),
        merge_rows(ROW | {"genres": ["Horror"]}, [other(**labelled)]),
    ):
        assert merger.label(merged) == {"romance", "fiction", "horror"}
        assert sorted(merged["genres"]) == ["Fantasy", "Horror"]
        assert merged["unread"] == ["Horror"]


def test_labels_given_bring_their_parents_and_unknown_ones_are_counted():
    merger = RowMerger()
    assert merger.label(merge_rows(ROW | {"labels": ["espionage", "blorp"], "genres": []}, [])) == {
        "espionage",
        "thriller",
        "mystery-thriller-suspense",
        "fiction",
    }
    assert merger.unmapped == {"blorp": 1}


def test_unmapped_words_are_counted_by_record_whether_labels_are_given_or_not():
    merger = RowMerger()
    for labels in ([], ["fantasy"], []):
        merger.label(merge_rows(ROW | {"labels": labels, "genres": ["Blorp", "Fantasy", "Fiction » Blarp"]}, []))
    assert merger.unmapped == {"Blorp": 3, "Fiction » Blarp": 3}


def test_unmapped_words_of_a_duplicate_with_labels_are_counted_too():
    merger = RowMerger()
    merger.label(merge_rows(ROW, [other(labels=["fantasy"], genres=["Blorp"])]))
    assert merger.unmapped == {"Blorp": 1}


def test_the_conflict_rule_is_for_the_joined_list(merger):
    # One calls it fiction; the department of the other is then wrong.
    merged = merge_rows(ROW | {"genres": ["Fiction"]}, [other(genres=["Biography", "Espionage"])])
    assert merger.label(merged) == {"fiction", "espionage", "thriller", "mystery-thriller-suspense"}
    alone = merge_rows(ROW | {"genres": ["Biography", "Espionage"]}, [])
    assert {"biography", "nonfiction"} <= merger.label(alone)


def test_the_rows_that_were_merged_are_left_as_they_were():
    rows = [ROW | {"genres": ["Fantasy"]}, other(genres=["Magic"])]
    copies = [{key: list(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows]
    merge_rows(rows[0], rows[1:])
    assert rows == copies
