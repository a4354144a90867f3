"""Dataclasses as plain values for JSON."""

from dataclasses import fields, is_dataclass
from typing import Any

__all__ = ["plain"]


def plain(value: Any, places: int = 4) -> Any:
    """Return `value` as dicts, lists, texts and numbers, its floats rounded to so many places.

    A dataclass becomes a dict of its fields, a tuple a list.
    """
    if isinstance(value, float):
        return round(value, places)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), places) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(item, places) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, places) for item in value]
    return value
