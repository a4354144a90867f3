"""What surrounds a description that was sent to somebody: headers, greetings, chats, requests, a chatbot's words."""

import re

__all__ = ["LINE_ENDS", "LINE_STARTS", "MESSAGE_KINDS", "one_message"]

LINE_STARTS, LINE_ENDS = r"(?<![^\n])", r"(?![^\n])"
_MESSAGE = r"message ?:? ?-*\n+"
_FORWARDED = rf"-* ?(?:begin )?(?:forwarded|original) {_MESSAGE}"
_VALUE = r" ?:[^\n]{0,300}(?:\n+|\Z)"
_HEADER = rf"(?:from|sent|to|cc|bcc|date|subject|reply-to|content-[\w-]+|x-[\w-]+|mime-version|message-id){_VALUE}"
# German, French, Spanish, Italian.
_ABROAD = (
    r"(?:gesendet|datum|an|betreff|envoy\u00e9|\u00e0|objet|enviado(?: el)?|para|asunto|fecha|inviato|data|a|oggetto"
    rf"|cc){_VALUE}"
)
# Headers as Outlook writes them: with a time among the first.
_TIMED = (
    r"(?=(?:[^\n]{1,300}\n+){1,3}(?:sent|gesendet|envoy\u00e9|enviado(?: el)?|inviato) ?:"
    r"[^\n]{0,100}\d:\d\d)"
)
_HEADERS = rf"(?:(?:{_HEADER}){{2,}}+|(?:von|de|da){_VALUE}(?:{_ABROAD})++)"
_NAMES = r"(?: (?-i:[A-Z])[\w.'\u2019-]*){1,4}"
# Letters are the form of some novels, so "Dear Anne," goes only where the letter ends as business letters do.
_CLOSING = (
    r"(?:(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?) (?:regards|wishes)|regards|many thanks|thank(?:s| you)"
    r"(?: (?:so|very) much| a lot| again| in advance)?)[,.!]?|(?:all the )?best,|cheers,)"
    r"(?:\n+(?-i:[A-Z+(\d])[^\n]{0,60}(?<![.!?])){0,5}"
    # What may follow: an afterthought, what companies must write.
    r"(?:\n+(?:p\.? ?s\.?[ :][^\n]{2,300}|[^\n]{0,300}\b(?:confidential|registered (?:in|office)|unsubscribe"
    r"|intended (?:only|solely)|sent from my)\b[^\n]{0,600})){0,4}\s*\Z"
)
_TEXT = r"(?:blurb|description|synopsis|summary|(?:back[- ]cover|jacket) (?:copy|text))s?"
_DRAFT = (
    r"(?:blurb|description for|(?:book|revised|improved|polished|short(?:er)?|longer|rewritten|back[- ]cover)"
    r" (?:description|version|draft|synopsis|summary|copy))"
)
# Somebody asks a person or a program for what a book is: in one sentence, about "this book", "the following" or "mine".
_REQUEST = (
    r"(?:please|(?:can|could|would) you|what|which|tell me|suggest|find|classify|give me|help me|i need"
    r"|i['\u2019]d like|i would like|(?:under|in(?:to)?|to) (?:what|which))\b"
    r"(?=[^\n?:.]{0,160}\b(?:this|my|following|below)\b)"
    r"(?=[^\n?:.]{0,160}\b(?:genre|bisac|thema|book|novel|story|manuscript|blurb|description)s?\b)"
    r"[^\n?:.]{0,120}\b(?:(?:sub-?)?genres?|categor(?:y|ies|ise|ize)|bisac|thema|keywords?|classify)\b[^\n?:.]{0,120}"
)

