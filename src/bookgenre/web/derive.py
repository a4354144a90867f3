"""Pydantic models derived from the dataclasses of an answer, so that the OpenAPI document cannot differ from them."""

import inspect
import re
import types
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

__all__ = ["attribute_docs", "derive_model"]

_SHARES = frozenset({"probability", "threshold", "without"})
"""Fields that are probabilities."""

_derived: dict[type, type[BaseModel]] = {}


def derive_model(
    kind: type,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    merged: Collection[str] = (),
    **also: tuple[Any, Any],
) -> type[BaseModel]:
    """Return a model with the fields of a dataclass; docs come from its docstring.

    Parameters
    ----------
    kind
        The dataclass. Dataclasses among its fields' types are derived in the same way, or as they already were.
    only, without
        Fields to take, and fields to leave out.
    merged
        Fields whose own fields stand in their place in JSON.
    also
        Further fields, or fields of another type in JSON: type and `Field`.
    """
    docs, hints = attribute_docs(kind), get_type_hints(kind)
    found: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in without or (only is not None and field.name not in only):
            continue
        if field.name in merged:
            inner = derive_model(hints[field.name])
            found |= {name: (info.annotation, info) for name, info in inner.model_fields.items()}
            continue
        bounds: dict[str, Any] = {"ge": 0, "le": 1} if field.name in _SHARES else {}
        found[field.name] = (_json_type(hints[field.name]), Field(description=docs.get(field.name), **bounds))
    model: type[BaseModel] = create_model(
        kind.__name__,
        __config__=ConfigDict(extra="forbid"),
        __doc__=(inspect.getdoc(kind) or "").partition("\n")[0],
        **(found | also),
    )
    _derived[kind] = model
    return model


def attribute_docs(kind: type) -> dict[str, str]:
    """Return what the numpydoc section ``Attributes`` of a class says of each attribute, on one line."""
    _, _, section = (inspect.getdoc(kind) or "").partition("Attributes\n----------\n")
    docs: dict[str, str] = {}
    for names, text in re.findall(r"^(\w+(?:, \w+)*)\n((?:^ {4}.*(?:\n|\Z)|^\n(?= {4}))+)", section, re.MULTILINE):
        plain = " ".join(text.replace("``", "`").split())
        docs |= dict.fromkeys(names.split(", "), plain)
    return docs


def _json_type(hint: Any) -> Any:
    """Return a type with derived models in the place of dataclasses."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _derived.get(hint) or derive_model(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return Union[tuple(map(_json_type, arguments))]  # noqa: UP007 - made from a tuple
    if origin is list or (origin is tuple and arguments[-1:] == (...,)):
        return list[_json_type(arguments[0])]  # type: ignore[misc]
    return hint
