"""Other books in a description: what it is compared with, and praise that another book was given.

"For fans of The Hunger Games" and "from the author of Twilight" name books, and the model would find their genres in
this one. Only names go: "for fans of cosy mysteries" says what a book is.
"""

import re

__all__ = ["drop_other_books"]

_WORD = r"(?:[A-Z]\.(?:\s?[A-Z]\.)*|[A-Z0-9][\w\u2019'&-]*)"
_JOIN = r"(?:\s(?:and|or|of|the|a|an|in|to|for|with|at|on|by|from|de|la|le|von|vs\.?)\b){0,3}\s"
_KIND = r"(?:\s(?:series|books|novels|trilogy|saga|films|movies|stories)\b)?"
_TITLE = rf"(?:{_WORD}{_KIND}|[\"\u201c\u2018'*_]{_WORD}(?:,?{_JOIN}{_WORD}){{0,12}}[,.!?]?[\"\u201d\u2019'*_])"
_NAMES = rf"(?:(?:the|both|either)\s)?{_TITLE}(?:\s?[,;/&]?{_JOIN}{_TITLE}){{0,30}}"
# Not the comma within a list of names of which only the start was understood.
_END = r"(?=\s?(?:[.:;!?\u2026)\n\u2013\u2014]|,(?!\s(?:and|or|&)\s)|--?\s|\Z))"
_LIKE = r"(?:love|loves|loved|like|likes|liked|enjoy|enjoys|enjoyed|adore|adored|devoured)"
_THIS_ONE = r"(?:\s(?:this|it)(?:\s(?:one|book|novel|story|series))?(?=\s?[.!]))?"
_WILL_LIKE = (
    rf"(?:\w+\s)?(?:love|enjoy|adore|devour|like|appreciate|relish|want(?:\sto\s(?:read|miss))?|miss){_THIS_ONE}\b"
)
_YOU_WILL = rf"you(?:['\u2019]ll|\swill)\s{_WILL_LIKE}"
# What may join a clause to the words before it.
_BEFORE = r"(?P<before>(?:\s?[,;\u2013\u2014(]\s?|\s)?)"
_STARTS = r"(?P<before>(?:(?<=[.!?\u2026\n\"\u201d])\s?|\A))"
_THIS = r"(?:this|it|here)(?:\s(?:book|novel|story|series|one|collection))?(?:\s(?:is|will\sbe)|['\u2019]s)\s"


def _clause(lead: str, names: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"{lead}\Z", re.IGNORECASE), re.compile(names)


