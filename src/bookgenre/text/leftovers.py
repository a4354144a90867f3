"""What stands in descriptions and describes nothing: notes on editions, headings, remains of web pages, rights."""

import re
from collections import Counter
from typing import NamedTuple

from bookgenre.text.messages import LINE_ENDS, LINE_STARTS, MESSAGE_KINDS

__all__ = ["KINDS", "drop_addresses", "drop_boilerplate", "drop_list_signs", "drop_ornaments"]

_MOST_ROUNDS = 5
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
# "Synopsis", "Back cover text", "Amazon book description v2 (150 words)".
_HEADING = (
    r"(?:(?:the|my|a|new|final|full|long|short|draft|revised|updated|amazon|kdp|goodreads|publisher['\u2019]?s?|editorial"
    r"|official|retail|back[- ]cover|jacket|series|book|product|plot|story)\s+){0,4}"
    r"(?:descriptions?|summary|synopsis|overview|blurb|back[- ]cover|(?:jacket|flap)(?: copy| text)"
    r"|from the (?:publisher|brand|inside flap|back cover)|about (?:the|this) book)"
    r"(?:\s(?:for \w+|draft|final|text|copy|v\.?\s?\d[\d.]*|version \d+|#?\d{1,2}|[(\[][^()\[\]\n]{1,40}[)\]])){0,4}"
)


class _Boilerplate(NamedTuple):
    """A kind of it, the words of which one must be there before the pattern is tried, and what is taken out."""

    kind: str
    words: list[str]
    pattern: re.Pattern[str]


def _kind(kind: str, words: str, pattern: str) -> _Boilerplate:
    return _Boilerplate(kind, words.split("|"), re.compile(pattern, re.IGNORECASE))


