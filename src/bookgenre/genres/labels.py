"""Taking raw labels apart: codes, paths of stores, headings of the book trade, lists in one cell."""

import html
import re

__all__ = ["GENERAL", "clean_label", "has_arrows", "path_steps", "pieces", "several", "typed_list", "without_code"]

GENERAL = frozenset(
    {"general", "other", "others", "all", "miscellaneous", "misc", "book", "books", "ebook", "ebooks", "kindle"}
    | {"kindle ebooks", "kindle store", "kindle books", "audible books and originals", "audiobooks", "subjects"}
    | {"categories", "genres", "all genres", "genre"}
)
"""Steps of a path that say nothing of a book, folded."""

_TAG = re.compile(r"^#+(?=\w)")
_QUOTES = "\"'\u2018\u2019\u201c\u201d`\u00ab\u00bb"
# BISAC (FIC027020), Dewey (823.914), Thema (FRD, 5PS): capitals and digits in front of words.
_CODE = re.compile(
    r"\s*(?:[A-Z]{3}\s?\d{3,6}|\d{1,3}(?:\.\d+)?|(?=[A-Z-]*\d)(?=[0-9-]*[A-Z])[A-Z0-9]{2,8}(?:-[A-Z0-9]{1,3})*"
    # Letters may be a word in a heading ("TRUE CRIME / Murder"), a code stands before small letters.
    r"|[A-Z](?=\s*[:\u2013\u2014-])|[A-Z]{2,4}(?![\s:.)|\u2013\u2014-]+[A-Z]{2}))"
    r"(?:\s*[:.)|\u2013\u2014-]+\s*|\s+)(?=\S*\w)"
)
# What parts the steps of a category: arrows always, the others only behind something that is known.
_ARROWS = re.compile(r"\s*[»›→>]+\s*|\s+[-=]>\s+")
_WEAK = (
    re.compile(r"\s+/\s+"),
    re.compile(r"\s*--+\s*|\s+[-\u2013\u2014]\s+"),
    re.compile(r"\s*:{1,2}\s*"),
    re.compile(r"\s*[|\\]\s*"),
    re.compile(r"\s*/\s*"),
    re.compile(r"\s*\.\s+"),
)
# What parts the entries of a typed list and stands in no name; a hash sign begins the next one.
_BETWEEN = re.compile(
    r"[;\n\r\t|\u2022\u00b7\u3001\uff0c\uff1b]|<br\s{0,3}/?>|(?<=\s)(?=[#\uff03]\w)|(?<=\w)(?=#\w)", re.IGNORECASE
)
# How a list begins that Python, JSON, NumPy or R printed, and the strings in it.
_PRINTED = re.compile(r"(?:[A-Za-z_.]{1,20}\(|[\[({]\s*)+[bu]?[\"']")
_STRING = re.compile(r"\"([^\"]{1,300})\"|(?<!\w{2})'((?:[^']|(?<=\w)'(?=\w)){1,300})'")
_DTYPE = re.compile(r",\s*dtype\s*=.*", re.DOTALL)
_SEVERAL = re.compile(r"\s*(?:[,/&+;]|\band\b|\bor\b)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_MOST = 12


def clean_label(label: str) -> str:
    """Return a label without the sign of a tag, quotes around it, entities and needless white space."""
    text = html.unescape(label) if "&" in label else label
    return _TAG.sub("", " ".join(text.split()).strip(_QUOTES + " ,;.")).strip()


def without_code(label: str) -> tuple[str, str]:
    """Return the code in front of a label (``FIC027020 FICTION / Romance``), and what follows it.

    The code is empty where there is none. Capitals may be a word ("DIY Projects"), so ask for the full label first.
    """
    found = _CODE.match(label)
    if found is None or found.end() >= len(label):
        return "", label
    return found[0].strip(" :.)|-\u2013\u2014"), label[found.end() :]


def has_arrows(label: str) -> bool:
    """Say whether a label holds a sign that parts the steps of a path and means nothing else."""
    return _ARROWS.search(label) is not None


def path_steps(label: str) -> list[tuple[bool, list[str]]]:
    """Return the ways to read a label as a path, each with whether its sign can mean nothing else.

    What stands in brackets behind a label is a step below it: "Romance (Contemporary)".
    """
    ways: list[tuple[bool, list[str]]] = []
    for pattern in (_ARROWS, *_WEAK):
        sure = pattern is _ARROWS
        steps = [step for step in pattern.split(label) if step.strip()][:_MOST]
        if len(steps) > 1 or (sure and steps and steps[0] != label.strip()):
            ways.append((sure, steps))
            if sure:
                break
    if found := _BRACKETS.fullmatch(label):
        ways.append((True, [found[1], found[2]]))
    return ways


def several(label: str) -> list[str]:
    """Return what a label joins by commas, slashes and "and": "Baking, bread & pastry"."""
    return [piece for piece in _SEVERAL.split(label) if piece][:_MOST]


def typed_list(text: str) -> list[str]:
    """Return the entries of a list as people type it or programs print it; commas are left, for names hold them.

    >>> typed_list("['Mystery', 'Romance']"), typed_list("Cooking, Food & Wine; Poetry")
    (['Mystery', 'Romance'], ['Cooking, Food & Wine', ' Poetry'])
    """
    bare = text.strip()
    if _PRINTED.match(bare) and bare.endswith(("]", ")", "}")):
        return [double or single for double, single in _STRING.findall(_DTYPE.sub("", bare))]
    return _BETWEEN.split(text)


def pieces(label: str, separators: str = ",") -> list[str]:
    """Return the non-empty parts of a label between `separators`."""
    return [part.strip() for part in re.split(f"[{re.escape(separators)}]", label) if part.strip()]