_READERS = r"(?i:(?:fans?|readers?|lovers?|admirers?|devotees|viewers)\s"
# Clauses that name other books: how each begins, and what follows.
_CLAUSES = (
    _clause(
        rf"{_BEFORE}\b(?:(?:{_THIS})?(?:(?:a|an|the)\s)?(?:highly\s|sure\sto\s|will\s|absolutely\s)?"
        r"(?:perfect|ideal|great|good|excellent|wonderful|delightful|recommended|essential|suitable|just\sright|must-read"
        r"|must|treat|gift|appeal)(?:\s(?:read|reading|choice|pick|gift|book|next\sread))?\s)?"
        r"(?:for|to)\s(?:(?:all|any|every|young|adult|older)\s)?",
        rf"{_READERS}(?:of|who\s{_LIKE}):?)\s{_NAMES}{_END}",
    ),
    _clause(
        rf"{_STARTS}",
        rf"{_READERS}(?:of|who\s{_LIKE}):?)\s{_NAMES}(?i:,?\s(?:will|are\s(?:sure|going|bound)\sto|should|won['\u2019]t)\s"
        rf"{_WILL_LIKE})",
    ),
    _clause(
        rf"{_STARTS}",
        rf"(?i:if\syou(?:['\u2019]ve|['\u2019]re|\sare|\shave)?\s(?:\w+\s)?(?:{_LIKE}|(?:a\s)?fans?\sof))\s{_NAMES}"
        rf"(?i:,?\s(?:then\s)?(?:{_YOU_WILL}|(?:this|here)(?:\s(?:book|one))?(?:\sis|['\u2019]s)?\s(?:for\syou)?))",
    ),
    _clause(
        rf"{_BEFORE}\b(?:written\s)?in\sthe\s(?:\w+\s)?", rf"(?i:(?:tradition|vein|spirit|style)\sof)\s{_NAMES}{_END}"
    ),
    _clause(_BEFORE, rf"(?i:reminiscent\sof|a\scross\sbetween)\s{_NAMES}{_END}"),
    _clause(
        rf"{_BEFORE}\b(?:from|by)\s(?-i:(?=the\s|[A-Z#]))(?:the\s)?(?:[\w#'\u2019.,&-]+\s){{0,8}}?",
        rf"(?i:(?:authors?|creators?|writers?)\sof)\s{_NAMES}(?:,?\s(?i:comes)\b|(?!,\s[A-Z\"\u201c]){_END})",
    ),
    _clause(rf"{_STARTS}(?:think|imagine|picture|it['\u2019]s)\s(?-i:{_NAMES})\s", rf"(?i:meets)\s{_NAMES}{_END}"),
    _clause(rf"{_STARTS}(?-i:{_NAMES})\s", rf"(?i:meets)\s{_NAMES}(?=\s(?i:in\s(?:this|a))\b)"),
    _clause(rf"{_STARTS}(?-i:The\s{_NAMES})\s", rf"(?i:meets)\s{_NAMES}(?=\s?[.!:])"),
    _clause(rf"{_STARTS}", rf"(?i:think|imagine)\s{_NAMES}(?=\s(?i:with|but|in|on|for|set|gone)\b)"),
)
_TRIGGER = re.compile(
    r"\b(?:(?:fans?|readers?|lovers?|admirers?|devotees|viewers) (?:of|who)|if you"
    r"|(?:tradition|vein|spirit|style|authors?|creators?|writers?|reminiscent) of|meets|a cross between|think"
    r"|imagine)\b",
    re.IGNORECASE,
)
# Cheaper to look for; most texts hold none of them.
_HINTS = (
    *("fan of", "fans ", "readers ", "lovers of", "admirers of", "viewers ", "devotees of", "authors of", "author of"),
    *("tradition of", "vein of", "spirit of", "style of", "creators of", "creator of", "writers of", "writer of"),
    *("reminiscent of", "cross between", "if you", " meets ", "think ", "imagine "),
)
_MOST_BEFORE = 160
"""Characters before a trigger in which its clause begins."""
# A line of a list, with its number or without.
_ITEM = r"(?:\n(?:#?\d{1,2}[.):]? )?[^\n.!?]{2,80}(?=\n|\Z)){1,40}"
# Lists of other books: in one line, or below it; the books of a series below its name.
_LIST = re.compile(
    r"(?:^|(?<=[.!?\u2026] )|(?<=[.!?\u2026][\"\u201d] ))"
    r"(?:comp(?:arable)?s?(?: titles| books)?|comparable to|similar (?:to|books|titles)|read-?alikes?|related titles"
    r"|(?:(?:also|more) (?:available )?(?:by|from|in) "
    r"(?-i:(?!Love\b|this book)(?=[A-Z]|(?:the|this|our|same|these)\b))"
    r"|(?:other|previous|more|earlier) (?:books|titles|works|novels) (?:available )?(?:by|from|in) )[^:\n!?]{2,60}"
    r"|you (?:may|might) also (?:like|enjoy)"
    r"|customers (?:who [^:\n]{2,60} )?also (?:bought|viewed|read))"
    rf" ?(?::(?: ?[^\n.!?]{{2,400}}[.!?]?|{_ITEM})|{_ITEM})"
    r"|^(?:[^\n:.!?]{0,60} series|(?:series )?reading order)(?: (?:in|reading) order)? ?:?"
    r"(?:\n(?:book |#)?\d{1,2} ?[.):\u2013-]? ?[^\n.!?]{2,80}(?=\n|\Z)){1,40}",
    re.IGNORECASE | re.MULTILINE,
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
    if ":" in text or "\n" in text:
        text = _LIST.sub("", text)
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return text
    # "reminiscent of Ada Wren from the author of The Salt Road": the end of one clause shows once the other is gone.
    for _ in range(2):
        parts = []
        place = 0
        for trigger in _TRIGGER.finditer(text):
            found = _find(text, place, trigger.start())
            if not found:
                continue
            before, start, end = found
            parts.append(text[place:start])
            place = end
            if not _begins(text, start + len(before)):
                place += before.rstrip().endswith("(") and text.startswith(")", place)
            elif joins := _JOINS.match(text, place):
                parts += [before, text[joins.end() : joins.end() + 1].upper()]
                place = min(joins.end() + 1, len(text))
            else:
                parts.append(before)
                ends = _ENDS.match(text, place)
                place = ends.end() if ends else place
        if not parts:
            break
        text = "".join([*parts, text[place:]])
    return text


def _find(text: str, place: int, trigger: int) -> tuple[str, int, int] | None:
    """Return what joins a clause to the text before it, and the clause's start and end, if one is at `trigger`."""
    if trigger < place:
        return None
    for begins, follows in _CLAUSES:
        if names := follows.match(text, trigger):
            lead = begins.search(text, max(place, trigger - _MOST_BEFORE), trigger)
            if lead and not _GENRES.search(text, lead.start(), names.end()):
                return lead["before"], lead.start(), names.end()
    return None


def _begins(text: str, start: int) -> bool:
    """Say whether a sentence begins at `start`."""
    before = text[max(0, start - 4) : start].rstrip(' "\u201c\u2018*_(\u2022')
    return not before or before[-1] in ".!?\u2026:\n\u201d\u2019"
