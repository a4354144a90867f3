"""Text as XML can hold it, and what a reader takes for one character of it.

Sources
-------
Characters that XML 1.0 (fifth edition, 2.2) forbids; grapheme clusters of Unicode Standard Annex 29, from the
categories that Python knows instead of its tables.
"""

import re
import unicodedata

from bookgenre.covers.widths import is_emoji

__all__ = ["clean_line", "grapheme_clusters"]

_LONGEST_CLUSTER = 32

# Joiners are kept, as they shape letters and emoji; so are the tags of flags. What steers the direction is not.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
    # The last two code points of every further plane are no characters.
    + "".join(f"|[{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}]" for plane in range(0x10000, 0x110000, 0x10000))
)


def clean_line(text: str) -> str:
    """Return `text` in NFC on one line, without control characters and whatever else XML 1.0 forbids."""
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()))


def grapheme_clusters(text: str) -> list[str]:
    """Return what a reader takes for one character each: the rules of UAX 29, somewhat wider, without its tables.

    A cluster of more than 32 characters, which no language has, is cut.
    """
    found: list[str] = []
    for character in text:
        if found and len(found[-1]) < _LONGEST_CLUSTER and _joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if last == " " or character == " ":
        return False
    category = unicodedata.category(character)
    if (
        category[0] == "M"
        or character in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or "\U000e0020" <= character <= "\U000e007f"
    ):
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if last == "\u200d" and (is_emoji(character) or unicodedata.category(character) == "So"):
        return True
    # Virama: the next letter belongs to the same conjunct, a joiner between them or not.
    base = cluster.rstrip("\u200c\u200d")
    if category == "Lo" and base and unicodedata.combining(base[-1]) == 9 and not "\u0e00" <= character < "\u0f00":
        return True
    if "\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= last <= "\U0001f1ff":
        return len(cluster) % 2 == 1
    # Old Korean, whose syllables have no characters of their own.
    return "\u1100" <= last <= "\u11ff" and "\u1160" <= character <= "\u11ff"
