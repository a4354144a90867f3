"""Is this text English? The model was trained on English descriptions alone."""

import re

__all__ = ["FUNCTION_WORDS", "looks_english"]

_WORD = re.compile(r"[^\W\d_]+")
# Function words that make up 35 to 50 percent of running English. Words that other European languages share
# (in, an, as, me, no, on, die, was, man …) are left out, so that they lend German or Spanish no share.
FUNCTION_WORDS = frozenset(
    """
    the of and to is with for that his her he she it its they their them by from at this but who has have be are were
    been will would when what which how into out up about than then there or not one you your we our my all can could
    must if only where while after before more most between through
    """.split()
)
"""English words that hold a sentence together and say nothing of its matter."""

_MIN_WORDS = 8
_MIN_SHARE = 0.06
_MIN_LATIN = 0.7


def looks_english(text: str) -> bool:
    """Say whether `text` is English, by its script and by the share of English function words.

    Texts of fewer than 8 words are given the benefit of the doubt unless their script is not Latin, because a share
    of so few words says little.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return True
    # Basic Latin to Latin Extended-B, and Latin Extended Additional.
    latin = sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters)
    if latin < _MIN_LATIN * len(letters):
        return False
    words = _WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return True
    return sum(word in FUNCTION_WORDS for word in words) >= _MIN_SHARE * len(words)
