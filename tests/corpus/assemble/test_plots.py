import struct

import pytest

from bookgenre.corpus.assemble.plots import plot_all
from bookgenre.corpus.assemble.statistics import CorpusStatistics
from bookgenre.genres import load_taxonomy

SPLITS = ("train", "validation", "test")


def filled(count):
    statistics = CorpusStatistics(load_taxonomy())
    for number in range(count):
        labels = statistics.taxonomy.ids[number % 9 : number % 50 + 1]
        statistics.add("train", description="word " * number, labels=labels, complete=True, source="a", language="en")
    return statistics


def size_of(path):
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", data[16:24])


@pytest.mark.parametrize("count", [0, 1, 300])
def test_three_pictures_are_drawn_of_any_corpus(tmp_path, count):
    paths = plot_all(filled(count), SPLITS, tmp_path / "plots")
    assert list(paths) == ["labels", "cooccurrence", "lengths"]
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {f"{name}.png" for name in paths}
    assert all(min(size_of(path)) > 300 for path in paths.values())


def test_records_without_a_genre_are_no_hindrance(tmp_path):
    statistics = CorpusStatistics(load_taxonomy())
    statistics.add("unlabelled", description="Tea.", labels=(), complete=False, source="a", language="en")
    paths = plot_all(statistics, SPLITS, tmp_path)
    assert list(paths) == ["labels", "cooccurrence", "lengths"]
    assert all(min(size_of(path)) > 300 for path in paths.values())


def test_the_same_counts_give_the_same_bytes(tmp_path):
    one, other = (plot_all(filled(100), SPLITS, tmp_path / name) for name in ("one", "other"))
    assert [path.read_bytes() for path in one.values()] == [path.read_bytes() for path in other.values()]
    different = plot_all(filled(150), SPLITS, tmp_path / "different")
    assert all(different[name].read_bytes() != one[name].read_bytes() for name in one)
