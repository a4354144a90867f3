import numpy as np
import pytest

from bookgenre.corpus.assemble.build_report import LENGTH_EDGES, CorpusStatistics
from bookgenre.genres import Genre, Taxonomy, load_taxonomy


@pytest.fixture
def statistics():
    return CorpusStatistics(
        Taxonomy(
            [Genre("fiction", "Fiction", "fiction"), Genre("poetry", "Poetry", "form"), Genre("war", "War", "theme")]
        )
    )


def add(statistics, split="train", words=10, labels=("fiction",), complete=True, source="a", language="en"):
    record = {"description": "word " * words, "labels": labels, "complete": complete}
    statistics.add(split, record | {"source": source, "language": language})


def test_records_are_counted_by_split_source_and_language(statistics):
    add(statistics)
    add(statistics, "test", complete=False, source="b")
    add(statistics, "test", labels=(), language="de")
    assert statistics.records == {"train": 1, "test": 2}
    assert statistics.incomplete == {"train": 0, "test": 1}
    assert statistics.sources == {"a": 2, "b": 1}
    assert statistics.languages == {"en": 2, "de": 1}


def test_genres_are_counted_by_split_and_over_splits(statistics):
    add(statistics, labels=("fiction", "war"))
    add(statistics, "test", labels=("war",))
    add(statistics, "unlabelled", labels=())
    assert statistics.labels["train"] == {"fiction": 1, "war": 1}
    assert statistics.labels["test"] == {"war": 1}
    assert statistics.total(["train", "test", "validation"]) == {"fiction": 1, "war": 2}
    assert statistics.total(["train"]) == {"fiction": 1, "war": 1}
    assert statistics.total([]) == {}


def test_genres_that_stand_together_are_counted_both_ways(statistics):
    add(statistics, labels=("war", "fiction"))
    add(statistics, labels=("war",))
    assert statistics.taxonomy.ids == ("fiction", "poetry", "war")
    assert statistics.pairs.tolist() == [[1, 0, 1], [0, 0, 0], [1, 0, 2]]


@pytest.mark.parametrize("place", range(len(LENGTH_EDGES)))
def test_a_length_falls_into_the_bin_that_begins_at_or_below_it(statistics, place):
    add(statistics, words=LENGTH_EDGES[place])
    end = LENGTH_EDGES[place + 1] if place + 1 < len(LENGTH_EDGES) else 9000
    add(statistics, words=end - 1)
    assert np.flatnonzero(statistics.lengths).tolist() == [place]
    assert statistics.lengths[place] == 2


def test_the_whole_taxonomy_can_be_counted():
    statistics = CorpusStatistics(load_taxonomy())
    add(statistics, labels=statistics.taxonomy.ids)
    assert statistics.pairs.sum() == len(statistics.taxonomy) ** 2
