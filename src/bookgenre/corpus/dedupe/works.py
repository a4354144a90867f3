"""Which records are of one work, which are one record, and which split a work falls into."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from bookgenre.corpus.dedupe.fingerprint import Fingerprints
from bookgenre.corpus.dedupe.similarity import similar_pairs
from bookgenre.corpus.dedupe.union_find import UnionFind, pairs_of_keys
from bookgenre.corpus.plan import BuildPlan

__all__ = ["SPLITS", "Works", "group_works", "split_of"]

SPLITS = ("train", "validation", "test")

# One standard error of the estimate: without it, one pair in a hundred whose true similarity is 0.1 more than is asked
# for is estimated at less, and parted. Joining too many works costs nothing.
_LEEWAY = 0.045

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Works:
    """What becomes of each record, and how many are dropped because their text is that of another, or nearly.

    `kept` is for each row the row that stands for it: itself, or the best of its duplicates; -1 for one that is of no
    use. `work` is for each row the key of its work.
    """

    kept: Rows
    work: npt.NDArray[np.uint64]
    exact: int
    near: int


def group_works(prints: Fingerprints, plan: BuildPlan) -> Works:
    """Find duplicates and works.

    Records are of one work if they share an identifier, title and author (or the title, where an author is not known),
    the first 100 characters, or enough of their descriptions. Each of these connects, so that no two nearly equal
    descriptions are in two works.
    """
    size = len(prints.exact)
    same, works = UnionFind(size), UnionFind(size)
    # What is left of a record that is of no use, "" or "By the author.", does not identify its work.
    useful = np.flatnonzero(prints.useful)
    equal = pairs_of_keys(prints.exact[useful], useful)
    same.connect(equal)
    works.connect(equal)
    exact = size - len(np.unique(same.roots()))
    works.connect(pairs_of_keys(prints.keys, prints.key_rows))
    works.connect(_title_pairs(prints))
    for pairs, similarity in similar_pairs(prints.signatures, plan.related - _LEEWAY):
        both = prints.useful[pairs].all(axis=1)
        works.connect(pairs[both])
        same.connect(pairs[both & (similarity >= plan.duplicate)])
    roots = same.roots()
    kept = _best(roots, prints.quality)
    kept[~prints.useful] = -1
    return Works(
        kept=kept,
        work=_work_keys(works.roots(), prints.exact, prints.useful),
        exact=exact,
        near=size - exact - len(np.unique(roots)),
    )


def split_of(work: int, plan: BuildPlan) -> str:
    """Return the split of a work. It depends only on its key and the seed, so that a larger corpus does not move it."""
    digest = blake2b(f"{plan.seed}\n{work}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "little") / 2**64
    if place < plan.test:
        return "test"
    return "validation" if place < plan.test + plan.validation else "train"


def _title_pairs(prints: Fingerprints) -> Rows:
    """Connect all records of one title if the author of one of them is unknown: it might be any of the others."""
    rows = np.flatnonzero(prints.title_keys)
    _, group = np.unique(prints.title_keys[rows], return_inverse=True)
    unknown = np.zeros(group.max(initial=0) + 1, dtype=np.bool_)
    unknown[group[~prints.has_author[rows]]] = True
    rows = rows[unknown[group]]
    return pairs_of_keys(prints.title_keys[rows], rows)


def _best(roots: Rows, quality: npt.NDArray[np.float64]) -> Rows:
    """Return for every row the best of its group; of equals the first."""
    order = np.lexsort((np.arange(len(roots)), -quality, roots))
    ordered = roots[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(order) else np.zeros(0, dtype=np.bool_)
    best = np.zeros(len(roots), dtype=np.int64)
    best[ordered[first]] = order[first]
    return best[roots]


def _work_keys(roots: Rows, exact: npt.NDArray[np.uint64], useful: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Name each work by the smallest key of its texts, which does not depend on the order of the files."""
    smallest = np.full(len(roots), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(smallest, roots[useful], exact[useful])
    return smallest[roots]
