"""Checks that there are rows to train and to measure on, before hours are spent on them."""

from collections.abc import Sequence

from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError

__all__ = ["LEAST_VALIDATION_ROWS", "check_training_rows", "validation_rows"]

LEAST_VALIDATION_ROWS = 20

_COMPLETE = (
    "if every list of a source names all genres of its books, say complete = true for it when you build the corpus"
)


def validation_rows(records: Sequence[LabelledBook]) -> list[LabelledBook]:
    """Return the rows whose genre lists are complete.

    An incomplete row knows only its genres: other answers of a model count as neither right nor wrong, and a model that
    finds every genre in every book would score 1.

    Raises `DataError` if they are fewer than `LEAST_VALIDATION_ROWS`, or none of them has a genre.
    """
    rows = [record for record in records if record.complete]
    if len(rows) < LEAST_VALIDATION_ROWS:
        raise DataError(
            f"{len(rows)} of {len(records)} validation rows have a complete list of genres, which is too few to "
            f"measure on; give {LEAST_VALIDATION_ROWS} or more: {_COMPLETE}"
        )
    if not any(record.labels for record in rows):
        raise DataError("no validation row with a complete list has any genre; give rows with labels")
    return rows


def check_training_rows(records: Sequence[LabelledBook], *, taught: bool) -> None:
    """Make sure that there is something to learn; if `taught`, a teacher says which genres the incomplete rows lack.

    Raises `DataError` if no row has a genre, or none says which genres its book lacks.
    """
    if not any(record.labels for record in records):
        raise DataError("no training row has any genre; give rows with labels")
    if not taught and not any(record.complete for record in records):
        raise DataError(
            f"no training row has a complete list of genres, so nothing says which genres a book lacks; {_COMPLETE}"
        )
