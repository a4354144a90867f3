"""Descriptions that say nothing about their book: placeholders of shops and templates, numbers, one letter repeated."""

import re

from bookgenre.text.details import is_product_data

__all__ = ["why_empty"]

# A sentence of these words, one of the first group among them, stands where a description is missing. "No description
# of war prepared her" has others.
_MISSING = frozenset(
    """
    announced available blank blurb coming confirmed content description descriptions details determined dummy empty
    entered filled info information lorem missing nan nil none null overview pending placeholder provided sample soon
    summary synopsis tba tbc tbd test testing text todo unavailable undefined unknown untitled update updated updates
    """.split()
)
_BESIDE = frozenset(
    """
    a about above add added again an and any are article as at author back be been being below book book's books but can
    check come construction currently d decided do does doesn't don't edition enter exist exists field follow following
    follows for found from full further given goes has have haven't here i if in insert is isn't it item its later long
    moment more my n na needed new no not now of on only or our page paste please possible present product progress
    provide publication publisher publisher's put record shop short shortly some sorry stay still store that the there
    this time title to tuned type under us was wasn't we we're which will with without work write yet you your
    """.split()
)
_BRACKETS = re.compile(
    r"[\[(<{]+\s*(?:insert|add|enter|your|description|blurb|synopsis|text|placeholder|tb[acd]|todo|book)\b"
    r"[^\[\](){}<>]{0,200}[\])>}]+",
    re.IGNORECASE,
)
_LOREM = frozenset(
    """
    lorem ipsum dolor sit amet consectetur consectetuer adipiscing elit sed do eiusmod tempor incididunt ut labore et
    dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo
    consequat duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint
    occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum
    """.split()
)
_SENTENCE = re.compile(r"[^.!?\u2026\n]++[.!?\u2026\n]*+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_READ = 5000
"""Characters from which repetition and filler text are known."""
_LONGEST = 600
"""Characters of a text of placeholders at most."""


def why_empty(text: str) -> str | None:
    """Say why a text without markup tells nothing about a book, or None if it tells something.

    >>> why_empty("No description available."), why_empty("No description of war prepared her for its silence.")
    ('a placeholder instead of a description', None)
    """
    if not any(map(str.isalpha, text)):
        return None
    if len(text) <= _LONGEST and _is_placeholder(text):
        return "a placeholder instead of a description"
    start = text[:_READ].lower()
    words = _WORD.findall(start)
    letters = set("".join(words))
    if len(start) >= 20 and len(letters) <= 3 and all(letter < "\u0250" for letter in letters):
        return "a few letters over and over"
    if len(words) >= 8 and len(set(words)) <= 2:
        return "the same words over and over"
    if len(words) >= 4 and "lorem" in start and sum(word in _LOREM for word in words) > len(words) / 2:
        return "filler text (lorem ipsum)"
    return None


def _is_placeholder(text: str) -> bool:
    """Say whether every sentence is a placeholder or product data."""
    sentences = _SENTENCE.findall(_BRACKETS.sub(" placeholder. ", text))
    return all(is_product_data(sentence) or _says_missing(sentence) for sentence in sentences if sentence.strip())


def _says_missing(sentence: str) -> bool:
    words = {word.lower().replace("\u2019", "'") for word in _WORD.findall(sentence)}
    return (bool(words & _MISSING) and words <= _MISSING | _BESIDE) or words == {"n", "a"} or not words
