import random

import numpy as np
import pytest

from bookgenre.corpus.dedupe.union_find import UnionFind, pairs_of_keys


def connected(size, pairs):
    """The first row of each row's group, by walking the graph."""
    beside = {row: set() for row in range(size)}
    for left, right in pairs:
        beside[left].add(right)
        beside[right].add(left)
    leaders = [-1] * size
    for row in range(size):
        left = [row] if leaders[row] < 0 else []
        while left:
            here = left.pop()
            if leaders[here] < 0:
                leaders[here] = row
                left += beside[here]
    return leaders


def as_pairs(pairs):
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


@pytest.mark.parametrize("seed", range(30))
def test_groups_are_what_a_walk_through_the_graph_finds_whatever_the_order(seed):
    draw = random.Random(seed)
    size = draw.randint(1, 200)
    pairs = [(draw.randrange(size), draw.randrange(size)) for _ in range(draw.randint(0, int(1.2 * size)))]
    expected = connected(size, pairs)
    for _ in range(3):
        draw.shuffle(pairs)
        groups = UnionFind(size)
        # In several calls, as they come from several bands.
        cut = draw.randint(0, len(pairs))
        groups.connect(as_pairs(pairs[:cut]))
        groups.connect(as_pairs([(right, left) for left, right in pairs[cut:]]))
        assert groups.roots().tolist() == expected


def test_a_chain_of_many_rows_is_one_group():
    size = 50_000
    groups = UnionFind(size)
    groups.connect(np.stack([np.arange(1, size), np.arange(size - 1)], axis=1)[::-1])
    assert not groups.roots().any()


def test_asking_twice_and_going_on_after_asking_changes_nothing():
    groups = UnionFind(5)
    groups.connect(as_pairs([(3, 4)]))
    assert groups.roots().tolist() == [0, 1, 2, 3, 3]
    groups.connect(as_pairs([(4, 1)]))
    assert groups.roots().tolist() == groups.roots().tolist() == [0, 1, 2, 1, 1]


def test_no_rows_make_no_groups():
    groups = UnionFind(0)
    groups.connect(as_pairs([]))
    assert groups.roots().tolist() == []


@pytest.mark.parametrize("seed", range(10))
def test_rows_that_share_a_key_are_connected_and_others_are_not(seed):
    draw = random.Random(seed)
    size = 100
    keyed = [(draw.randrange(80) + 2**63, draw.randrange(size)) for _ in range(draw.randint(0, 120))]
    groups = UnionFind(size)
    groups.connect(
        pairs_of_keys(
            np.array([key for key, _ in keyed], dtype=np.uint64), np.array([row for _, row in keyed], dtype=np.int64)
        )
    )
    pairs = [(a, b) for key, a in keyed for other, b in keyed if key == other]
    assert groups.roots().tolist() == connected(size, pairs)


def test_pairs_of_keys_are_fewer_than_the_keys():
    pairs = pairs_of_keys(np.array([5, 5, 7, 5, 9], dtype=np.uint64), np.array([0, 3, 1, 2, 4]))
    assert sorted(map(sorted, pairs.tolist())) == [[0, 3], [2, 3]]
