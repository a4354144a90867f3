"""Fold case and punctuation, so that one label written in many ways is one label."""

import re
import unicodedata

__all__ = ["fold"]

_APOSTROPHES = re.compile("['\u2018\u2019`\u00b4]")
_WORDS = re.compile(r"\w+")


def fold(label: str) -> str:
    """Return `label` with case, punctuation, ampersands and white space made alike.

    >>> fold("Children’s  &  Young-Adult")
    'childrens and young adult'
    """
    text = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ")
    # An apostrophe joins ("children's" is "childrens"); all other punctuation parts.
    return " ".join(_WORDS.findall(_APOSTROPHES.sub("", text)))
