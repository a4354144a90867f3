"""Tables of a TOML file as dataclasses, strictly: no unknown key, no missing one, no other type."""

import dataclasses
import types
import typing
from typing import Any, Literal

from bookgenre.errors import RecipeError

__all__ = ["build"]


def build(kind: Any, value: Any, where: str) -> Any:
    """Convert a TOML value to `kind`; `where` names it in messages.

    Raises
    ------
    RecipeError
        If it does not fit.
    """
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table")
        fields = {f.name: f for f in dataclasses.fields(kind)}
        if unknown := sorted(set(value) - set(fields)):
            raise RecipeError(f"{where} has the unknown key {unknown[0]!r}; it knows {', '.join(fields)}")
        hints = typing.get_type_hints(kind)
        built = {name: build(hints[name], item, f"{where}.{name}") for name, item in value.items()}
        try:
            return kind(**built)  # type: ignore[operator]
        except TypeError:
            needed = [
                f.name
                for f in fields.values()
                if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
            ]
            lacking = ", ".join(name for name in needed if name not in built)
            raise RecipeError(f"{where} lacks {lacking}") from None
    origin = typing.get_origin(kind)
    if origin is types.UnionType:  # a table that may be left out
        return build(next(part for part in typing.get_args(kind) if part is not type(None)), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise RecipeError(f"{where} must be a list")
        return tuple(build(typing.get_args(kind)[0], item, where) for item in value)
    if origin is dict:
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table")
        return {key: build(typing.get_args(kind)[1], item, f"{where}.{key}") for key, item in value.items()}
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise RecipeError(f"{where} is {value!r}; use one of {', '.join(map(repr, typing.get_args(kind)))}")
        return value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RecipeError(f"{where} is {value!r}; it must be of type {kind.__name__}")
    return value
