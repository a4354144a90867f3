"""The colours and tones that a description names: literal colours, things of one colour, dark and light words.

A word inside a name ("Earl Grey", "Mr Black"), a figure of speech ("a red herring") or a word for people ("black
women") names no colour.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookgenre.covers.colours import LIGHTNESS_CLASSES, basic, colour_of_name, tone

__all__ = ["ColourWords", "read_colour_words"]

Floats = npt.NDArray[np.float64]

_TONE_CAP, _HUE_CAP, _STEP = np.log(1.5), np.log(2.0), np.log(1.25)
# Words that lean to a tone. That "dark", "mafia", "thriller" go with black covers beyond what the genre says survived a
# correction for 7,239 comparisons; the others follow from how blurbs tell dark from light romances (AUC 0.65).
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
# Literal colours and things of one colour. Words that are more often something else, such as "leaves", are left out.
_HUES = {
    "red": "red crimson scarlet ruby rose roses cherry",
    "orange": "orange amber copper tangerine pumpkin autumn",
    "yellow": "yellow gold golden sun sunflower lemon honey",
    "green": "green emerald jade forest moss ivy garden",
    "blue": "blue azure sapphire navy cobalt sea ocean sky indigo",
    "purple": "purple violet lavender amethyst plum lilac",
    "pink": "pink blush coral",
    "brown": "brown sepia leather coffee chocolate desert",
    "black": "black ebony raven coal",
    "white": "white snow ivory pearl",
    "grey": "grey gray silver ash fog mist",
}
# Names of colours themselves, as the survey knows them.
_LITERAL = {
    **{
        name: name
        for name in "crimson scarlet ruby orange gold emerald azure navy indigo purple violet lavender".split()
    },
    **{name: name for name in "plum pink coral red yellow green blue brown black white grey silver ivory".split()},
    "chocolate": "chocolate",
    "golden": "gold",
    "gray": "grey",
}
_NOT_A_COLOUR = re.compile(
    r"""
    \b(?:(?:mr|mrs|ms|miss|dr|sir|lady|lord|earl|duke|count|captain|major|colonel|professor|detective|inspector|agent|
    sergeant|officer|king|queen|prince|princess|saint|st)\.?\s+\w+
    |black\s+(?:sheep|market|hole|belt|magic|ops|death|friday|box|mail|lives|eye|widow|comedy|humou?r)
    |white\s+(?:lie|lies|house|noise|collar|supremac\w+|elephant|flag|knight|water|hot)
    |red\s+(?:herrings?|tape|flags?|carpet|handed|hot|light|eye|cross|army|planet)
    |green\s+(?:light|card|thumb|fingers|eyed|beret|belt)|blue\s+(?:blood\w*|collar|chip|moon|print)|out\s+of\s+the\s+blue
    |(?:grey|gray)\s+(?:area|areas|matter|hair\w*)|golden\s+(?:age|rule|boy|girl|ticket|opportunity|hour)
    |gold\s+(?:standard|rush|digger|medal)|silver\s+(?:lining|screen|bullet|spoon|tongued?)
    |pink\s+slip|tickled\s+pink|yellow\s+(?:pages|journalism)|brown\s+(?:rice|sugar|bread)|orange\s+juice
    |black\s+and\s+white|black\s+or\s+white
    |(?:black|white|brown)\s+(?:man|men|woman|women|people|person|family|families|girls?|boys?|communit\w+|american\w*|
    mothers?|fathers?|lives|culture|history|folks?|authors?|voices?)
    |(?:earth|world|sun)(?:'|’)?s?\s+sea\s+level|(?:prices?|temperatures?|tensions?|she|he|it|they|who|sun|voice)\s+rose
    |garden\s+(?:city|state)|honey,|ash\s+wednesday)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TONE_OF = {word: name for name, words in _TONES.items() for word in words.split()}
_HUE_OF = {word: name for name, words in _HUES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class ColourWords:
    """What was read from a text.

    Attributes
    ----------
    words
        Basic colour term or tone to the words that name it, in their order.
    literal
        Basic colour term to the ``#rrggbb`` of a colour that the text itself names, in the order of the text.
    """

    words: Mapping[str, tuple[str, ...]]
    literal: Mapping[str, str]

    def term_nudge(self, terms: Sequence[str]) -> Floats:
        """Return what is added to the logarithm of each colour term, shape (terms,).

        Each word counts once, with a factor of 1.25; all words of a tone together at most 1.5, of a hue at most 2.
        """
        nudge = np.zeros(len(terms))
        for name, words in self.words.items():
            if name in _TONES:
                nudge += min(_TONE_CAP, _STEP * len(words)) * np.array([tone(term) == name for term in terms])
            else:
                nudge += min(_HUE_CAP, _STEP * len(words)) * np.array([basic(term) == name for term in terms])
        return nudge

    def lightness_nudge(self) -> Floats:
        """Return what is added to the logarithm of each class of lightness, shape (3,): a factor of 1.5 at most."""
        return np.array([min(_TONE_CAP, _STEP * len(self.words.get(name, ()))) for name in LIGHTNESS_CLASSES])


def read_colour_words(description: str, title: str = "") -> ColourWords:
    """Read tones, colours and things of one colour from a description and a title."""
    found: list[str] = []
    # In a title every word has a capital, so a capital says nothing there.
    for text, capitals_are_names in ((title, False), (description, True)):
        plain = _NOT_A_COLOUR.sub(" . ", text)
        for match in _WORD.finditer(plain):
            word = match.group().lower()
            if word in _TONE_OF or word in _HUE_OF:
                if capitals_are_names and word in _HUE_OF and _is_name(plain, match):
                    continue
                found.append(word)
    found = list(dict.fromkeys(found))
    words: dict[str, tuple[str, ...]] = {}
    for name, of in [*((name, _TONE_OF) for name in _TONES), *((name, _HUE_OF) for name in _HUES)]:
        own = tuple(word for word in found if of.get(word) == name)
        if own:
            words[name] = own
    literal = {}
    for word in reversed(found):
        if word in _LITERAL:
            literal[_HUE_OF[word]] = colour_of_name(_LITERAL[word]) or word
    return ColourWords(words, dict(reversed(literal.items())))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital inside a sentence, or one at its beginning before another word with a capital."""
    word = match.group()
    if not word[0].isupper() or word.isupper():
        return False
    before = text[: match.start()].rstrip()
    if before and before[-1] not in ".!?:…\"“”'‘’—–-\n":
        return True
    following = _WORD.match(text, match.end() + 1)
    return following is not None and following.group()[0].isupper()
