"""Rows of Parquet files. pyarrow is imported when one is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError, MissingExtraError
from bookgenre.files.rejects import Rejects

__all__ = ["read_parquet"]

_BATCH = 1_000
_MAX_BATCH = 32 << 20
_FEWEST_ROWS = 16
_TOO_LARGE = object()


def read_parquet(path: Path, rejects: Rejects) -> Iterator[tuple[int, Any]]:
    """Yield the number of each row, from 1, and its values by column; first 0 and the list of columns.

    A file that is missing or is not Parquet is a `DataError`; without pyarrow it is a `MissingExtraError`.
    """
    number = 0
    with _open(path) as file:
        from pyarrow import ArrowException

        yield 0, list(file.schema_arrow.names)
        try:
            for batch in file.iter_batches(batch_size=_batch_size(file.metadata)):
                for values in _values(batch):
                    number += 1
                    if values is None:
                        rejects.add("a row of more than 32 MB", file=path, line=number)
                    else:
                        yield number, values
        # Those of pyarrow that are neither: lists of more than 2 GB.
        except (OSError, ValueError, NotImplementedError, ArrowException) as error:
            rejects.break_off(path, number, error)


def _open(path: Path) -> Any:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "pyarrow") from error
    try:
        # A text that stands in a million rows is kept once and not made a million times.
        with parquet.ParquetFile(path) as file:
            leaves = [file.schema.column(number) for number in range(len(file.schema))]
            # Arrow cannot do the same within lists.
            texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY" and leaf.path == leaf.name]
        return parquet.ParquetFile(path, read_dictionary=texts)
    except FileNotFoundError:
        raise DataError(f"there is no file {path}; check the name") from None
    except (arrow.ArrowInvalid, OSError) as error:
        raise DataError(f"{path} is not a Parquet file that can be read: {error}") from error


def _batch_size(metadata: Any) -> int:
    """Rows that are unpacked at once: a small file may hold any amount of text, and says of how much."""
    rows = float(_BATCH)
    for group in (metadata.row_group(number) for number in range(metadata.num_row_groups)):
        size = group.total_byte_size / max(1, group.num_rows)
        rows = min(rows, max(1, _MAX_BATCH // max(1, size)))
        for column in map(group.column, range(group.num_columns)):
            if "." in column.path_in_schema and column.has_dictionary_page:
                # What is not numbers of entries is the entries, and each value may be all of them.
                entries = column.total_uncompressed_size - 4 * column.num_values
                size = max(1, entries) * column.num_values / max(1, group.num_rows)
                rows = min(rows, max(_FEWEST_ROWS, _MAX_BATCH // max(1, size)))
    return int(rows)


def _values(batch: Any) -> Iterator[dict[str, Any] | None]:
    """Yield the rows of a batch; None for one that is too large to be of use."""
    names = batch.schema.names
    columns = [_column(column) for column in batch.columns]
    for cells in zip(*columns, strict=True) if columns else ():
        yield None if _TOO_LARGE in cells else dict(zip(names, cells, strict=True))


def _column(array: Any) -> Iterator[Any]:
    """Yield the values of an Arrow array, one after another where all at once would be too large."""
    if hasattr(array, "dictionary"):
        # Rows with the same text share it.
        texts = [_TOO_LARGE if len(text) > _MAX_BATCH else text for text in array.dictionary.to_pylist()]
        yield from (None if place is None else texts[place] for place in array.indices.to_pylist())
    elif array.nbytes <= _MAX_BATCH:
        yield from array.to_pylist()
    else:
        for number in range(len(array)):
            value = array.slice(number, 1)
            yield _TOO_LARGE if value.nbytes > _MAX_BATCH else value.to_pylist()[0]
