"""Praise: quotations that fit any book, and those that were given to another one."""

import re

from bookgenre.text.marketing import SAYS_NOTHING, words_of

__all__ = ["drop_praise"]

# What reviewers say of books of any genre, and who says it.
_PRAISE = frozenset(
    """
    cried cry laugh laughed tears
    absorbing addictive astonishing astounding beautiful beautifully brilliant brilliantly captivating charming
    clever compelling dazzling debut deeply delightful elegant engaging engrossing enjoyable entertaining
    enthralling excellent exceptional exquisite extraordinary fantastic fascinating finest flawless fresh
    gorgeous greatest gripping impressive incredible intelligent luminous lyrical magnificent marvellous
    marvelous masterful masterfully masterpiece memorable moving novel novels outstanding page-turning pleasure
    powerful profound ravishing remarkable rich riveting satisfying skillfully smart sparkling spectacular
    spellbinding splendid storyteller storytelling striking stunning sublime superb superbly talent talented
    terrific thoroughly thought-provoking thoughtful timeless timely touching tour-de-force triumph
    unforgettable unique utterly vivid vividly voice wonderful wonderfully writer
    """.split()
)
_OUTLETS = frozenset(
    """
    amazon atlantic book bookish booklist bookpage books bookseller boston buzzfeed cbs chicago chronicle cosmopolitan
    customer daily elle entertainment esquire financial forbes francisco globe goodreads guardian herald independent
    journal kirkus library los angeles magazine mail netgalley new news newsday newsweek npr observer oprah paper people
    post press publishers reader reviewer reviewers review reviews san school spectator standard star starred street sun
    sunday telegraph times today tribune usa wall washington weekly york yorker
    """.split()
)
_QUOTE = re.compile(
    r"(?:[\u2605*] ?){0,6}[\"\u201c]([^\"\u201c\u201d\n]{2,240})[\"\u201d]\s?[-\u2013\u2014\u2015~(]{1,3}\s?"
    r"((?:[^\n\"\u201c.!?\u2022]|(?<=\b[A-Z])\.(?=\s?[A-Z])){2,100}?)\s?(?=(?<!\b[A-Z])[.!?]|[\"\u201c\n\u2022]|\Z)[.!]?"
)
# Somebody's name, an outlet, or both: capitals throughout, but for what joins them.
_CREDIT = re.compile(
    r"(?:the\s)?[A-Z][\w.\u2019'&-]*(?:[,;/]?\s\(?(?:[A-Z0-9#][\w.\u2019'&-]*|of|the|and|for|in|an?|author|bestselling"
    r"|best-selling|starred|review|magazine)\)?){0,14}\)?"
)
_ANOTHER_BOOK = re.compile(
    r"\b(?:on|about|reviewing|(?:[Pp]raise|review) (?:for|of))\s[\"\u201c\u2018'*_]?(?:the |a )?[A-Z]"
)
_BY_AUTHOR = re.compile(r"\b(?:author|writer|creator)s?\s+of\b", re.IGNORECASE)
# "Praise for Blood Moon:", and the quotations below it.
_HEADING = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.!?\u2026\"\u201d] ))(?i:(?:advance|early|critical|more|international|further)\s)?"
    r"(?:(?:Praise|PRAISE|Acclaim|Reviews)\s(?i:for|of)|(?:What|WHAT)\s(?i:readers|reviewers|critics|people)\s"
    r"(?i:are\ssaying|say|said)\s(?i:about))\s[^\n:\"\u201c]{2,120}?\s?(?::|(?=\n)|(?=[\"\u201c]))\s?"
)
_HEADED = re.compile(r"raise|about", re.IGNORECASE)
_PRAISED = re.compile(
    r"\s?[\"\u201c][^\"\u201c\u201d]{2,600}[\"\u201d]"
    r"(?:\s?[-\u2013\u2014\u2015~(]{1,3}\s?(?:[^\n\"\u201c.!?]|(?<=\b[A-Z])\.(?=\s?[A-Z])){2,120}[.!?)]*)?"
    # Single quotes are apostrophes, too, so a quotation in them takes its line.
    r"|\n?['\u2018](?=[A-Z])[^\n]{2,400}(?=\n|\Z)"
)
_REST_OF_LINE = re.compile(r"[^\n]{0,300}")


def drop_praise(text: str) -> str:
    """Return `text` without quotations that praise any book, or another one; lines stay lines.

    White space must come in single spaces and line ends. Praise that says something of this book stays.
    """
    if '"' not in text and "\u201c" not in text and not _HEADED.search(text):
        return text
    return _QUOTE.sub(_judged, _without_headed(text))


def _without_headed(text: str) -> str:
    """Return `text` without what stands below the heading "Praise for …"."""
    parts = []
    place = 0
    for heading in _HEADING.finditer(text):
        if heading.start() < place:
            continue
        end = heading.end()
        while quotation := _PRAISED.match(text, end):
            end = quotation.end()
        if end == heading.end():
            if not heading[0].rstrip().endswith(":"):
                continue
            end = _REST_OF_LINE.match(text, end).end()  # type: ignore[union-attr]
        parts.append(text[place : heading.start()])
        place = end
    return "".join([*parts, text[place:]])


def _judged(quote: re.Match[str]) -> str:
    """Return what is left of a quotation and its source."""
    praise, source = words_of(quote[1]), quote[2].strip()
    if _ANOTHER_BOOK.search(source):
        return " "
    words = words_of(source)
    named = bool(_CREDIT.fullmatch(source)) or (bool(words & _OUTLETS) and words <= _OUTLETS | SAYS_NOTHING)
    if named and praise <= SAYS_NOTHING | _PRAISE:
        return " "
    return quote[0][: quote.end(1) + 1 - quote.start()] + " " if named and _BY_AUTHOR.search(source) else quote[0]
