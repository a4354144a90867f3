"""Descriptions that say nothing about their book: placeholders of shops and templates, numbers, one letter repeated."""

import re

from bookgenre.text.details import is_product_data

__all__ = ["why_empty"]

_SUBJECT = (
    r"(?:(?:book|product|item|full|short|long|publisher)\s+)?"
    r"(?:description|synopsis|summary|blurb|overview|text|info(?:rmation)?|details?|content)"
)
_STATE = (
    r"(?:\s+(?:is|are|was|has|have|been|yet|currently|available|provided|given|found|entered|added|here|at|this|the|time"
    r"|moment|now|at\s+present|for|of|on|book|title|edition|item|product|work|to|be|will|shortly|soon))*"
)
_NOTHING = re.compile(
    rf"""
      (?:sorry,?\s+)?(?:there\s+is\s+|we\s+have\s+|this\s+(?:book|title|item)\s+has\s+)?(?:currently\s+)?
      (?:no|without(?:\s+an?)?)\s+{_SUBJECT}\b{_STATE}
    | (?:we\s+do(?:n['\u2019]t|\s+not)\s+have\s+|please\s+)?(?:add|enter|insert|write|type|paste|provide|put|place)?\s*
      (?:an?|the|your|my|some|book)?\s*{_SUBJECT}\s+(?:here|goes\s+here|to\s+(?:come|follow)|pending|missing|tb[acd]|not?\s+
      (?:yet\s+)?(?:available|provided|found|added|set)|(?:is\s+)?(?:coming|forthcoming|unavailable)){_STATE}
    | (?:more\s+)?(?:{_SUBJECT}\s+)?(?:is\s+|are\s+)?(?:coming\s+soon|to\s+(?:come|follow)|not\s+(?:yet\s+)?available
      (?:\s+yet)?|n/?a|tb[acd]|to\s+be\s+(?:announced|determined|confirmed|added|decided)|none|null|nan|nil|undefined
      |unknown|untitled|blank|empty|placeholder(?:\s+text)?|sample\s+text|dummy\s+text|test(?:ing)?|todo|xx+
      |under\s+construction|work\s+in\s+progress|wip)
    | (?:add|enter|insert|write|type|paste|provide|put)\s+(?:an?|the|your|my|some)?\s*(?:book\s+)?{_SUBJECT}
      (?:\s+(?:of|for)\s+(?:your|the|this)\s+\w+)?(?:\s+(?:here|below))?
    | [\[(<\{{]+\s*(?:insert|add|enter|your|description|blurb|synopsis|text|placeholder|tb[acd]|todo|book)\b
      [^\[\](){{}}<>]{{0,200}}[\])>\}}]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LOREM = frozenset(
    """
    lorem ipsum dolor sit amet consectetur consectetuer adipiscing elit sed do eiusmod tempor incididunt ut labore et
    dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo
    consequat duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint
    occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum
    """.split()
)
_SENTENCE = re.compile(r"[^.!?\u2026\n]+[.!?\u2026\n]*|[.!?\u2026\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_READ = 5000
"""Characters from which repetition and made-up Latin are known."""


def why_empty(text: str) -> str | None:
    """Say why a text without markup tells nothing about a book, or None if it tells something.

    >>> why_empty("No description available."), why_empty("No description of war prepared her for its silence.")
    ('a placeholder instead of a description', None)
    """
    if not any(map(str.isalpha, text)):
        return None
    if _is_placeholder(text):
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
    if len(text) > 600:
        return False
    if _NOTHING.fullmatch(text.strip(" \n.!?\u2026-\u2013\u2014*_")):
        return True
    for sentence in _SENTENCE.findall(text):
        bare = sentence.strip(" \n.!?\u2026-\u2013\u2014*_")
        if bare and not _NOTHING.fullmatch(bare) and not is_product_data(bare):
            return False
    return True
