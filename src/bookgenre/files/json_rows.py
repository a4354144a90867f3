"""Rows of JSON: one object per line, an array, or one object in a form in which programs write tables."""

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from bookgenre.errors import DataError
from bookgenre.files.column_names import has_description, has_title, is_column_name
from bookgenre.files.json_faults import json_fault
from bookgenre.files.lines import open_lines
from bookgenre.files.rejects import Rejects
from bookgenre.files.table_columns import check_columns

__all__ = ["json_entries"]

_MAX_VALUE = 64 << 20
_SHOWN = 100
_BETWEEN = re.compile(r"[\s,]*")
# Of a row, or of a book.
_NUMBER = re.compile(r"\d[\d-]*[Xx]?")
_FORM = "as one list of objects, or one object per line"


def json_entries(path: Path, rejects: Rejects) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a JSON file with their numbers from 1: of its lines, or in its array or object.

    An entry may be any JSON value. `rejects` takes the lines that cannot be read.

    Raises
    ------
    DataError
        If the file is one value that has more than 64 MB, cannot be read, or holds several tables.
    """
    lines = (numbered for numbered in _json_lines(open_lines(path, rejects)) if numbered[1].strip())
    first, second = next(lines, None), next(lines, None)
    if first is None:
        return
    if _goes_on(first[1]):
        yield from enumerate(_whole(path, rejects.check), start=1)
        return
    for number, line in filter(None, chain((first, second), lines)):
        try:
            entry = _json(line)
        except (ValueError, RecursionError) as error:
            # What is JSON, and still cannot be read, has a reason of its own.
            broken = isinstance(error, json.JSONDecodeError)
            reason = "not JSON" if broken else json_fault(error)
            rejects.add(reason, file=path, line=number, excerpt=line, why=str(error) if broken else "")
            continue
        is_first = number == first[0]
        if is_first and second is None and isinstance(entry, dict):
            yield from enumerate(_entries_of(entry, path), start=1)
        elif is_first and isinstance(entry, list) and entry and isinstance(entry[0], dict):
            yield from enumerate(entry, start=1)
        else:
            yield number, entry


def _json_lines(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers, also those of joined files that end with a carriage return only."""
    number = 1
    for line in lines:
        parts = line.rstrip("\r\n").split("\r")
        if len(parts) > 1:
            # In JSON, a carriage return may stand between the parts of an object, and never in a string.
            with contextlib.suppress(ValueError, RecursionError):
                _json(line)
                parts = [line]
        yield from enumerate(parts if len(parts) > 1 else [line], start=number)
        number += len(parts)


def _json(line: str) -> Any:
    # Lines of an array without its brackets end with a comma.
    return json.loads(line.rstrip().removesuffix(","))


def _goes_on(line: str) -> bool:
    """Whether the first line of a file begins a JSON value that goes on below it."""
    text = line.strip()
    if not text.startswith("[") and not (text.startswith("{") and text.endswith(("{", "[", ":", ","))):
        return False
    try:
        json.loads(text.removesuffix(","))
    except (ValueError, RecursionError):
        return True
    return False


