"""Lists that were written into one cell of a table, by people and by the programs that they use."""

import ast
import csv
import html
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["is_missing", "parse_list", "plain_text"]

# Semicolons and bars, lines within a cell, bullets.
_SEPARATORS = re.compile(r"\s*[;|\n\r\t\u2022\u00b7]\s*")
_MISSING = frozenset(
    {
        "",
        *"nan none null nil na n/a #n/a <na> nat - -- --- ... \u2026 \\n undefined character(0)".split(),
        *"#div/0! #name? #null! #num! #ref! #value! #spill! #calc!".split(),
    }
)
_TAGS = re.compile(r"#[^\s#,;|]+(?:[\s,;|]*#[^\s#,;|]+)*[\s,;|]*")
# Calls that print a list: NumPy's array(['a'], dtype=object), R's c("a", "b"), pandas' Index([...]), Python's Counter,
# Scala's WrappedArray(a, b).
_CALL = re.compile(
    r"(?:np\.|numpy\.|pd\.|collections\.)?(?:array|list|List|tuple|set|Set|frozenset|Index|Series|deque|Counter|OrderedDict"
    r"|defaultdict|dict_keys|dict_values|WrappedArray|ArrayBuffer|Vector|factor|structure|c)\s*\((.*)\)",
    re.DOTALL,
)
_KIND = re.compile(r"<class '\w+'>,\s*")
_DTYPE = re.compile(r",\s*(?:dtype|class|levels|names|\.Label|name|maxlen)\s*=\s*[^\[\]]+$")
# NumPy 2 prints its strings so.
_SCALAR = re.compile(r"""\b(?:np\.|numpy\.)?(?:str_|bytes_)\(('[^'\n]*'|"[^"\n]*")\)""")
# Codes of BISAC or Thema in a row, which no name of a genre is: "FIC022070, FIC027020", "FRD, FBA".
_CODES = re.compile(r"[A-Z]{3}\d{6}(?:[\s,/]+[A-Z]{3}\d{6})+|[A-Z0-9][A-Z0-9-]+(?:\s*,\s*[A-Z0-9][A-Z0-9-]+)+")
# How often a name was given: "Mystery (12), Romance (3)".
_TIMES = re.compile(r"\s?\(\d[\d,.]*k?\)(?=\s*(?:[,;|\n]|$))")
_SERIALISED = re.compile(r"a:\d+:\{.*\}", re.DOTALL)
_SERIALISED_TEXT = re.compile(r's:\d+:"([^"]*)";')
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_ITEM = re.compile(r"(?:[-*+\u2013]|\d{1,2}[.)])\s+")
_ALL_QUOTED = re.compile(r"""(?:"[^"]*"|'[^']*')(?:\s*,\s*(?:"[^"]*"|'[^']*'))+""")
_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019"}
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?=[\s,;]|$)")
_ADJACENT = re.compile(r"""(?<=['"])\s+(?=['"])""")
_ELLIPSIS = re.compile(r"\s\.\.\.\s")
# "[Mystery, Cozy Mystery]", as Java prints lists, and "{Fiction,"Young Adult"}", as PostgreSQL does.
_BARE = re.compile(r"[\[{]([^\[\](){}*=<>]*)[\]}]", re.DOTALL)
_NAMES = ("name", "genre", "label", "value", "title", "term", "tag", "shelf", "subject", "heading", "category", "text")
_MOST_NESTED = 40
_LONGEST_MISSING = max(map(len, _MISSING))