# Each kind, the words of which one must be there before its pattern is tried, and what is taken out. Long runs of
# hyphens have gone before.
MESSAGE_KINDS = (
    (
        "an e-mail",
        "subject|betreff|objet|asunto|oggetto|wrote:|sent from|get outlook|--\n|message",
        rf"\A\s*(?:{_FORWARDED})?{_HEADERS}|{LINE_STARTS}{_FORWARDED}{_HEADERS}|"
        rf"{LINE_STARTS}on [^\n]{{4,120}}\bwrote:{LINE_ENDS}|"
        rf"{LINE_STARTS}(?:sent from (?:my )?|get outlook for )[^\n.]{{2,40}}\.?{LINE_ENDS}|"
        r"\n--\n[^\n]{1,80}(?:\n+[^\n]{1,80}){0,6}\Z",
    ),
    (
        "a greeting or a closing",
        ",\n|all!|there!|team!|everyone!|fyi|as requested|as discussed|as promised|see below|regards|wishes|thank"
        "|best,|cheers,",
        r"\A\s*(?:fyi|as (?:requested|discussed|promised)|see below)[.,:]?\n|"
        rf"\A\s*(?:hi|hello|hey|good (?:morning|afternoon|evening))(?:(?: there| all| team| everyone)[,!]|{_NAMES},)\n|"
        rf"\A\s*dear{_NAMES},\n(?=[\s\S]*\n{_CLOSING})|\n{_CLOSING}",
    ),
    (
        "the start of a chat message",
        ":0|:1|:2|:3|:4|:5",
        r"\A\s*\[?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?\]?(?: -)? [^:\n]{1,40}: |"
        r"\A\s*[^\n:.!?]{1,40} (?:\d{1,2}:\d\d ?[ap]m|\[\d{1,2}:\d\d\])\n",
    ),
    (
        "a request",
        "genre|categor|bisac|thema|keyword|classify|please find|please see|below",
        rf"\A\s*{_REQUEST}(?:[?:](?=\s)|\.?\n)|\n{_REQUEST}[?.:]?\s*\Z|"
        rf"\A\s*(?:please (?:find|see)|below (?:you will find|is))\b[^\n:.]{{0,60}}\b{_TEXT}\b[^\n:.]{{0,60}}"
        r"(?::|\.?\n)",
    ),
    (
        "a chatbot's words",
        "here|below is|let me know|would you like",
        r"\A\s*(?:(?:sure(?: thing)?|certainly|absolutely|of course|great)[!,.]\s*)?"
        rf"(?:here(?:['\u2019]s| is| are)|below is)\s[^\n:.!?]{{0,80}}\b(?:{_DRAFT}\b[^\n:.!?]{{0,80}}:\s*"
        rf"|{_TEXT}\b[^\n:.!?]{{0,80}}[:.]?\n)|"
        r"\n\s*(?:let me know if you(?:['\u2019]d| would)? (?:like|want|need)|would you like me to)\b[^\n]{0,120}"
        r"\b(?:adjust|chang|tweak|tone|shorten|longer|shorter|revis|edit|version|more|else)[^\n]{0,120}\Z",
    ),
)

# What a mail answers stands below it: "On Mon, 3 Mar 2026 at 10:14 Ada wrote:", or headers with a time. A letter or a
# log within a blurb has a day.
_ANSWERED = re.compile(rf"(?m:^)(?:on [^\n]{{4,180}}\bwrote:\n|(?:-* ?original {_MESSAGE})?{_HEADERS})", re.IGNORECASE)
# Outlook passes mails on below a line that has gone before.
_PASSED_ON = re.compile(rf"(?m:^)(?:-* ?(?:begin )?forwarded {_MESSAGE}{_HEADERS}|{_TIMED}{_HEADERS})", re.IGNORECASE)
_TIME = re.compile(
    r"\d:\d\d|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[^\n]{0,30}\b20\d\d\b", re.IGNORECASE
)
_DESCRIPTION = 200
"""Characters from which on a mail is taken to hold the description itself; a shorter one is about it."""


def one_message(text: str) -> str:
    """Return the mail of a thread that holds the description: what somebody wrote, or a mail that is passed on."""
    if not _TIME.search(text):
        return text
    passed_on = _PASSED_ON.search(text)
    # A short note above it, not the description above an old mail.
    if passed_on and passed_on.start() < min(_DESCRIPTION, len(text) - passed_on.end()):
        return text[passed_on.start() :]
    if passed_on and "forwarded" in passed_on[0].lower():
        return text
    answered = next((found for found in _ANSWERED.finditer(text, _DESCRIPTION) if _TIME.search(found[0])), None)
    return text[: answered.start()] if answered else text
