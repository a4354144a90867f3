"""Rows of CSV, JSON Lines and Parquet files; what is malformed is counted and passed over."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError, MissingExtraError
from bookgenre.files.csv_writer import restored_cell
from bookgenre.files.rejects import Rejects
from bookgenre.files.text import open_lines

__all__ = ["Row", "columns_of", "read_rows", "require_columns"]

# A quote that is never closed would swallow the rest of the file.
_MAX_LINES = 2_000
_MAX_FIELD = 4 << 20
_JSON = (".jsonl", ".ndjson", ".json")
_PACKED = (".gz", ".bz2", ".xz")
_BATCH = 1_000
_MAX_BATCH = 32 << 20
_FEWEST_ROWS = 16
_TOO_LARGE = object()
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes
    ----------
    line
        The line on which it starts, from 1; in Parquet its number.
    values
        By column.
    """

    line: int
    values: Mapping[str, Any]


def read_rows(
    path: Path, rejects: Rejects, *, header: Sequence[str] | None = None, needed: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield the rows of one file, one at a time, in bounded memory.

    Parameters
    ----------
    path
        ``.jsonl``, ``.ndjson`` or ``.json``: one object a line; ``.parquet``; ``.tsv`` and ``.txt``: fields between
        tabs; anything else is CSV, whose separator is told by its first line. Each but Parquet may be gzipped.
    rejects
        Takes the rows that are malformed.
    header
        Names of the columns of a file that has no header line.
    needed
        Columns without which the file is of no use.

    Raises
    ------
    DataError
        If the file is missing or empty, or lacks a needed column; the message lists those it has.
    """
    kind = _suffix(path)
    if kind == ".parquet":
        yield from _parquet_rows(path, rejects, needed)
    elif kind in _JSON:
        yield from _json_rows(path, rejects, needed)
    else:
        yield from _table_rows(path, rejects, header, needed)


def columns_of(path: Path) -> list[str]:
    """Return the columns of a file's header, of its first object, or of its Parquet schema."""
    kind = _suffix(path)
    if kind == ".parquet":
        return [str(name) for name in _parquet(path).schema_arrow.names]
    first = next(open_lines(path), "")
    if kind in _JSON:
        try:
            entry = json.loads(first)
        except (ValueError, RecursionError):
            entry = None
        return list(entry) if isinstance(entry, dict) else []
    return _header(first, _delimiter(path, first))


def require_columns(path: Path, found: Sequence[str], needed: Sequence[str]) -> None:
    """Raise `DataError` unless every column of `needed` is `found`."""
    missing = [name for name in needed if name not in found]
    if missing:
        raise DataError(f"{path} has no column {', '.join(map(repr, missing))}; it has: {', '.join(found) or 'none'}")


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _json_rows(path: Path, rejects: Rejects, needed: Sequence[str]) -> Iterator[Row]:
    for number, line in enumerate(open_lines(path, rejects), start=1):
        if not line.strip():
            continue
        if number == 1 and line.lstrip().startswith("["):
            raise DataError(f"{path} is one JSON array; write one object a line instead: jq -c '.[]' FILE > FILE.jsonl")
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            rejects.add("not JSON", file=path, line=number, excerpt=line, why=str(error))
            continue
        if not isinstance(entry, dict):
            rejects.add("not a JSON object", file=path, line=number, excerpt=line)
            continue
        missing = [name for name in needed if name not in entry]
        if missing:
            found = ", ".join(entry)
            rejects.add("a field is missing", file=path, line=number, why=f"no {', '.join(missing)}; it has: {found}")
            continue
        yield Row(number, entry)


def _parquet(path: Path) -> Any:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("corpus", "pyarrow") from error
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


def _parquet_rows(path: Path, rejects: Rejects, needed: Sequence[str]) -> Iterator[Row]:
    number = 0
    with _parquet(path) as file:
        require_columns(path, file.schema_arrow.names, needed)
        try:
            for batch in file.iter_batches(batch_size=_batch_size(file.metadata)):
                for values in _parquet_values(batch):
                    number += 1
                    if values is None:
                        rejects.add("a row of more than 32 MB", file=path, line=number)
                    else:
                        yield Row(number, values)
        # Those of pyarrow that are neither: lists of more than 2 GB.
        except (OSError, ValueError, NotImplementedError, _arrow_error()) as error:
            rejects.break_off(path, number, error)


def _arrow_error() -> type[Exception]:
    from pyarrow import ArrowException

    error: type[Exception] = ArrowException
    return error


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
                rows = min(rows, max(_FEWEST_ROWS, _MAX_BATCH // size))
    return int(rows)


def _parquet_values(batch: Any) -> Iterator[dict[str, Any] | None]:
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


def _table_rows(path: Path, rejects: Rejects, header: Sequence[str] | None, needed: Sequence[str]) -> Iterator[Row]:
    lines = open_lines(path, rejects)
    first = next(lines, "")
    delimiter = _delimiter(path, first)
    if header is None:
        columns = _header(first, delimiter)
        pushed: list[str] = []
    else:
        columns, pushed = list(header), [first]
    require_columns(path, columns, needed)
    # Tabs part fields that hold quotes as they come; only CSV quotes.
    quoted = delimiter != "\t" or header is None
    reader = _TableReader(lines, pushed, delimiter, quoted=quoted, line=2 - len(pushed))
    for line, outcome in reader:
        if isinstance(outcome, str):
            rejects.add("malformed row", file=path, line=line, excerpt=reader.start, why=outcome)
        elif outcome and len(outcome) != len(columns):
            why = f"{len(outcome)} fields instead of {len(columns)}"
            rejects.add("wrong number of fields", file=path, line=line, excerpt=reader.start, why=why)
        elif any(outcome):
            # The apostrophe that keeps a spreadsheet from running a cell is no part of it.
            yield Row(line, dict(zip(columns, map(restored_cell, outcome), strict=True)))


def _delimiter(path: Path, first: str) -> str:
    if _suffix(path) in (".tsv", ".txt"):
        return "\t"
    return max(",;\t|", key=first.count)


def _header(first: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error:
        # A first line too long for one is no header, but its start tells what the file is.
        return [first[:_SHOWN].strip()]


class _TableReader:
    """Reads rows, and after a malformed one goes on at its second line, so that one bad quote costs one line."""

    def __init__(self, lines: Iterator[str], pushed: list[str], delimiter: str, *, quoted: bool, line: int) -> None:
        self._lines = lines
        self._pushed = pushed[::-1]
        self._taken: list[str] = []
        self._format: dict[str, Any] = {"delimiter": delimiter, "strict": quoted}
        if not quoted:
            self._format["quoting"] = csv.QUOTE_NONE
        self._line = line
        self.start = ""
        csv.field_size_limit(max(csv.field_size_limit(), _MAX_FIELD))

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the line on which each row starts, and its fields or what is wrong with it."""
        reader = csv.reader(self._feed(), **self._format)
        while True:
            self._taken.clear()
            line = self._line
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.start = self._taken[0]
                self._pushed.extend(reversed(self._taken[1:]))
                self._line = line + 1
                yield line, str(error)
                # A reader that ran into the end of its lines does not go on.
                reader = csv.reader(self._feed(), **self._format)
            else:
                self.start = self._taken[0] if self._taken else ""
                yield line, fields

    def _feed(self) -> Iterator[str]:
        while True:
            if len(self._taken) >= _MAX_LINES:
                raise csv.Error("a quote is not closed")
            line = self._pushed.pop() if self._pushed else next(self._lines, None)
            if line is None:
                return
            # The csv module takes no NUL; it carries nothing in a table of text.
            self._taken.append(line)
            self._line += 1
            yield line.replace("\0", "")
