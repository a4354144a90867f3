"""Fold case and punctuation, so that one label written in many ways is one label."""

import re
import unicodedata

__all__ = ["fold", "label_key", "list_key"]

_APOSTROPHES = re.compile("['\u2018\u2019`\u00b4]")
_WORDS = re.compile(r"[^\W_]+")
_CONNECTIVES = re.compile(r"[,&/+;]|\b(?:and|or)\b", re.IGNORECASE)
_SKIPPED = frozenset({"and", "the"})

# Words, and the short forms that stand for them in every label; e-books stand for nothing.
_SHORT_FORMS = {
    "science fiction": "sci fi, scifi, sf",
    "science fiction fantasy": "sff",
    "young adult": "ya, y a, teenage, teenager, teenagers, teens, teen",
    "middle grade": "mg",
    "nonfiction": "non fiction, nonfic",
    "historical fiction": "hist fic, histfic",
    "how to": "how tos",
    "biography": "bio, bios",
    "autobiography": "autobio",
    "": "e book, e books, ebook, ebooks",
    "children": "kids, kid, childs, childrens, child, juvenile",
    "woman": "womens, women",
    "man": "mens, men",
    "world war i": "wwi, ww1, ww i, world war 1, world war one, first world war",
    "world war ii": "wwii, ww2, ww ii, world war 2, world war two, second world war",
    "lgbtq": "lgbtqia, lgbtqi, lgbt",
    "post apocalyptic": "post apocalypse",
    "whodunit": "whodunnit, whodunnits",
    "clean": "wholesome",
}
_PHRASES = {short: words for words, forms in _SHORT_FORMS.items() for short in forms.split(", ")}
_LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in _PHRASES)
# British spellings to American ones: whole words, then endings that are safe in any word of a label.
_SPELLINGS = dict(
    pair.split("=")
    for pair in """
    cosy=cozy cosies=cozy cozies=cozy mediaeval=medieval theatre=theater centre=center grey=gray
    jewellery=jewelry catalogue=catalog sceptic=skeptic aeroplane=airplane aluminium=aluminum defence=defense
    licence=license programme=program maths=mathematics math=mathematics cheque=check tyre=tire draught=draft
    mould=mold plough=plow archaeology=archeology palaeontology=paleontology paediatric=pediatric
    gynaecology=gynecology orthopaedic=orthopedic anaesthesia=anesthesia encyclopaedia=encyclopedia
    aesthetic=esthetic counselling=counseling travelling=traveling modelling=modeling traveller=traveler
    woollen=woolen marvellous=marvelous
    """.split()
)
_OUR = re.compile(r"^(hum|col|hon|fav|lab|neighb|behavi|harb|arm|flav|endeav|parl|sav|vap)our")
_ISE = re.compile(r"is(e|ed|es|er|ers|ing|ation|ations|ational)$")
_KEPT_ISE = frozenset("exercise promise premise enterprise franchise surprise rising merchandise cruise noise".split())
_IRREGULAR = {"elves": "elf", "lives": "life", "wives": "wife", "knives": "knife", "movies": "movie"}


def fold(label: str) -> str:
    """Return `label` with case, punctuation, ampersands and white space made alike.

    >>> fold("Children’s  &  Young-Adult")
    'childrens and young adult'
    """
    text = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ")
    # An apostrophe joins ("children's" is "childrens"); all other punctuation parts.
    return " ".join(_WORDS.findall(_APOSTROPHES.sub("", text)))


def label_key(label: str) -> str:
    """Return one key for all spellings of a label: abbreviated, British, plural, hyphenated, or in one word.

    >>> label_key("Cosy Mysteries") == label_key("#cozymystery")
    True
    """
    return "".join(_one(word) for word in _expanded(fold(label).split()) if word not in _SKIPPED)


def list_key(label: str) -> str:
    """Return a key for a label that joins several words, whatever joins them and in whatever order they stand.

    >>> list_key("Suspense, Mystery & Thrillers") == list_key("Mystery, Thriller and Suspense")
    True
    """
    keys = {label_key(part) for part in _CONNECTIVES.split(_APOSTROPHES.sub("", label))}
    return "+".join(sorted(keys - {""}))


def _expanded(words: list[str]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = _PHRASES.get(" ".join(words[place : place + length]))
            if phrase is not None:
                found += phrase.split()
                place += length
                break
        else:
            found.append(words[place])
            place += 1
    return found


def _one(word: str) -> str:
    """Return a word in the singular and in American spelling."""
    word = _SPELLINGS.get(word, word)
    single = _singular(word)
    single = _SPELLINGS.get(single, single)
    single = _OUR.sub(r"\1or", single)
    return single if single in _KEPT_ISE or len(single) < 6 else _ISE.sub(r"iz\1", single)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("wolves"):
        return word[:-3] + "f"
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")
