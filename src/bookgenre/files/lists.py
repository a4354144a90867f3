"""Lists that were written into one cell of a table."""

import ast
import json
import re
from collections.abc import Iterator

__all__ = ["parse_list"]

_SEPARATORS = re.compile(r"\s*[;|]\s*")


def parse_list(value: object, separator: str | None = None) -> list[str]:
    """Return the strings of a cell that holds several.

    Understands a Python or JSON list as text (read as data, never evaluated), a JSON object (its values: Freebase
    writes ``{"/m/05hgj": "Novel"}``), a real list, and words between separators. Lists in lists are read as one.

    Parameters
    ----------
    value
        The cell.
    separator
        What stands between the entries; None: semicolons and vertical bars. A comma is no default, because the names of
        genres hold commas ("Cooking, Food & Wine").

    Raises
    ------
    ValueError
        If the text starts as a list and is none.
    """
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return _strings(list(value))
    text = str(value).strip()
    if text.startswith(("[", "{", "(")) and text.endswith(("]", "}", ")")):
        return _strings(_literal(text))
    if text.startswith(("[", "{")):
        raise ValueError("a list that breaks off")
    entries = text.split(separator) if separator else _SEPARATORS.split(text)
    return _strings(list(entries))


def _literal(text: str) -> list[object]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        try:
            parsed = ast.literal_eval(text)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            if text.startswith("("):
                return [text]
            raise ValueError("neither a Python nor a JSON list") from None
    if isinstance(parsed, dict):
        return list(parsed.values())
    if isinstance(parsed, list | tuple | set | frozenset):
        return sorted(parsed, key=str) if isinstance(parsed, set | frozenset) else list(parsed)
    return [parsed]


def _strings(entries: list[object]) -> list[str]:
    texts = (" ".join(str(entry).split()) for entry in _flat(entries) if entry is not None)
    return list(dict.fromkeys(text for text in texts if text))


def _flat(entries: list[object]) -> Iterator[object]:
    left = entries[::-1]
    while left:
        entry = left.pop()
        if isinstance(entry, list | tuple):
            left.extend(reversed(entry))
        else:
            yield entry