KINDS = (
    # Sources often glue the first sentence to it, so it must end with its number or with "here", not with a full stop.
    _kind(
        "a note on another edition",
        "edition",
        rf"{_NOTE}(?:an? |the )?(?:alternat(?:e|ive)|(?:an)?other|newer|older|later)\s+"
        r"(?:\w+\s+){0,3}editions?\b"
        rf"(?:\W{{0,3}}{_HERE}|[^.\n]{{0,60}}?(?:{_CODES}(?:\s*(?:can be found )?{_HERE})?|"
        rf"\b(?:found|available|listed|exists?|see|(?:for|of) this \w+)\s+{_HERE}"
        rf"|\b(?:on|for) this isbn(?:\s+can be found {_HERE})?))"
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
    # One paragraph; at the end of a text it goes with what only sells.
    _kind(
        "the author's life before the description",
        "author",
        rf"{LINE_STARTS}(?:about|meet) the authors? ?:?\n{{1,2}}(?:[^\n]{{1,1500}}\n){{1,4}}?"
        rf"(?=\n?{_HEADING} ?:?(?:\n|\Z))",
    ),
    _kind(
        "a heading",
        "descri|summary|synopsis|overview|publisher|brand|flap|jacket|cover|about|blurb",
        rf"(?:\A\s*|{LINE_STARTS}){_HEADING}\s*(?::\s*(?:[|>][+-]?\n)?|\n|\Z)"
        rf"|\A\s*{_HEADING}\s*(?:--?(?=\s)|\u2013)\s*",
    ),
    # Only where it stands alone: "and so much more" is how a description ends.
    _kind(
        "the end of a folded page",
        "more|less|reading",
        r"(?:(?:\.{3}|\u2026)\s*[\[(]?(?:(?:show|read|see)\s+)?(?:more|less)[\])]?|"
        r"[\[(](?:(?:show|read|see)\s+)?(?:more|less)[\])]|"
        r"\b(?:(?:show|read|see) (?:more|less)|(?<=[.!?\u2026\"\u201d]\s)continue reading)\b)"
        r"\s*[\u00bb\u203a>\u2192\u25bc.\u2026]*\s*\Z|"
        r"(?<=\n)(?:(?:show|read|see) (?:more|less)|continue reading)\s*[\u00bb\u203a>\u2192\u25bc.\u2026]*(?=\n)",
    ),
    _kind(
        "a source",
        "source|from|via|courtesy",
        r"[\[(]\s*(?:source|from|via|courtesy of)\s*:?\s*(?:wikipedia|goodreads(?:\.com)?|amazon(?:\.\w+)*|"
        r"(?:the )?publisher|barnes[^\])]{0,12}|fantastic\s?fiction[^\])]{0,12}|(?:the )?back cover)\s*[\])]",
    ),
    _kind(
        "rights",
        "\u00a9|copyright|rights reserved|reprinted|no part of",
        r"(?:\u00a9|copyright)\s*(?:\u00a9\s*)?\d{4}[^\n]{0,80}?(?:\(P\)\s*\d{4}[^.\n]{0,60}|all rights reserved\.?)|"
        r"(?:excerpt(?:ed)?\.?\s*)?(?:\u00a9\s*)?reprinted by permission\.?|\ball rights reserved\.?|"
        r"\bno part of this (?:book|publication|work|text) may be [^.\n]{2,400}\.?|"
        r"\bthis material may be protected by copyright\.?",
    ),
    _kind(
        "a line of a page",
        "share|cart|basket|bag|wish|read|book|cookie|follow|like|detail|store|tweet|pin it|librar|report|a note|praise"
        "|available|home|edition|rank|menu|skip to|look inside|listen|marketing plan|facebook|twitter|loading"
        "|slide|rating|words|characters|privacy|terms|unsub",
        rf"{LINE_STARTS}(?:(?:skip to (?:main )?content|(?:toggle )?menu|share(?: this(?: (?:book|post|page))?)?"
        r"|tweet|pin it|facebook|twitter|(?:add to (?:my )?|want to )(?:cart|basket|bag|wish ?list|list|library|shelf"
        r"|read|favou?rites)|follow(?: the author)?|look inside!?|read (?:a )?(?:free )?sample|listen to (?:a )?sample"
        r"|report an? (?:issue|problem)[^\n]{0,40}|see all (?:details|formats(?: and editions)?|reviews)|like this"
        r"|(?:like )?loading|get a copy|(?:kindle|online) store|stores|libraries|more details|edit details"
        r"|(?:e-?)?book details(?: ?& ?editions)?|[\d,]+ people (?:are currently reading|want to read)"
        r"|[(\[](?:about |approx\.? |~)?[\d,]+ (?:words|characters)[)\]]|(?:previous|next) (?:slide|page)[^\n]{0,40}"
        r"|\d[.,]\d{1,2}(?:\n[\d,.]+ ?ratings[^\n]{0,40}| out of 5(?: stars)?)"
        r"|a note from the publisher|advance praise|available editions|marketing plan|start reading it for free"
        r"|(?:unsubscribe|privacy policy|terms (?:of (?:use|service)|and conditions))"
        r"(?: ?[|\u00b7\u2022-] ?[^\n|\u00b7\u2022-]{1,100}){0,9}"
        r"|(?:accept|reject)(?: all)?(?: cookies)?|(?:we|this (?:web)?site) uses? cookies[^\n]{0,200}"
        r"|home(?: ?[>\u203a\u00bb/] ?[^\n>\u203a\u00bb/]{1,40}){1,6}"
        r"|(?:amazon )?best ?-?sellers? rank ?:?[^\n]{0,200}(?:\n#\d[^\n]{1,120}){0,6})"
        r"[ .:\u2026>\u00bb\u203a\u25be\u25bc]*"
        rf"){LINE_ENDS}",
    ),
    *(_kind(*kind) for kind in MESSAGE_KINDS),
)

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\bdata:image/[^\s\"'<>)]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}",
    re.IGNORECASE,
)
# Signs of lists; where the item before has its full stop, nothing is left of them, elsewhere one sign.
_MARKS = "\u00b7\u2022\u25aa\u25cf\u25a0\u25ba\u25b6\u25c6\u2605\u2606\u2713\u2714\u27a4\u2756"
_ITEM = re.compile(rf"(?m)^ ?[*{_MARKS}\u2013\u2014-] (?=\S)|(?<=\s)[{_MARKS}]+(?=\s\w)")
_NEEDLESS_ITEM = re.compile(r"(\A|[.!?\u2026:;][\"'\u201d\u2019)]*)\s?\u2022\s*")
# Emoji and ornaments: the tokenizers know few of them.
_ORNAMENT = re.compile(
    "[\u2190-\u21ff\u23e9-\u23fa\u2500-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
    "(?:\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff]))?"
)


def drop_addresses(text: str) -> str:
    """Return `text` without addresses of pages, pictures and people."""
    return _ADDRESS.sub(" ", text) if "@" in text or "/" in text or "www." in text.lower() else text


def drop_list_signs(text: str) -> str:
    """Return `text` with a bullet for each sign of a list, and none where the item before has its full stop."""
    return _NEEDLESS_ITEM.sub(r"\1\n", _ITEM.sub("\u2022 ", text))


def drop_ornaments(text: str) -> str:
    """Return `text` without emoji and ornaments."""
    return _ORNAMENT.sub(" ", text)


def drop_boilerplate(text: str, found: Counter[str] | None = None) -> str:
    """Return `text` without the boilerplate that is known by its wording; `found` counts it by kind."""
    lower = text.lower()
    tried = [kind for kind in KINDS if any(word in lower for word in kind.words)]
    kinds = set()
    # Below a heading there may be another one, and before "(more)" another "...more".
    for _ in range(_MOST_ROUNDS):
        before = text
        for kind in tried:
            text, times = kind.pattern.subn(" ", text)
            if times:
                kinds.add(kind.kind)
        if text == before:
            break
    if found is not None:
        found.update(kinds)
    return text
