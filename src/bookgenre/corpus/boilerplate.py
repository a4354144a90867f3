"""What stands in descriptions and describes nothing: notes on editions, remains of web pages, rights."""

import re
from collections import Counter
from dataclasses import dataclass

__all__ = ["KINDS", "Boilerplate", "drop_boilerplate"]

# Thirteen digits end there, for the first sentence may start with an X; others have lost a zero or gained two.
_NUMBER = r"(?:97[89](?:[\-\u2013]?\d){10}|(?:\d[\-\u2013]?){8,11}[\dX])"
_CODE = rf"(?:(?:ISBN|ASIN)(?:[\s-]?1[03])?\s*[:#]?\s*(?:{_NUMBER}|B0\w{{8}})|B0\w{{8}}|{_NUMBER})"
_CODES = rf"{_CODE}(?:\s*[/,(&]\s*{_CODE}\)?)*"
_FORMAT = (
    r"(?:hard(?:cover|back)|(?:trade |mass[- ]market )?paperback|e-?book|kindle|audio(?: cd| ?book)?|library binding"
    r"|board book)"
)
# "hereAnne" is "here", "heretic" is not; and "another edition" is not "an" and "other edition".
_HERE = r"here(?-i:(?![a-z]))"
_WORD_STARTS = r"(?-i:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_NOTE = (
    rf"[\[(]?\s*{_WORD_STARTS}(?:(?:librarian['\u2019]?s?\s+)?note:?\s+)?"
    r"(?:this is |there (?:is|are) |you can find |see |for )?"
)


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """One kind of it.

    Attributes
    ----------
    kind
        What it is, for reports.
    words
        Lower-case words of which one must be there before the pattern is tried: most texts hold none.
    pattern
        What is taken out.
    """

    kind: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _kind(kind: str, words: str, pattern: str) -> Boilerplate:
    return Boilerplate(kind, tuple(words.split("|")), re.compile(pattern, re.IGNORECASE))


KINDS = (
    # Sources often glue the first sentence to it, so it must end with its number or with "here", not with a full stop.
    _kind(
        "a note on another edition",
        "edition",
        rf"{_NOTE}(?:an? |the )?(?:alternat(?:e|ive)|(?:an)?other|newer|older|later)\s+"
        r"(?:\w+\s+){0,3}editions?\b"
        rf"(?:\W{{0,3}}{_HERE}|[^.\n]{{0,60}}?(?:{_CODES}(?:\s*(?:can be found )?{_HERE})?|"
        rf"\b(?:found|available|listed|exists?|see|(?:for|of) this \w+)\s+{_HERE}|\b(?:on|for) this isbn))"
        r"\s*(?:\[ACE\])?[\])]?[.!]?",
    ),
    _kind("a librarian's note", "librarian", r"[\[(]?\blibrarian['\u2019]?s?\s+note:[^.\n]{0,200}(?:[.\])]+|\n|\Z)"),
    _kind(
        "a number of an edition", "isbn|asin", rf"[\[(]?\b(?:(?:print|original)\s+)?(?=ISBN|ASIN){_CODES}[\])]?[.,;]?"
    ),
    _kind("which edition it is", "edition", rf"[\[(]?\bfrom the (?:\w+ )?{_FORMAT} edition\b[\])]?\.?"),
    _kind(
        "which text it refers to",
        "refers to",
        rf"(?:--?\s*)?\bthis text refers to (?:an? |the )?[^.\n]{{0,40}}?{_FORMAT}[^.\n]{{0,40}}edition\.?",
    ),
    _kind(
        "a heading",
        "descri|summary|synopsis|publisher|flap|cover|about|blurb",
        r"\A\s*(?:(?:book|product|publisher['\u2019]?s?|editorial)\s+(?:description|summary|synopsis)|"
        r"from the (?:publisher|inside flap|back cover)|about (?:the|this) book|back cover copy|synopsis|description|"
        r"summary|blurb)\s*(?::|--?(?=\s)|\u2013|\n)\s*",
    ),
    # Only where it stands alone: "and so much more" is how a description ends.
    _kind(
        "the end of a folded page",
        "more|less",
        r"(?:(?:\.{3}|\u2026)\s*[\[(]?(?:(?:show|read|see)\s+)?(?:more|less)[\])]?|"
        r"[\[(](?:(?:show|read|see)\s+)?(?:more|less)[\])]|\b(?:show|read|see) (?:more|less))\s*\Z",
    ),
    _kind(
        "a source",
        "source|from|via|courtesy",
        r"\s*[\[(]\s*(?:source|from|via|courtesy of)\s*:?\s*(?:wikipedia|goodreads(?:\.com)?|amazon(?:\.\w+)*|"
        r"(?:the )?publisher|barnes[^\])]{0,12}|fantastic\s?fiction[^\])]{0,12}|(?:the )?back cover)\s*[\])]",
    ),
    _kind(
        "rights",
        "\u00a9|copyright|rights reserved",
        r"(?:\u00a9|copyright)\s*(?:\u00a9\s*)?\d{4}[^\n]{0,80}?(?:\(P\)\s*\d{4}[^.\n]{0,60}|all rights reserved\.?)|"
        r"(?:excerpt(?:ed)?\.?\s*)?(?:\u00a9\s*)?reprinted by permission\.?|\ball rights reserved\.?",
    ),
)


def drop_boilerplate(text: str, found: Counter[str] | None = None) -> str:
    """Return `text` without the boilerplate that is known by its wording; `found` counts it by kind."""
    lower = text.lower()
    tried = [kind for kind in KINDS if any(word in lower for word in kind.words)]
    kinds = set()
    count = 1
    # Below a heading there may be another one, and before "(more)" another "...more".
    while count:
        count = 0
        for kind in tried:
            text, times = kind.pattern.subn(" ", text)
            if times:
                kinds.add(kind.kind)
                count += times
    if found is not None:
        found.update(kinds)
    return text
