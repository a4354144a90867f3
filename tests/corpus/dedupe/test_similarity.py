import random
from pathlib import Path

import numpy as np
import pytest

from bookgenre.corpus import read_ids, read_records
from bookgenre.corpus.dedupe.fingerprint import PERMUTATIONS, signature
from bookgenre.corpus.dedupe.similarity import near_duplicates, similar_pairs
from bookgenre.corpus.dedupe.union_find import UnionFind

WORDS = [f"w{number}" for number in range(500)]


def shingles(words):
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def jaccard(left, right):
    return len(left & right) / len(left | right)


def found(signatures, at_least):
    """All pairs once, with their similarity."""
    outcome = {}
    for pairs, similarities in similar_pairs(signatures, at_least):
        assert pairs.shape == (len(similarities), 2)
        for (left, right), similarity in zip(pairs.tolist(), similarities.tolist(), strict=True):
            assert left != right
            outcome[min(left, right), max(left, right)] = similarity
    return outcome


def texts_with_near_duplicates(draw, count):
    texts = []
    for _ in range(count):
        if texts and draw.random() < 0.5:
            text = list(draw.choice(texts))
            for _ in range(draw.randint(0, len(text) // 12)):
                text[draw.randrange(len(text))] = draw.choice(WORDS)
        else:
            text = draw.choices(WORDS, k=draw.randint(20, 120))
        texts.append(text)
    return texts


@pytest.mark.parametrize("seed", range(3))
def test_no_near_duplicate_is_missed_and_nothing_below_the_threshold_is_found(seed):
    draw = random.Random(seed)
    texts = texts_with_near_duplicates(draw, 400)
    signatures = np.stack([signature(" ".join(text)) for text in texts])
    pairs = found(signatures, 0.455)
    sets = [shingles(text) for text in texts]
    exact = {(i, j): jaccard(sets[i], sets[j]) for j in range(len(sets)) for i in range(j)}
    near = {pair for pair, similarity in exact.items() if similarity >= 0.6}
    assert len(near) > 100
    assert near <= set(pairs)
    # Estimated similarities reach the threshold, and true ones nearly.
    estimates = {pair: float((signatures[pair[0]] == signatures[pair[1]]).mean()) for pair in pairs}
    assert min(pairs.values()) >= 0.455
    assert pairs == pytest.approx(estimates)
    assert min(exact[pair] for pair in pairs) > 0.455 - 4 * 0.045


def test_only_what_is_asked_for_is_yielded():
    rows = np.zeros((3, PERMUTATIONS), dtype=np.uint32)
    rows[1, :64] = 1
    rows[2, :32] = 2
    assert found(rows, 0.7) == {(0, 2): 0.75}
    assert found(rows, 0.5) == {(0, 1): 0.5, (0, 2): 0.75, (1, 2): 0.5}
    assert found(rows, 0.8) == {}


@pytest.mark.parametrize("size", [2, 48, 49, 700])
def test_a_crowd_of_equal_rows_is_connected(size):
    others = np.stack([signature(f"text number {number} of some others") for number in range(40)])
    crowd = np.tile(signature("the same text again and again"), (size, 1))
    order = np.random.default_rng(1).permutation(size + 40)
    rows = np.concatenate([crowd, others])[order]
    groups = UnionFind(len(rows))
    for pairs, _ in similar_pairs(rows, 0.9):
        groups.connect(pairs)
    assert len(np.unique(groups.roots()[order < size])) == 1
    assert len(np.unique(groups.roots())) == 41


def test_near_duplicates_within_a_crowd_that_shares_much_are_found():
    draw = random.Random(5)
    shared = draw.choices(WORDS, k=50)
    texts = []
    for _ in range(100):
        own = draw.choices(WORDS, k=60)
        changed = list(own)
        changed[draw.randrange(60)] = "changed"
        texts += [shared + own, shared + changed]
    rows = np.stack([signature(" ".join(text)) for text in texts])
    pairs = found(rows, 0.6)
    assert {(number, number + 1) for number in range(0, 200, 2)} <= set(pairs)


@pytest.mark.parametrize("size", [0, 1])
def test_fewer_than_two_rows_have_no_pairs(size):
    assert list(similar_pairs(np.ones((size, PERMUTATIONS), dtype=np.uint32), 0.5)) == []


def test_signatures_may_lie_on_disk(tmp_path):
    rows = np.stack([signature("a retired spy returns to the harbour")] * 3)
    np.save(tmp_path / "rows.npy", rows)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    assert found(mapped, 0.5) == found(rows, 0.5) == {(0, 1): 1, (0, 2): 1, (1, 2): 1}


def test_a_large_crowd_gives_two_pairs_a_row():
    rows = np.tile(signature("the same text again and again"), (20_000, 1))
    pairs, _ = next(similar_pairs(rows, 0.9))
    assert len(pairs) == 2 * 19_999
    assert pairs[:3].tolist() == [[0, 1], [0, 2], [0, 3]]
    assert pairs[-2:].tolist() == [[19_997, 19_998], [19_998, 19_999]]


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
