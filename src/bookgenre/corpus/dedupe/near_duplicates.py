"""Records that nearly repeat a record of another file: a measurement on them would be one on training data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bookgenre.corpus.dedupe.fingerprint import signature
from bookgenre.corpus.dedupe.similarity import similar_pairs
from bookgenre.genres import fold

__all__ = ["NearDuplicate", "near_duplicates"]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A description that nearly repeats another.

    Attributes
    ----------
    place, other
        Number of the file and of the row in it, both from 0.
    similarity
        Estimated Jaccard similarity of their word trigrams.
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