def is_missing(value: object) -> bool:
    """Say whether a cell holds nothing, or a word of a program or a spreadsheet for nothing (``nan``, ``N/A``)."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    # No description is folded to learn that it is none of these.
    return isinstance(value, str) and len(text := value.strip()) <= _LONGEST_MISSING and text.casefold() in _MISSING


def parse_list(value: object, separator: str | None = None) -> list[str]:
    """Return the strings of a cell that holds several, each once.

    Understands lists as people and programs write them, read as data and never evaluated: Python, JSON, NumPy's
    ``['a' 'b']`` and ``array([...])``, R's ``c("a", "b")``, ``[a, b]`` without quotes, hash tags, words between
    separators, and real lists. Of a pair of a name and a number the name is meant, of an object with counts
    (``{"Mystery": 10}``) the keys, of any other the values (Freebase writes ``{"/m/05hgj": "Novel"}``), of one that
    describes one thing (``{"name": "Mystery", "count": 3}``) its name. Lists in lists are read as one; what stands for
    nothing (``nan``, ``None``) is left out.

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
    if _SERIALISED.fullmatch(text):
        return _strings(_SERIALISED_TEXT.findall(text))
    if _ALL_QUOTED.fullmatch(text):
        text = f"[{text}]"
    while called := _CALL.fullmatch(text):
        text = _DTYPE.sub("", _KIND.sub("", called[1].strip())).rstrip(", ")
        text = text if text.startswith(("[", "{", "(")) or _CALL.fullmatch(text) else f"[{text}]"
    if text.startswith(("[", "{", "(")) and text.endswith(("]", "}", ")")):
        return _strings(_flat(_literal(text)))
    if text.startswith(("[", "{")):
        raise ValueError("a list that breaks off")
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('\\"', ""):
        # A list that was written as JSON twice.
        inner = text[1:-1].replace('\\"', '"').strip()
        return parse_list(inner, separator)
    if len(text) > 1 and text[0] == text[-1] == "'" and text[1:2] in "[{":
        return parse_list(text[1:-1], separator)
    if separator:
        parts = text.split(separator)
    elif _CODES.fullmatch(text):
        parts = re.split(r"[\s,/]+", text)
    else:
        parts = _SEPARATORS.split(_TIMES.sub("", _TAG.sub("\n", text) if "<" in text else text))
    if "\n" in text:
        parts = [_ITEM.sub("", part, count=1) if _ITEM.match(part) else part for part in parts]
    return _strings(parts)


def plain_text(value: object) -> str:
    """Return the text of a cell; of an object with a type and a value, as Open Library writes them, the value.

    A list or an object that does not stand for one text is a `ValueError`.
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
    if isinstance(value, bytes):
        # Parquet that was written from undecoded text.
        return value.decode("utf-8", "replace").strip()
    # Columns with gaps come out of pandas as fractions: 2767052.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _literal(text: str) -> object:
    text = _SCALAR.sub(r"\1", text)
    found = _evaluated(json.loads, text)
    # Python takes 'a' 'b' for one string.
    if found is None and not _ADJACENT.search(text):
        found = _evaluated(ast.literal_eval, text)
    if found is None:
        found = [text] if text.startswith("(") else _printed(text)
    return found


def _evaluated(read: Callable[[str], object], text: str) -> object:
    """Return the list, set or mapping that `read` finds, another value in a list of its own; None if `read` fails."""
    try:
        found = read(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, list | tuple | set | Mapping) else [found]


def _printed(text: str) -> object:
    """Read a list that was printed without commas, or without quotes."""
    # R's NA and Python's nan stand without quotes beside strings that have them.
    joined = _ADJACENT.sub(", ", _ELLIPSIS.sub(" ", text))
    if joined != text or re.search(r"\b(?:nan|NaN|NA|null|None|array)\b", text):
        bare = re.sub(r"""(?<=[\[,\s])(?:nan|NaN|NA|NULL)(?=[\],\s])""", "None", joined)
        bare = re.sub(r"\barray\((\[[^()]*\])(?:,\s*dtype=[^()]*)?\)", r"\1", bare)
        if (found := _evaluated(ast.literal_eval, bare)) is not None:
            return found
    inner = _BARE.fullmatch(text)
    if inner is None or "'" in _APOSTROPHE.sub("", inner[1]) or ":" in inner[1]:
        raise ValueError("neither a Python nor a JSON list")
    bare = inner[1].replace("\n", " ")
    delimiter = next((sign for sign in ";|" if sign in bare and "," not in bare), ",")
    return next(csv.reader([bare], delimiter=delimiter, skipinitialspace=True), [])


def _strings(entries: Iterable[object]) -> list[str]:
    texts = (_bare(" ".join(_as_text(entry).split())) for entry in entries if not is_missing(entry))
    found = (text[1:] if text.startswith("#") and text[1:2].isalnum() else text for text in texts)
    return list(dict.fromkeys(text for text in found if not is_missing(text)))


def _as_text(entry: object) -> str:
    if isinstance(entry, bytes):
        return entry.decode("utf-8", "replace")
    return "" if entry is Ellipsis else str(entry)


def _bare(text: str) -> str:
    """Remove the quotes around an entry."""
    inner = text[1:-1]
    quoted = len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and text[0] not in inner and text[-1] not in inner
    return inner.strip() if quoted else text


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
        if isinstance(entry, list | tuple) and len(entry) == 2 and isinstance(entry[0], str) and _is_number(entry[1]):
            # A name and how often it was given.
            yield entry[0]
        elif isinstance(entry, list | tuple):
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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not is_missing(value)


def _is_count(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and value.strip().isdecimal())
