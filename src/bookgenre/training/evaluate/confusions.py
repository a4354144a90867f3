"""Confusions of genres with their siblings in the tree."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace

__all__ = ["LEAST", "SiblingConfusion", "sibling_confusions"]

Cells = npt.NDArray[np.uint8] | npt.NDArray[np.bool_]

LEAST = 50
"""Books that must have the one genre and not the other for a pair to count."""


@dataclass(frozen=True, slots=True)
class SiblingConfusion:
    """How often a genre's sibling, of the same parent, was chosen for books that do not have it.

    Of the `books` that have `genre` and are known not to have `sibling`, `sibling` was `chosen` for so many, with
    `genre` or without, and for so many `instead` of it.
    """

    parent: str
    genre: str
    sibling: str
    books: int
    chosen: int
    instead: int


def sibling_confusions(
    chosen: Cells, targets: Cells, known: Cells, labels: LabelSpace, *, least: int = LEAST, most: int = 15
) -> list[SiblingConfusion]:
    """Return the pairs with the highest share of books for which the sibling was chosen instead, highest first.

    Every pair is looked at in both directions. Genres without a parent have no siblings. Left out are pairs that were
    never confused, or have fewer than `least` books with the one genre and not the other. Arrays have the shape (books,
    genres), in the order of `labels`; cells that are not known count nowhere.
    """
    yes, true, seen = chosen.astype(bool), targets.astype(bool), known.astype(bool)
    children: dict[str, list[int]] = {}
    for column, genre in enumerate(labels.genres):
        if genre.parent is not None:
            children.setdefault(genre.parent, []).append(column)
    found = []
    for parent, columns in children.items():
        picked, has, lacks = yes[:, columns], (true & seen)[:, columns], (~true & seen)[:, columns]
        books, both, instead = (
            left.astype(np.int64).T @ right.astype(np.int64)
            for left, right in ((has, lacks), (has, lacks & picked), (has & ~picked, lacks & picked))
        )
        for i, j in np.argwhere((instead > 0) & (books >= least)):
            genre, sibling = (labels.genres[columns[place]].id for place in (i, j))
            counts = (int(part[i, j]) for part in (books, both, instead))
            found.append(SiblingConfusion(parent, genre, sibling, *counts))
    found.sort(key=lambda pair: (-pair.instead / pair.books, -pair.chosen / pair.books, pair.genre, pair.sibling))
    return found[:most]
