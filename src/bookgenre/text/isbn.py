"""ISBNs as sources write them, to the thirteen digits that name a book everywhere."""

import re

__all__ = ["isbn13"]

_LABEL = re.compile(r"isbn(?:[- ]?1[03])?\s*[:.]?\s*", re.IGNORECASE)
_DASHES = re.compile(r"[\s\u2010-\u2015-]")


def isbn13(text: str) -> str | None:
    """Return the ISBN-13 that `text` is, or None where it is none.

    Takes an ISBN-10 as well, with or without hyphens, ``ISBN`` before it, Excel's ``="…"`` around it, the ``.0`` of a
    column that was read as numbers, and without the leading zeros that such a column loses. The check digit decides.
    """
    text = re.sub(r"\.0+$", "", text.strip(" \t\r\n=\"'"))
    text = _DASHES.sub("", _LABEL.sub("", text)).upper()
    if re.fullmatch(r"97[89]\d{10}", text, re.ASCII):
        return text if text[-1] == _check_digit(text[:12]) else None
    if not re.fullmatch(r"\d{6,9}[\dX]", text, re.ASCII):
        return None
    text = text.zfill(10)
    # Ten equal digits pass the check and stand for "unknown".
    if len(set(text)) == 1 or _sum10(text) % 11:
        return None
    return "978" + text[:9] + _check_digit("978" + text[:9])


def _check_digit(first12: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(first12)) % 10)


def _sum10(text: str) -> int:
    return sum((10 if digit == "X" else int(digit)) * (10 - place) for place, digit in enumerate(text))
