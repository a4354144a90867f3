"""Pairs of nearly equal descriptions among many, without comparing all with all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.corpus.dedupe.fingerprint import signature
from bookgenre.genres import fold

__all__ = ["NearDuplicate", "near_duplicates", "similar_pairs"]

# Locality-sensitive hashing (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4): two rows become
# candidates if they agree in all three places of one of 42 bands. That finds 99.6 percent of the pairs with a
# similarity of 0.5, and 94 percent of those with 0.4.
_ROWS = 3
_CROWD = 48
_BLOCK = 1 << 17

Signatures = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.int64]


def similar_pairs(signatures: Signatures, at_least: float) -> Iterator[tuple[Pairs, npt.NDArray[np.float32]]]:
    """Yield pairs of rows whose estimated Jaccard similarity is `at_least` so much.

    A pair comes once for each band in which it is found. In a crowd of more than 48 rows that share a band, each is
    compared with the first and with its neighbours only: whoever is like them is connected through them.

    `signatures`, of MinHash, have the shape (rows, permutations) and may be a memory map. From an `at_least` of 0.5
    upwards nearly all pairs are found. Pairs and their similarities have the shapes (n, 2) and (n,).
    """
    for start in range(0, signatures.shape[1] - _ROWS + 1, _ROWS):
        keys = _band(signatures[:, start : start + _ROWS])
        for pairs in _blocks(_candidates(keys)):
            left, right = signatures[pairs[:, 0]], signatures[pairs[:, 1]]
            similarity = (left == right).mean(axis=1, dtype=np.float32)
            good = similarity >= at_least
            if good.any():
                yield pairs[good], similarity[good]


def _band(columns: Signatures) -> npt.NDArray[np.uint64]:
    keys = np.zeros(len(columns), dtype=np.uint64)
    for column in columns.T:
        # FNV-1a over 32-bit words; wrapping round is what it asks for.
        keys = (keys ^ column.astype(np.uint64)) * np.uint64(0x100000001B3) + np.uint64(0x9E3779B97F4A7C15)
    return keys


def _candidates(keys: npt.NDArray[np.uint64]) -> Iterator[Pairs]:
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(ordered)]]))
    # All groups of one size at once: most are pairs.
    for size in np.unique(sizes[sizes > 1]):
        groups = order[starts[sizes == size][:, None] + np.arange(size)]
        if size > _CROWD:
            for members in groups:
                ones = members[1:]
                firsts = np.full_like(ones, members[0])
                yield np.stack([np.concatenate([firsts, members[:-1]]), np.concatenate([ones, ones])], axis=1)
            continue
        for first, second in zip(*np.triu_indices(size, k=1), strict=True):
            yield np.stack([groups[:, first], groups[:, second]], axis=1)


def _blocks(pieces: Iterator[Pairs]) -> Iterator[Pairs]:
    """Gather small pieces, and cut large ones, so that memory stays bounded."""
    waiting: list[Pairs] = []
    count = 0
    for piece in pieces:
        for start in range(0, len(piece), _BLOCK):
            part = piece[start : start + _BLOCK]
            waiting.append(part)
            count += len(part)
            if count >= _BLOCK:
                yield np.concatenate(waiting)
                waiting, count = [], 0
    if waiting:
        yield np.concatenate(waiting)


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A description that nearly repeats another, by the estimated Jaccard similarity of their word trigrams.

    Each place is the number of the file and that of the row in it, both from 0.
    """

    place: tuple[int, int]
    other: tuple[int, int]
    similarity: float


def near_duplicates(files: Sequence[Sequence[str]], at_least: float = 0.5) -> list[NearDuplicate]:
    """Compare the descriptions of each file with those of all files after it, by MinHash.

    Returns one entry for each description that has such a counterpart: the most similar one. They come in the order of
    the files. `at_least` is as in `similar_pairs`: from 0.5 upwards nearly all pairs are found.
    """
    places = [(number, row) for number, texts in enumerate(files) for row in range(len(texts))]
    if not places:
        return []
    signatures = np.array([signature(fold(text)) for texts in files for text in texts])
    best: dict[int, NearDuplicate] = {}
    for pairs, similarities in similar_pairs(signatures, at_least):
        for (first, second), similarity in zip(np.sort(pairs).tolist(), similarities.tolist(), strict=True):
            place, other = places[first], places[second]
            if place[0] != other[0] and (first not in best or similarity > best[first].similarity):
                best[first] = NearDuplicate(place, other, similarity)
    return [best[first] for first in sorted(best)]
