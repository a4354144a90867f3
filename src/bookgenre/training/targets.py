"""Labels of a corpus as arrays: what is true, and what is known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError

__all__ = ["label_arrays"]


def label_arrays(
    records: Sequence[LabelledBook], genre_ids: Sequence[str]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Lay out the labels of `records` in the order of `genre_ids`.

    Returns
    -------
    targets, known
        Arrays of shape (books, genres), of 0 and 1: the book has the genre; that is known. A row with an incomplete
        list knows its positives alone, and the absence of a masked genre is not known.

    Raises
    ------
    DataError
        If a record has a genre that is not among `genre_ids`.
    """
    column = {genre_id: j for j, genre_id in enumerate(genre_ids)}
    targets = np.zeros((len(records), len(genre_ids)), dtype=np.uint8)
    known = np.ones_like(targets)
    for row, record in enumerate(records):
        unknown = (record.labels | record.masked) - column.keys()
        if unknown:
            raise DataError(
                f"a record has the genre {min(unknown)!r}, which the model does not know; map it or drop it"
            )
        targets[row, [column[genre_id] for genre_id in record.labels]] = 1
        if not record.complete:
            known[row] = targets[row]
        for genre_id in record.masked:
            known[row, column[genre_id]] = targets[row, column[genre_id]]
    return targets, known
