"""TOML files as pydantic dataclasses, with errors that name the file, the table and the key. Needs pydantic."""

import dataclasses
import json
import tomllib
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bookgenre.files.bounded import read_bounded

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["STRICT", "from_tables", "read_toml", "settings_errors"]

T = TypeVar("T")

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
"""Of such a dataclass: no unknown key, and no text where a number belongs; an integer will do for a fraction."""

_LARGEST = 1 << 20
_LONGEST_VALUE = 80

# By pydantic's kind of error; the words of the others will do.
_RULES = {
    "string_type": "be text",
    "path_type": "be a path",
    "int_type": "be a whole number",
    "int_from_float": "be a whole number",
    "float_type": "be a number",
    "bool_type": "be true or false",
    "tuple_type": "be a list",
    "frozen_set_type": "be a list",
    "dataclass_type": "be a table",
    "mapping_type": "be a table",
    "dict_type": "be a table",
}


def read_toml(path: Path, error: Callable[[str], Exception], missing: str) -> dict[str, Any]:
    """Return the tables of a TOML file of at most 1 MiB.

    If it cannot be read or is not TOML, what `error` makes of a message is raised; of `missing` if there is no file.
    """
    try:
        return tomllib.loads(read_bounded(path, _LARGEST).decode("utf-8"))
    except FileNotFoundError:
        raise error(missing) from None
    except (OSError, ValueError, RecursionError) as reason:
        raise error(f"{path} is not a TOML file that can be read: {reason}") from reason


def from_tables(kind: type[T], values: Mapping[str, Any], error: Callable[[str], Exception], where: object = "") -> T:
    """Build a `kind`, a strict pydantic dataclass, from the tables of a TOML file; errors as in `settings_errors`."""
    # As JSON, in which a strict dataclass takes an object and a tuple takes a list. A date becomes text.
    with settings_errors(kind, error, where):
        return TypeAdapter(kind).validate_json(json.dumps(values, default=str))


@contextmanager
def settings_errors(kind: Any, error: Callable[[str], Exception], where: object = "") -> Iterator[None]:
    """Turn the first complaint of pydantic about `kind`, a pydantic dataclass, into what `error` makes of one line.

    The line begins with `where` the values come from, such as a path.
    """
    try:
        yield
    except ValidationError as found:
        message = _message(kind, found.errors(include_url=False)[0])
        raise error(f"{where}: {message}" if where else message) from None


def _message(kind: Any, detail: "ErrorDetails") -> str:
    location, found = list(detail["loc"]), repr(detail["input"])
    if location and isinstance(location[0], int):
        # An argument that Python passed by its position.
        location[0] = dataclasses.fields(kind)[location[0]].name
    *parents, key = location or ("",)
    place = _name(location)
    if detail["type"] == "unexpected_keyword_argument":
        known = ", ".join(field.name for field in dataclasses.fields(_class_at(kind, parents)))
        return f"unknown key {key!r}{f' in {_table(parents)}' if parents else ''}; known are: {known}"
    if detail["type"] == "missing":
        hint = typing.get_type_hints(_class_at(kind, parents))[str(key)]
        if dataclasses.is_dataclass(_dataclass_in(hint)):
            key = f"the table [[{key}]]" if typing.get_origin(hint) is tuple else f"the table [{key}]"
        return f"{_table(parents)} lacks {key}".lstrip()
    if detail["type"] in ("value_error", "assertion_error"):
        reason = str(detail["ctx"]["error"])
        return f"{place}: {reason}" if place else reason
    rule = _RULES.get(detail["type"]) or detail["msg"].partition(" should ")[2].replace(" after validation", "")
    shown = found if len(found) <= _LONGEST_VALUE else f"{found[:_LONGEST_VALUE]}…"
    return f"{place} is {shown}; it must {rule}"


def _name(location: Sequence[int | str]) -> str:
    """Return ``seed``, ``[model] window``, ``[data] keep.shop`` or ``[[stages]] 2, epochs``."""
    if len(location) < 2:
        return "".join(map(str, location))
    first, second, *rest = (part + 1 if isinstance(part, int) else part for part in location)
    if isinstance(second, int):
        return ", ".join([f"[[{first}]] {second}", *map(str, rest)])
    return f"[{first}] {'.'.join(map(str, [second, *rest]))}"


def _table(location: Sequence[int | str]) -> str:
    """Return ``[model]`` or ``[[stages]] 2``."""
    return f"[{location[0]}]" if len(location) == 1 else _name(location)


def _class_at(kind: Any, location: Sequence[int | str]) -> Any:
    """Return the dataclass that the value at `location` must be, or another kind if it is no table."""
    for part in location:
        if isinstance(part, str) and dataclasses.is_dataclass(kind):
            kind = _dataclass_in(typing.get_type_hints(kind)[part])
    return kind


def _dataclass_in(hint: Any) -> Any:
    """Return the dataclass in ``X | None``, ``tuple[X, ...]`` or ``Annotated[X, ...]``, or `hint` if there is none."""
    if dataclasses.is_dataclass(hint):
        return hint
    inner = (_dataclass_in(part) for part in typing.get_args(hint))
    return next((part for part in inner if dataclasses.is_dataclass(part)), hint)
