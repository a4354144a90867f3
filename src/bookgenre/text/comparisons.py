"""Other books in a description: what it is compared with, and praise that another book was given.

"For fans of The Hunger Games" and "from the author of Twilight" name books, and the model would find their genres in
this one. Only names go: "for fans of cosy mysteries" says what a book is.
"""

import re

__all__ = ["drop_other_books"]

_WORD = r"(?:[A-Z]\.(?:\s?[A-Z]\.)*|[A-Z0-9][\w\u2019'&-]*)"
_JOIN = r"(?:\s(?:and|or|of|the|a|an|in|to|for|with|at|on|by|from|de|la|le|von|vs\.?)\b){0,3}\s"
_TITLE = rf"(?:{_WORD}|[\"\u201c\u2018'*_]{_WORD}(?:,?{_JOIN}{_WORD}){{0,12}}[,.!?]?[\"\u201d\u2019'*_])"
_NAMES = (
    rf"(?:(?:the|both|either)\s)?{_TITLE}(?:\s?[,;/&]?{_JOIN}{_TITLE}){{0,30}}"
    r"(?:\s(?:series|books|novels|trilogy|saga|films|movies|stories))?"
)
_READERS = r"(?:(?:all|any|every|young|adult|older)\s+)?(?:fans?|readers?|lovers?|admirers?|devotees|viewers)"
_LIKE = r"(?:love|loves|loved|like|likes|liked|enjoy|enjoys|enjoyed|adore|adored|devoured)"
_THIS = r"(?:this|it|here)(?:\s+(?:book|novel|story|series|one|collection))?(?:\s+(?:is|will\s+be)|['\u2019]s)\s+"
_LEAD = (
    rf"(?:(?:{_THIS})?(?:(?:a|an|the)\s+)?(?:highly\s+|sure\s+to\s+|absolutely\s+)?"
    r"(?:perfect|ideal|great|good|excellent|wonderful|delightful|recommended|essential|suitable|just\s+right|must-read"
    r"|must|treat|gift|appeal)(?:\s+(?:read|reading|choice|pick|gift|book|next\s+read))?\s+)?"
)
# Not the comma within a list of names of which only the start was understood.
_END = r"(?=\s?(?:[.:;!?\u2026)\n\u2013\u2014]|,(?!\s(?:and|or|&)\s)|--?\s|\Z))"
# Wherever it stands in a sentence.
_PHRASE = re.compile(
    rf"(?P<before>(?:\s*[,;\u2013\u2014(]\s*|\s+)?)(?:(?:"
    rf"(?i:\b{_LEAD}(?:for|to)\s+{_READERS}\s+(?:of|who\s+{_LIKE}))\s+{_NAMES}"
    rf"|(?i:\b(?:written\s+)?in\s+the\s+(?:\w+\s+)?(?:tradition|vein|spirit|style)\s+of"
    rf"|\breminiscent\s+of|\ba\s+cross\s+between)\s+{_NAMES}"
    rf"){_END}|(?i:\b(?:from|by)\s+)(?=the\s|[A-Z#])(?i:(?:the\s+)?(?:[\w#'\u2019.,&-]+\s+){{0,8}}?(?:authors?|creators?|writers?)\s+of)"
    rf"\s+{_NAMES}(?:,?\s+(?i:comes)\b|{_END}))"
)
# At the start of one; what it says of this book comes after it.
_OPENING = re.compile(
    rf"(?P<before>(?<=[.!?\u2026\n\"\u201d])\s*|\A)(?:"
    rf"(?i:{_READERS}\s+of)\s+{_NAMES}(?i:,?\s+(?:will|are\s+(?:sure|going|bound)\s+to|should|won['\u2019]t)\s+(?:\w+\s+)?"
    r"(?:love|enjoy|adore|devour|like|appreciate|relish|want|eat\s+up))"
    rf"|(?i:if\s+you(?:['\u2019]ve|['\u2019]re|\s+are|\s+have)?\s+(?:\w+\s+)?(?:{_LIKE}|(?:a\s+)?fans?\s+of))\s+{_NAMES}"
    r"(?i:,?\s+(?:then\s+)?(?:you(?:['\u2019]ll|\s+will)\s+(?:\w+\s+)?(?:love|enjoy|adore|devour|like|want)"
    r"|(?:this|here)(?:\s+(?:book|one))?(?:\s+is|['\u2019]s)?\s+(?:for\s+you)?))"
    rf"|(?i:think|imagine|picture|it['\u2019]s)\s+{_NAMES}\s+(?i:meets)\s+{_NAMES}{_END}"
    rf"|{_NAMES}\s+(?i:meets)\s+{_NAMES}(?=\s+(?i:in\s+(?:this|a))\b)"
    r")"
)
_TRIGGER = re.compile(
    r"\b(?:fans?|readers?|lovers?|admirers?|devotees|viewers)\s+(?:of|who)\b|\bif\s+you\b|\b(?:tradition|vein|spirit|style"
    r"|authors?|creators?|writers?|reminiscent)\s+of\b|\bmeets\b|\bcross\s+between\b",
    re.IGNORECASE,
)
# Names that are none, but say what this book is.
_GENRES = re.compile(
    r"\b(?:romances?|myster(?:y|ies)|thrillers?|fantas(?:y|ies)|fiction|horror|history|crime|sci-?fi|science|adventures?"
    r"|suspense|memoirs?|poetry|westerns?|noir|paranormal|erotica?|co[sz]y|regency|gothic|dystopian?|historicals?"
    r"|biograph(?:y|ies)|manga|comics|lgbtq?\+?|christian|ya|wwi+|romcoms?)\b",
    re.IGNORECASE,
)
# What is left of a clause at the start of a sentence: what joined it to the rest, or the end of the sentence.
_JOINS = re.compile(r"\s*(?:[,:;\u2013\u2014]|--?(?=\s))\s*|\s+(?=[a-z])")
_ENDS = re.compile(r"\s*[.!?\u2026]+[\"\u201d\u2019')]*\s?")


def drop_other_books(text: str) -> str:
    """Return `text` without the clauses that compare the book with others by name; the rest of a sentence stays.

    White space must come in single spaces and line ends, as for `bookgenre.text.marketing.drop_marketing`.

    >>> drop_other_books("For fans of The Hunger Games: a guide to growing tomatoes, in the tradition of Ada Wren.")
    'A guide to growing tomatoes.'
    """
    if not _TRIGGER.search(text):
        return text
    for pattern in (_OPENING, _PHRASE, _PHRASE):
        parts = []
        place = 0
        for found in pattern.finditer(text):
            if found.start() < place or _GENRES.search(found[0]):
                continue
            parts.append(text[place : found.start()])
            place = found.end()
            before = found["before"]
            if not _begins(text, found.start() + len(before)):
                place += before.rstrip().endswith("(") and text.startswith(")", place)
            elif joins := _JOINS.match(text, place):
                parts += [before, text[joins.end() : joins.end() + 1].upper()]
                place = min(joins.end() + 1, len(text))
            else:
                parts.append(before)
                ends = _ENDS.match(text, place)
                place = ends.end() if ends else place
        text = "".join([*parts, text[place:]])
    return text


def _begins(text: str, start: int) -> bool:
    """Say whether a sentence begins at `start`."""
    before = text[max(0, start - 4) : start].rstrip(' "\u201c\u2018*_(\u2022')
    return not before or before[-1] in ".!?\u2026:\n\u201d\u2019"
