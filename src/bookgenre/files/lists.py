"""Lists that were written into one cell of a table, by people and by the programs that they use."""

import ast
import csv
import html
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["is_missing", "parse_list", "plain_text"]

# Semicolons and bars, lines within a cell, bullets.
_SEPARATORS = re.compile(r"\s*[;|\n\r\t\u2022\u00b7]\s*")
_MISSING = frozenset(
    {
        "",
        "nan",
        "none",
        "null",
        "nil",
        "na",
        "n/a",
        "#n/a",
        "<na>",
        "nat",
        "-",
        "--",
        "\\n",
        "undefined",
        "character(0)",
    }
)
_TAGS = re.compile(r"#[^\s#,;|]+(?:[\s,;|]*#[^\s#,;|]+)*[\s,;|]*")
# Calls that print a list: NumPy's array(['a'], dtype=object), R's c("a", "b"), pandas' Index([...]).
_CALL = re.compile(r"(?:np\.|numpy\.|pd\.)?(?:array|list|tuple|set|frozenset|Index|c)\s*\((.*)\)", re.DOTALL)
_DTYPE = re.compile(r",\s*dtype\s*=\s*[^,()\[\]]+$")
_ADJACENT = re.compile(r"""(?<=['"])\s+(?=['"])""")
_ELLIPSIS = re.compile(r"\s\.\.\.\s")
# "[Mystery, Cozy Mystery]", as Java prints lists, and "{Fiction,"Young Adult"}", as PostgreSQL does.
_BARE = re.compile(r"[\[{]([^\[\](){}*=<>]*)[\]}]", re.DOTALL)
_NAMES = ("name", "genre", "label", "value", "title", "term", "tag", "shelf", "subject", "heading", "category", "text")
_MOST_NESTED = 40


def is_missing(value: object) -> bool:
    """Say whether a cell holds nothing, or a word of a program or a spreadsheet for nothing (``nan``, ``N/A``)."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and value.strip().casefold() in _MISSING


def parse_list(value: object, separator: str | None = None) -> list[str]:
    """Return the strings of a cell that holds several, each once.

    Understands lists as people and programs write them, read as data and never evaluated: Python, JSON, NumPy's
    ``['a' 'b']`` and ``array([...])``, R's ``c("a", "b")``, ``[a, b]`` without quotes, hash tags, words between
    separators, and real lists. Of an object with counts (``{"Mystery": 10}``) the keys are meant, of any other the
    values (Freebase writes ``{"/m/05hgj": "Novel"}``), of one that describes one thing (``{"name": "Mystery", "count":
    3}``) its name. Lists in lists are read as one; what stands for nothing (``nan``, ``None``) is left out.

    Parameters
    ----------
    value
        The cell.
    separator
        What stands between the entries; None: semicolons, vertical bars and new lines. A comma is no default, because
        the names of genres hold commas ("Cooking, Food & Wine").

    Raises
    ------
    ValueError
        If the text starts as a list and is none.
    """
    if is_missing(value):
        return []
    if not isinstance(value, str):
        return _strings(_flat(value))
    text = html.unescape(value).strip()
    if _TAGS.fullmatch(text):
        return _strings(re.split(r"[\s,;|]+", text.replace("#", " ")))
    called = _CALL.fullmatch(text)
    if called:
        text = _DTYPE.sub("", called[1].strip()).rstrip(", ")
        text = text if text.startswith(("[", "{", "(")) else f"[{text}]"
    if text.startswith(("[", "{", "(")) and text.endswith(("]", "}", ")")):
        return _strings(_flat(_literal(text)))
    if text.startswith(("[", "{")):
        raise ValueError("a list that breaks off")
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('\\"', ""):
        # A list that was written as JSON twice.
        inner = text[1:-1].replace('\\"', '"').strip()
        return parse_list(inner, separator)
    return _strings(text.split(separator) if separator else _SEPARATORS.split(text))


def plain_text(value: object) -> str:
    """Return the text of a cell; of an object with a type and a value, as Open Library writes them, the value.

    Raises
    ------
    ValueError
        If it is a list or an object that does not stand for one text.
    """
    if is_missing(value):
        return ""
    if isinstance(value, str) and value.lstrip().startswith('{"') and '"value"' in value:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return str(value).strip()
    if isinstance(value, Mapping) and isinstance(value.get("value"), str):
        value = value["value"]
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, list | tuple | Mapping):
        raise ValueError("a list where text is expected")
    # Columns with gaps come out of pandas as fractions: 2767052.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _literal(text: str) -> object:
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
        # Python takes 'a' 'b' for one string.
        if read is json.loads or not _ADJACENT.search(text):
            return found if isinstance(found, list | tuple | set | frozenset | Mapping) else [found]
        break
    if text.startswith("("):
        return [text]
    return _printed(text)


def _printed(text: str) -> list[str]:
    """Read a list that was printed without commas, or without quotes."""
    # R's NA and Python's nan stand without quotes beside strings that have them.
    joined = _ADJACENT.sub(", ", _ELLIPSIS.sub(" ", text))
    if joined != text or re.search(r"\b(?:nan|NaN|NA|null|None|array)\b", text):
        bare = re.sub(r"""(?<=[\[,\s])(?:nan|NaN|NA|NULL)(?=[\],\s])""", "None", joined)
        bare = re.sub(r"\barray\((\[[^()]*\])(?:,\s*dtype=[^()]*)?\)", r"\1", bare)
        try:
            found = ast.literal_eval(bare)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            pass
        else:
            return list(found) if isinstance(found, list | tuple | set) else [found]
    inner = _BARE.fullmatch(text)
    if inner is None or "'" in inner[1].replace("'s ", "") or ":" in inner[1]:
        raise ValueError("neither a Python nor a JSON list")
    return next(csv.reader([inner[1].replace("\n", " ")], skipinitialspace=True), [])


def _strings(entries: Iterable[object]) -> list[str]:
    texts = (" ".join(str(entry).split()) for entry in entries if not is_missing(entry))
    found = (text[1:] if text.startswith("#") and text[1:2].isalnum() else text for text in texts)
    return list(dict.fromkeys(text for text in found if not is_missing(text)))


def _flat(value: object) -> Iterator[object]:
    left = [(value, 0)]
    while left:
        entry, depth = left.pop()
        if depth > _MOST_NESTED:
            raise ValueError("a list within too many lists")
        if isinstance(entry, Mapping):
            entry = _meant(entry)
        elif isinstance(entry, set | frozenset):
            entry = sorted(entry, key=str)
        elif not isinstance(entry, str | bytes) and hasattr(entry, "tolist"):
            entry = entry.tolist()
        if isinstance(entry, list | tuple):
            left.extend((inner, depth + 1) for inner in reversed(entry))
        else:
            yield entry


def _meant(entry: Mapping[object, object]) -> list[object]:
    """Return what an object says: the names that it counts, its own name, or its values."""
    name = next((entry[key] for key in _NAMES if isinstance(entry.get(key), str)), None)
    if name is not None and not all(_is_count(value) for value in entry.values()):
        return [name]
    if entry and all(_is_count(value) for value in entry.values()):
        return [key for key, value in entry.items() if value and str(value) not in ("0", "0.0")]
    return list(entry.values())


def _is_count(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and value.strip().isdecimal())
