"""Union-find: which records belong together, from pairs and keys that connect them."""

import numpy as np
import numpy.typing as npt

__all__ = ["UnionFind", "pairs_of_keys"]

Rows = npt.NDArray[np.int64]


class UnionFind:
    """Rows that fall into one group with every row that they are connected to (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def connect(self, pairs: Rows) -> None:
        """Put the two rows of every pair, shape (n, 2), into one group."""
        parent = self._parent
        for left, right in pairs.tolist():
            a, b = left, right
            while parent[a] != a:
                parent[a] = parent[parent[a]]
                a = parent[a]
            while parent[b] != b:
                parent[b] = parent[parent[b]]
                b = parent[b]
            if a != b:
                # The first row is the root, so that the outcome does not depend on the order of the pairs.
                parent[max(a, b)] = min(a, b)

    def roots(self) -> Rows:
        """Return the first row of the group of every row, shape (rows,)."""
        parent = self._parent
        for row, up in enumerate(parent):
            # Parents come first, so their roots are known.
            parent[row] = parent[up]
        return np.array(parent, dtype=np.int64)


def pairs_of_keys(keys: npt.NDArray[np.uint64], rows: Rows) -> Rows:
    """Return pairs, shape (n, 2), that connect all rows of equal keys: ``keys[i]`` is one of the row ``rows[i]``."""
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    return np.stack([rows[order][:-1][same], rows[order][1:][same]], axis=1)
