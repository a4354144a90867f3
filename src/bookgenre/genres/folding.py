"""Fold case and punctuation, so that one label written in many ways is one label."""

import re
import unicodedata

__all__ = ["fold", "label_key", "list_key"]

_APOSTROPHES = re.compile("['\u2018\u2019`\u00b4]")
_WORDS = re.compile(r"[^\W_]+")
_CONNECTIVES = re.compile(r"[,&/+;]|\b(?:and|or)\b", re.IGNORECASE)
_SKIPPED = frozenset({"and", "the"})

# Short forms that stand for the same words in every label.
_PHRASES = {
    "sci fi": "science fiction",
    "scifi": "science fiction",
    "sf": "science fiction",
    "sff": "science fiction fantasy",
    "ya": "young adult",
    "y a": "young adult",
    "teenage": "young adult",
    "teenager": "young adult",
    "teenagers": "young adult",
    "teens": "young adult",
    "teen": "young adult",
    "mg": "middle grade",
    "non fiction": "nonfiction",
    "nonfic": "nonfiction",
    "hist fic": "historical fiction",
    "histfic": "historical fiction",
    "how tos": "how to",
    "bio": "biography",
    "bios": "biography",
    "autobio": "autobiography",
    "e book": "",
    "e books": "",
    "ebook": "",
    "ebooks": "",
    "kids": "children",
    "kid": "children",
    "childs": "children",
    "childrens": "children",
    "child": "children",
    "juvenile": "children",
    "womens": "woman",
    "women": "woman",
    "mens": "man",
    "men": "man",
    "wwi": "world war i",
    "ww1": "world war i",
    "ww i": "world war i",
    "world war 1": "world war i",
    "world war one": "world war i",
    "first world war": "world war i",
    "wwii": "world war ii",
    "ww2": "world war ii",
    "ww ii": "world war ii",
    "world war 2": "world war ii",
    "world war two": "world war ii",
    "second world war": "world war ii",
    "lgbtqia": "lgbtq",
    "lgbtqi": "lgbtq",
    "lgbt": "lgbtq",
    "post apocalypse": "post apocalyptic",
    "whodunnit": "whodunit",
    "whodunnits": "whodunit",
    "wholesome": "clean",
}
_LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in _PHRASES)
# British spellings to American ones: whole words, then endings that are safe in any word of a label.
_SPELLINGS = {
    "cosy": "cozy",
    "cosies": "cozy",
    "cozies": "cozy",
    "mediaeval": "medieval",
    "theatre": "theater",
    "centre": "center",
    "grey": "gray",
    "jewellery": "jewelry",
    "catalogue": "catalog",
    "sceptic": "skeptic",
    "aeroplane": "airplane",
    "aluminium": "aluminum",
    "defence": "defense",
    "licence": "license",
    "programme": "program",
    "maths": "mathematics",
    "math": "mathematics",
    "cheque": "check",
    "tyre": "tire",
    "draught": "draft",
    "mould": "mold",
    "plough": "plow",
    "archaeology": "archeology",
    "palaeontology": "paleontology",
    "paediatric": "pediatric",
    "gynaecology": "gynecology",
    "orthopaedic": "orthopedic",
    "anaesthesia": "anesthesia",
    "encyclopaedia": "encyclopedia",
    "aesthetic": "esthetic",
    "counselling": "counseling",
    "travelling": "traveling",
    "modelling": "modeling",
    "traveller": "traveler",
    "woollen": "woolen",
    "marvellous": "marvelous",
}
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
