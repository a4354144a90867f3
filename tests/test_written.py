"""The blurbs written for this project: valid, all different, and not taken from anywhere."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from bookgenre.genres import fold, load_taxonomy

FOLDER = Path(__file__).parents[1] / "data" / "written"
SHARED = Path(__file__).parents[2] / "shared"
NEAR = 0.5


def blurbs():
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_each_is_a_record_that_training_reads():
    from bookgenre.corpus import read_records

    taxonomy = load_taxonomy()
    records = [record for path in sorted(FOLDER.glob("*.jsonl")) for record in read_records(path)]
    assert len(records) >= 2000
    for record in records:
        assert record.labels, record.book.title
        assert taxonomy.close(record.labels) == record.labels
        assert not record.labels & record.absent
        assert record.absent <= set(taxonomy.ids)
        assert (record.edition, record.complete) == (2, False)
        assert 9 <= len(record.book.description.split()) <= 170, record.book.title


def test_more_than_half_are_nonfiction_and_niches_are_many():
    rows = blurbs()
    sides = [("nonfiction" in row["labels"], "fiction" in row["labels"]) for row in rows]
    assert sum(nonfiction for nonfiction, _ in sides) >= 0.48 * len(rows)
    # Three blurbs have a label of the other side, which the writer meant and the tree takes along.
    assert sum(fiction and nonfiction for nonfiction, fiction in sides) <= 3
    assert len({row["niche"] for row in rows}) >= 120
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_none_is_a_near_duplicate_of_another_or_of_a_text_of_the_corpora():
    pytest.importorskip("rensa")
    from bookgenre.corpus.dedupe.fingerprint import signature
    from bookgenre.corpus.dedupe.similarity import similar_pairs

    written = [fold(row["description"]) for row in blurbs()]
    others = []
    if not (SHARED / "corpus").is_dir():
        pytest.skip("needs the shared corpora in ../shared")
    for path in [*sorted((SHARED / "corpus").glob("*.jsonl.gz")), *sorted((SHARED / "gold").glob("*.jsonl*"))]:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            others += [fold(json.loads(line)["description"]) for line in file]
    signatures = np.array([signature(text) for text in [*written, *others]])
    near = {
        tuple(sorted(map(int, pair)))
        for pairs, _ in similar_pairs(signatures, NEAR)
        for pair in pairs
        if pair.min() < len(written)
    }
    assert not near
