"""Data frames in memory, of any library that speaks the Arrow C stream: pandas, polars, pyarrow, DuckDB."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Protocol

from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.protocol import AnswerSettings, ReadOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.table_reading import row_record
from bookgenre.errors import InputError, MissingExtraError
from bookgenre.files.column_names import NamedColumns, has_description, name_columns

__all__ = ["ArrowStream", "classify_frame"]


class ArrowStream(Protocol):
    """A table that gives itself as a stream of the Arrow C data interface (PyCapsules)."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


def classify_frame(
    frame: ArrowStream,
    *,
    columns: Mapping[str, str] | None = None,
    settings: AnswerSettings | None = None,
    engine_name: str = "local",
) -> Iterator[Finding]:
    """Yield what was found for each row of a data frame, in the order of the rows.

    Rows are read as they are needed, so that a stream (a `pyarrow.RecordBatchReader`, a DuckDB relation) may be longer
    than the memory. A row that cannot be classified gets a finding with its ``problem``.

    >>> from bookgenre.catalogue import classify_frame
    >>> frame = polars.read_parquet("titles.parquet")  # doctest: +SKIP
    >>> genres = [[genre.name for genre in found.shortlist] for found in classify_frame(frame)]  # doctest: +SKIP
    >>> frame = frame.with_columns(genres=polars.Series(genres))  # doctest: +SKIP

    Parameters
    ----------
    frame
        Any object with ``__arrow_c_stream__``.
    columns, settings, engine_name
        As in `classify_catalogue`.

    Raises
    ------
    InputError
        If it is no such object, no column seems to hold descriptions, one that is named is missing, or two of those
        that are read have one name.
    DataError
        If `columns` names a field that there is not.
    MissingExtraError
        If pyarrow is not installed.
    """
    if not hasattr(frame, "__arrow_c_stream__"):
        raise InputError(
            f"a {type(frame).__name__} is no data frame with __arrow_c_stream__; pass one of pandas, polars, pyarrow "
            "or DuckDB, or use Recommender.predict_many for a list of descriptions"
        )
    try:
        import pyarrow as arrow
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "pyarrow") from error
    classify = engine(engine_name)
    try:
        stream = arrow.RecordBatchReader.from_stream(frame)
    except arrow.ArrowInvalid as error:
        raise InputError(f"a {type(frame).__name__} is one column; pass a data frame: frame.to_frame()") from error
    found, given = stream.schema.names, ReadOptions(columns or {}).columns
    missing = [name for name in given.values() if name not in found]
    if missing:
        raise InputError(f"the data frame has no column {missing[0]!r}; it has: {', '.join(found)}")
    if "description" not in given and not has_description(found):
        raise InputError(
            f"no column of the data frame has a name for descriptions; it has: {', '.join(found)}; "
            'name the column that holds it: columns={"description": NAME}'
        )
    named = name_columns("the data frame", found, given)
    twice = next((name for name in named.used if found.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"the data frame has several columns called {twice!r}; give each a name of its own")
    return classify(_records(stream, named), settings or AnswerSettings())


def _records(stream: Any, named: NamedColumns) -> Iterator[Record]:
    numbers, used = count(1), list(dict.fromkeys(named.used))
    for batch in stream:
        # Only what is read becomes objects of Python, some rows at a time.
        chosen = batch.select(used)
        for start in range(0, batch.num_rows, 256):
            for row in chosen.slice(start, 256).to_pylist():
                yield row_record(next(numbers), row, named)
