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
    a about above add added again an and any are article as ask at audiobook author await awaiting back be been being
    below book book's books but by can check come construction contact currently d decided department do does
    doesn't don't
    earlier ebook edition editor editorial editors email enter exist exists field follow following follows for format
    found from full further given goes hardback hardcover has have haven't here i if in insert is isn't it item its
    kindle later long main marketing moment more my n na needed new no not now of office on only or original other our
    page paperback paste please possible present previous product progress provide publication publisher publisher's put
    received record refer rep rights sales same see send series shop short shortly some sorry stay still store team that
    the there this time title to tuned type under us volume was wasn't we we're website which will with without work
    write yet you your
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
    """Say whether there is nothing but product data and sentences of which one says that the text is missing."""
    sentences = list(filter(str.strip, _SENTENCE.findall(_BRACKETS.sub(" placeholder. ", text))))
    others = [words for sentence in sentences if not is_product_data(sentence) and (words := _words_of(sentence))]
    # "As above. Same description as in the previous volume."
    missing = not others or any(words & _MISSING or words == {"n", "a"} for words in others)
    return missing and all(words <= _MISSING | _BESIDE for words in others)


def _words_of(sentence: str) -> set[str]:
    return {word.lower().replace("\u2019", "'") for word in _WORD.findall(sentence)}
