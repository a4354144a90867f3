"""Parquet: columns of Parquet inputs keep their types; ours are texts, numbers and lists of texts."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.table_cells import cell_text, column_names, found_columns, table_rows
from bookgenre.errors import DataError, MissingExtraError

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "Parquet"
SUFFIXES = (".parquet", ".pq")

_ROWS = 5_000
"""Of a row group; they are held in memory."""
_CHARACTERS = 16 << 20
"""Of text in a row group, about."""


def write(pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions) -> None:
    """Write one row per record; a value that does not fit the type of its column is a `DataError`."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "pyarrow") from error
    schema = _schema(arrow, parquet, options)
    texts = [arrow.types.is_string(field.type) for field in schema]
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        rows: list[list[Any]] = []
        size = 0
        for cells in table_rows(pairs, options):
            rows.append([_fitting(cell, text=text) for cell, text in zip(cells, texts, strict=True)])
            size += sum(len(cell) for cell in rows[-1] if isinstance(cell, str))
            if len(rows) == _ROWS or size > _CHARACTERS:
                writer.write_batch(_batch(arrow, rows, schema))
                rows, size = [], 0
        if rows:
            writer.write_batch(_batch(arrow, rows, schema))


def _schema(arrow: Any, parquet: Any, options: WriteOptions) -> Any:
    ours = {
        "text": arrow.string(),
        "whole": arrow.int64(),
        "number": arrow.float64(),
        "truth": arrow.bool_(),
        "time": arrow.timestamp("us"),
        "list": arrow.list_(arrow.string()),
    }
    names = column_names(options)
    kinds = list(found_columns(options).values())
    given = names[: -len(kinds)]
    known = _types(arrow, parquet, options) if options.columns else {"number": arrow.int64()}
    types = [known.get(name) or ours.get(options.kinds.get(name, "text"), arrow.string()) for name in given]
    return arrow.schema(list(zip(names, [*types, *(ours[kind] for kind in kinds)], strict=True)))


def _types(arrow: Any, parquet: Any, options: WriteOptions) -> dict[str, Any]:
    """Types of the columns of inputs that are all Parquet; none where they are not, or contradict each other."""
    try:
        schemas = [parquet.read_schema(source) for source in options.sources]
        return {field.name: field.type for field in arrow.unify_schemas(schemas, promote_options="permissive")}
    except (arrow.ArrowException, OSError):
        return {}


def _fitting(value: object, *, text: bool) -> object:
    """A value as its column takes it: an empty cell among numbers is none."""
    if not text:
        return None if value == "" else value
    return value if value is None or isinstance(value, str) else str(cell_text(value))


def _batch(arrow: Any, rows: Sequence[Sequence[Any]], schema: Any) -> Any:
    columns = []
    for field, cells in zip(schema, zip(*rows, strict=True), strict=True):
        try:
            columns.append(arrow.array(cells, type=field.type))
        except (arrow.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise DataError(
                f"the column {field.name!r} cannot be written to Parquet ({error}); write .jsonl or .csv instead"
            ) from error
    return arrow.record_batch(columns, schema=schema)
