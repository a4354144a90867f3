"""One row of a table, and the columns that it must have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError

__all__ = ["Row", "require_columns"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes
    ----------
    line
        The line on which it starts, from 1; in Parquet, spreadsheets and JSON arrays its number.
    values
        By column.
    """

    line: int
    values: Mapping[str, Any]


def require_columns(path: Path, found: Sequence[str], needed: Sequence[str]) -> None:
    """Raise `DataError` unless every column of `needed` is `found`."""
    missing = [name for name in needed if name not in found]
    if missing:
        raise DataError(f"{path} has no column {', '.join(map(repr, missing))}; it has: {', '.join(found) or 'none'}")
