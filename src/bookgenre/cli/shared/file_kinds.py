"""Files that are no description: what they are, and which command reads them."""

import json
import re
from pathlib import Path

from bookgenre.files.column_names import is_column_name

__all__ = ["file_kind", "refusal"]

_SAVE = "save the book's description as a text file"
_CATALOGUE = f"`bookgenre classify` reads it and classifies all its books; to ask about one of them, {_SAVE}"
_BOOK = f"`bookgenre classify` reads it; to ask here, {_SAVE}"
_OTHER = f"no command reads it; {_SAVE}"

# What a file is, and what to do with it.
_ADVICE = {
    "a CSV table": _CATALOGUE,
    "JSON": _CATALOGUE,
    "a Parquet table": _CATALOGUE,
    "a spreadsheet": _CATALOGUE,
    "XML": _CATALOGUE,
    "a file of MARC records": _CATALOGUE,
    "an EPUB book": _BOOK,
    "a PDF": _OTHER,
    "a word processor's document": _OTHER,
    "an e-book": _OTHER,
    "a packed file": "unpack it first",
    "a picture": _SAVE,
    "binary data": _SAVE,
}
_SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv"), "a CSV table"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "JSON"),
    ".parquet": "a Parquet table",
    **dict.fromkeys((".xlsx", ".xls", ".ods"), "a spreadsheet"),
    **dict.fromkeys((".xml", ".onix", ".opf", ".rdf"), "XML"),
    **dict.fromkeys((".mrc", ".marc"), "a file of MARC records"),
    ".epub": "an EPUB book",
    ".pdf": "a PDF",
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf"), "a word processor's document"),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), "an e-book"),
    **dict.fromkeys((".gz", ".zip", ".bz2", ".xz", ".zst"), "a packed file"),
}
_MAGIC = {
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet table",
    b"\x1f\x8b": "a packed file",
    b"BZh": "a packed file",
    b"\xfd7zXZ": "a packed file",
    b"\x28\xb5\x2f\xfd": "a packed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "a word processor's document",
    b"{\\rtf": "a word processor's document",
}
# Members that tell one kind of ZIP file from another; all lie near its start.
_ZIPPED = {b"application/epub+zip": "an EPUB book", b"xl/": "a spreadsheet", b"word/": "a word processor's document"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_MARC = re.compile(rb"\d{5}[acdnp][a-z][\s\S]{13}4500")
_ROOT = re.compile(r"(?:<[?!][^>]{0,1000}>|\s){0,50}<([A-Za-z][\w:.-]{0,60})")
_RECORDS = frozenset(
    "onixmessage product record collection marc:record marc:collection mods modscollection rdf:rdf package feed rss "
    "book books".split()
)
_JSON_OBJECT = re.compile(r"\[?\s*\{\s*\"[^\"\n]{1,80}\"\s*:")
_SEPARATORS = ",;\t|"
_OTHER_COLUMNS = frozenset({"publisher", "rating", "ratings", "price", "year", "pages"})
"""Which tables of books have, and which are not read."""


def file_kind(name: str, data: bytes) -> str | None:
    """Say what a file is that is no text to classify, such as ``a CSV table``; None for a text.

    Parameters
    ----------
    name
        Of the file; its suffix decides where its first bytes do not. Empty for the standard input.
    data
        Its first bytes, or all of them.
    """
    # What `books.csv.gz` holds is said by its name; `classify` reads it packed.
    path = Path(name)
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    named = _SUFFIXES.get(suffix)
    if data.startswith(b"PK\x03\x04"):
        return next((kind for member, kind in _ZIPPED.items() if member in data[:4096]), named or "a packed file")
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return named or kind if kind == "a packed file" else kind
    text = data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if named:
        # The cleaning reads web pages, whatever they are called.
        return None if named == "XML" and _root(text) == "html" else named
    if _MARC.match(data):
        return "a file of MARC records"
    if b"\0" in data and not data.startswith(_UTF16):
        return "binary data"
    root = _root(text)
    if root in _RECORDS or (text.startswith("<?xml") and root != "html"):
        return "XML"
    if _is_json(text):
        return "JSON"
    return "a CSV table" if _is_table(text) else None


def refusal(name: str, kind: str) -> str:
    """What to say of a file of such a kind."""
    what = f"not UTF-8 text but {kind}" if kind in ("a picture", "binary data") else f"{kind}, not one description"
    return f"{name} is {what}; {_ADVICE[kind]}"


def _root(text: str) -> str:
    """Name of the first element, in small letters; empty where the text begins with something else."""
    found = _ROOT.match(text)
    return found[1].lower() if found else ""


def _is_json(text: str) -> bool:
    if _JSON_OBJECT.match(text):
        return True
    if not text.startswith("["):
        return False
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _is_table(text: str) -> bool:
    """Whether the first line names at least two columns, as a table's header does."""
    first = re.split(r"[\r\n]", text[:2000], maxsplit=1)[0]
    return any(sum(map(_names_column, first.split(separator))) > 1 for separator in _SEPARATORS)


def _names_column(cell: str) -> bool:
    name = cell.strip(" \"'")
    return is_column_name(name) or name.casefold() in _OTHER_COLUMNS