def _whole(path: Path, check: Callable[[], None]) -> list[Any]:
    """Return the entries of a file that holds one JSON value, or several that follow each other."""
    text = io.StringIO()
    for line in open_lines(path):
        check()
        text.write(line)
        if text.tell() > _MAX_VALUE:
            raise DataError(
                f"{path} is one JSON value of more than {_MAX_VALUE >> 20} MB; write one object per line instead, "
                "of an array with: jq -c '.[]' FILE > FILE.jsonl"
            )
    try:
        values = list(_values(text.getvalue()))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} cannot be read as JSON: {json_fault(error)}; write it again, {_FORM}") from None
    if len(values) == 1 and isinstance(values[0], dict):
        return _entries_of(values[0], path)
    return list(chain.from_iterable(value if isinstance(value, list) else [value] for value in values))


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values of a text: one, or several apart by white space, as jq writes them, or by commas."""
    decoder = json.JSONDecoder()
    place = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        yield value
        place = _BETWEEN.match(text, place).end()  # type: ignore[union-attr]


def _entries_of(value: dict[str, Any], path: Path) -> list[Any]:
    """Return the rows of a table that is one object, as pandas writes it, or the object as one row."""
    forms: tuple[Callable[[dict[str, Any]], list[Any] | None], ...] = (
        _list_beside_others,
        _books_by_key,
        partial(_columns_and_rows, path),
        _rows_by_column,
        partial(_lists_by_column, path),
    )
    for form in forms:
        rows = form(value)
        if rows is not None:
            return rows
    return [value]


def _list_beside_others(value: dict[str, Any]) -> list[Any] | None:
    """Read one list of rows beside counts, the name of the list and the like."""
    lists = [name for name, one in value.items() if isinstance(one, list) and one and isinstance(one[0], dict)]
    if len(lists) != 1 or has_description(list(value)):
        return None
    rows = value[lists[0]]
    others = [name for name in value if name not in lists]
    plain = not any(is_column_name(name) or isinstance(value[name], dict | list) for name in others)
    # A book may hold a list of its texts or reviews.
    return list(rows) if plain or (has_description(list(rows[0]), sure=True) and has_title(list(rows[0]))) else None


def _books_by_key(value: dict[str, Any]) -> list[Any] | None:
    """Read ``{"9780000000002": {"title": …}}``."""
    if not _holds_objects(value) or has_description(list(value)):
        return None
    books = list(value.values())
    described = any(has_description(list(one), sure=True) for one in books[:_SHOWN])
    return _with_index(list(value), books) if described else None


def _columns_and_rows(path: Path, value: dict[str, Any]) -> list[Any] | None:
    """Read ``{"columns": ["title", …], "data": [["A", …]]}``; rows of another width are a `DataError`."""
    names, rows = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    names = list(map(str, names))
    check_columns(path, names)
    if any(len(row) != len(names) for row in rows):
        raise DataError(f"{path} has rows with more or fewer cells than columns; write it again, {_FORM}")
    index = value.get("index", [])
    keys = index if isinstance(index, list) and len(index) == len(rows) else range(len(rows))
    return _with_index(list(map(str, keys)), [dict(zip(names, row, strict=True)) for row in rows])


def _rows_by_column(value: dict[str, Any]) -> list[Any] | None:
    """Read ``{"title": {"0": "A", …}, …}``."""
    if not _holds_objects(value) or not all(map(_NUMBER.fullmatch, chain.from_iterable(value.values()))):
        return None
    numbers = list(dict.fromkeys(chain.from_iterable(value.values())))
    return _with_index(numbers, [{name: one.get(key) for name, one in value.items()} for key in numbers])


def _lists_by_column(path: Path, value: dict[str, Any]) -> list[Any] | None:
    """Read ``{"title": ["A", …], …}``; lists that are no columns are a `DataError`."""
    lists = list(value.values())
    if not lists or not all(isinstance(one, list) for one in lists):
        return None
    names = list(value)
    # One book may have its description and its genres as lists.
    if has_description(names) and has_title(names) and len(set(map(len, lists))) == 1:
        return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]
    if all(len(one) > 1 for one in lists):
        shown = ", ".join(names)[:_SHOWN]
        raise DataError(f"{path} is one object of lists ({shown}) and none of books; write it again, {_FORM}")
    return None


def _holds_objects(value: dict[str, Any]) -> bool:
    return bool(value) and all(isinstance(one, dict) and one for one in value.values())


def _with_index(keys: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with their keys in a column `index`, unless they only count the rows."""
    if keys == list(map(str, range(len(rows)))):
        return rows
    name = next(name for name in ("index", "key", "") if not any(name in row for row in rows))
    return [{name: key} | row for key, row in zip(keys, rows, strict=True)]
