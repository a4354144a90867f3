"""What a description adds to the colours of its genres: a little, capped, and said aloud."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.covers.tables import basic, tone

__all__ = ["Wording", "read_wording"]

Floats = npt.NDArray[np.float64]

_TONE_CAP = np.log(1.5)
_HUE_CAP = np.log(2.0)
_STEP = np.log(1.25)
# Words that lean to a tone. That "dark", "mafia", "thriller" go with black covers beyond what the genre says survived a
# correction for 7,239 comparisons; the others follow from how romance blurbs tell dark from light covers (AUC 0.65).
_TONES = {
    "dark": """
        dark darkness death dead deadly murder murdered killer kill blood bloody shadow shadows mafia midnight night
        haunted nightmare evil demon demons grave sinister terror thriller danger dangerous secret secrets revenge
        billionaire war
        """,
    "light": """
        sweet sunny sunshine summer spring wedding baby happy happiness funny hilarious laugh cozy cosy beach bakery
        kitchen garden simple easy practical guide light bright joy joyful gentle heartwarming delightful
        """,
}
# Literal colours and things of one colour.
_HUES = {
    "red": "red crimson scarlet ruby blood rose roses cherry",
    "orange": "orange amber copper tangerine pumpkin autumn",
    "yellow": "yellow gold golden sun sunflower lemon honey",
    "green": "green emerald jade forest moss ivy garden leaf leaves",
    "blue": "blue azure sapphire navy cobalt sea ocean sky indigo",
    "purple": "purple violet lavender amethyst plum lilac",
    "pink": "pink blush coral love",
    "brown": "brown sepia leather wood coffee chocolate desert",
    "black": "black ebony raven coal",
    "white": "white snow ivory pearl winter",
    "grey": "grey gray silver ash fog mist",
}
# Names that are colours themselves; those that CSS lacks or means otherwise have their own value.
_LITERAL = frozenset(
    """
    crimson scarlet ruby orange gold golden emerald azure navy indigo purple violet lavender plum pink coral red yellow
    green blue brown black white grey gray silver ivory chocolate
    """.split()
)
_CSS = {
    "scarlet": "#ff2400",
    "ruby": "#9b111e",
    "golden": "gold",
    "emerald": "#50c878",
    "azure": "#007fff",
    "lavender": "#b57edc",
}
_WORD = re.compile(r"[^\W\d_]+")
_TONE_OF = {word: name for name, words in _TONES.items() for word in words.split()}
_HUE_OF = {word: name for name, words in _HUES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Wording:
    """What was read from a text.

    Attributes
    ----------
    nudge
        Added to the logarithm of each term, shape (terms,).
    words
        Basic colour term or tone to the words that spoke for it, in their order.
    literal
        Basic colour term to the CSS colour that the text itself names.
    """

    nudge: Floats
    words: dict[str, tuple[str, ...]]
    literal: dict[str, str]


def read_wording(text: str, terms: Sequence[str]) -> Wording:
    """Read tone and imagery words from a description.

    Each word counts once, with a factor of 1.25; all words of a tone together at most 1.5, of a hue at most 2.
    """
    found = list(dict.fromkeys(_WORD.findall(text.lower())))
    words: dict[str, tuple[str, ...]] = {}
    nudge = np.zeros(len(terms))
    for name in ("dark", "light"):
        spoken = tuple(word for word in found if _TONE_OF.get(word) == name)
        if spoken:
            words[name] = spoken
            nudge += min(_TONE_CAP, _STEP * len(spoken)) * np.array([tone(term) == name for term in terms])
    for name in _HUES:
        spoken = tuple(word for word in found if _HUE_OF.get(word) == name)
        if spoken:
            words[name] = spoken
            nudge += min(_HUE_CAP, _STEP * len(spoken)) * np.array([basic(term) == name for term in terms])
    literal = {}
    for word in reversed(found):
        if word in _LITERAL:
            literal[_HUE_OF[word]] = _CSS.get(word, word)
    return Wording(nudge, words, literal)
