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

# Those of other languages in Latin script that are no English words.
_FOREIGN = frozenset(
    """
    der das und ist nicht ein eine einen einer mit sich auf dem im zu sie von f\u00fcr als wie ihr seine wird aus auch
    le la les et est une dans que qui pour sur avec du au aux elle il sa ses ne pas plus mais
    el los las una en por con su sus del m\u00e1s pero se lo y es al como cuando
    che di della nella sono non gli dei delle nel ha suo sua anche ma
    os uma n\u00e3o da dos das seu ao em mais com
    het een van niet zijn te voor maar ook aan dat haar hij naar wordt
    och att det som \u00e4r p\u00e5 av f\u00f6r till inte hon han sin og ikke hun fra var der
    nie si\u0119 na jest \u017ce jego jej przez oraz
    bir ve bu i\u00e7in ile \u00e7ok daha
    ja ei ett\u00e4 h\u00e4n mutta kun oli
    az egy \u00e9s hogy nem van meg
    \u0219i s\u0103 nu este din \u00een
    je \u017ee jako ale kter\u00fd
    yang dan untuk dengan tidak ini itu dari
    ang mga ng sa ay na
    """.split()
)
# What the spelling of English has more of than that of its neighbours.
_ENGLISH_SPELLING = re.compile(
    r"th|sh|wh|ck|gh|ee|oo|ea|ow|ay\b|ing\b|ed\b|ly\b|er\b|ty\b|ry\b|ness\b|ful\b|less\b|tion|ous\b|ight|dge|dom\b|ves\b|est\b|ic\b|y\b"
)
_PART = re.compile(r"[.,;:!?\u2026|/\u2022\u00b7\n\u2013\u2014\"\u201c\u201d()]+")
_MIN_WORDS = 8
_MIN_SHARE = 0.06
_MIN_LATIN = 0.7
_MAX_FOREIGN = 0.04
_MAX_ACCENTS = 0.02
_MIN_SPELLING = 0.25
_SHORT_PARTS = 4
_FEWEST_SPACES = 0.04
"""Per character. English has one in six; encoded text ("a%20spy", Base64) has none."""


def looks_english(text: str) -> bool:
    """Say whether `text` is English, by its script and by the share of English function words.

    Texts of fewer than 8 words are given the benefit of the doubt unless their script is not Latin, because a share
    of so few words says little. So are lists of catchwords and of quotations, which have few function words, unless
    they hold those of another language or its accents.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return True
    # Basic Latin to Latin Extended-B, and Latin Extended Additional.
    latin = sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters)
    if latin < _MIN_LATIN * len(letters):
        return False
    if len(letters) >= 50 and len(text.split()) < _FEWEST_SPACES * len(text):
        return False
    words = _WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return True
    if sum(word in FUNCTION_WORDS for word in words) >= _MIN_SHARE * len(words):
        return True
    accents = sum(character >= "\u00c0" for character in letters)
    if accents > _MAX_ACCENTS * len(letters) or sum(word in _FOREIGN for word in words) > _MAX_FOREIGN * len(words):
        return False
    spelling = sum(bool(_ENGLISH_SPELLING.search(word)) for word in words)
    parts = sum(bool(_WORD.search(part)) for part in _PART.split(text))
    return spelling >= _MIN_SPELLING * len(words) or (
        len(words) <= _SHORT_PARTS * parts and 2 * spelling >= _MIN_SPELLING * len(words)
    )
