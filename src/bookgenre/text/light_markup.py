"""Signs of every markup but HTML: Markdown, BBCode, wikis, shortcodes, templates, fields of Word, style sheets."""

import re

__all__ = ["drop_light_markup", "is_rtf"]

_RTF = re.compile(r"\s*\{\s?\\rtf\d?")

# Selectors, and declarations between braces: prose before a brace is no selector, and "{here}" no declaration.
_ELEMENT = r"(?:table|thead|tbody|tr|td|th|p|li|ul|ol|div|span|a|body|html|h[1-6]|img|em|strong|pre|hr)\b"
_SIMPLE = rf"(?:{_ELEMENT}(?:[.#:][\w:-]+)*+|(?:[.#:][\w:-]+)++)"
_SELECTOR = rf"{_SIMPLE}(?:\s{_SIMPLE}){{0,4}}+"
_DECLARATIONS = r"\{(?:\s*+(?:/\*[^*]*+\*/|[\w*-]++\s*+:[^{};]*+;?+))*+\s*+;?\s*+\}"
# Of a page that Word wrote, whose comments were taken for text.
_STYLE_SHEET = re.compile(
    r"(?:\bNormal\s+0\s+)?(?:\b\d{1,2}\s+)?(?:\b(?:false|true)\s+){2,9}(?:(?:X-NONE|[A-Z]{2}(?:-[A-Z]{2,4})?)\s+){2,6}"
    r"(?:MicrosoftInternetExplorer\d\s*)?"
    r"|/\*\s*(?:Style|Font|List|Page)\s+Definitions\s*\*/"
    rf"|@(?:font-face|page|list|media|import|charset)\b[^{{}};\n]{{0,200}}(?:;|{_DECLARATIONS})"
    rf"|(?<![\w.])(?:{_SELECTOR}\s*,\s*){{0,20}}+{_SELECTOR}\s*{_DECLARATIONS}"
)
_FIELD = re.compile(
    r"\{?\s?\bHYPERLINK\s+(?:\\\w\s+)?\"[^\"\n]{0,500}\"(?:\s?\\\w(?:\s?\"[^\"\n]{0,200}\")?)*(?:\s?\})?"
    r"|\{\s?(?:PAGE|PAGEREF|NUMPAGES|MERGEFIELD|TOC|REF|SEQ|DATE)\b[^{}\n]{0,200}\}"
)
_TEMPLATE = re.compile(r"\{\{[^{}]{0,1000}\}\}|\{%[^{}]{0,300}%\}")

_SHORTCODE = re.compile(
    r"\[/?(?:b|i|u|s|url|img|size|colou?r|font|quote|center|justify|list|li|ul|ol|\*|sup|sub|hr|br|table|tr|td|spoiler"
    r"|indent|strike|align|email|youtube|[a-z]{1,20}(?:_[a-z]{1,20}){1,3})(?:=[^\]\n]{0,100})?\]"
    r"|\[[a-z][\w-]{1,30}(?: [\w-]{1,30}=(?:\"[^\"\]\n]{0,200}\"|'[^'\]\n]{0,200}'|[^\s\"'\]]{1,60})){1,12} ?/?\]"
    r"|\[/[a-z][\w-]{1,30}\]",
    re.IGNORECASE,
)
# The lines around a listing.
_FENCE = re.compile(r"(?m)^(?:`{3,}|~{3,})[ \w-]{0,20}$")
_FRONT_MATTER = re.compile(r"\A---\n(?:(?:[\w-]{1,40}:|- |\s)[^\n]{0,500}\n|\n){1,60}?---\n")
_TARGET = (
    r"\(<?(?:https?://|www\.|mailto:|[/#.])[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)?>?(?:\s[\"'][^\"'\n]{0,200}[\"'])?\s?\)"
)
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,200}}\]{_TARGET}")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,300}})\]{_TARGET}")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_REFERENCE = re.compile(r"\[(?:\d{1,3}|citation needed|note \d{1,2})\]", re.IGNORECASE)
# Headings, quotations, rules, but not the one above an e-mail's signature; a wiki's headings.
_LINE_START = re.compile(
    r"(?m)^(?:#{1,6} +|(?:> ?){1,9}+)(?=\S)|^(?:> ?){1,9}$"
    r"|^(?!--\n[^\n]{1,80}(?:\n+[^\n]{1,80}){0,6}\Z)(?:[-*_=~] ?){2,}$"
)
_WIKI_HEADING = re.compile(r"(?m)^={2,6} ?([^=\n]{1,200}?) ?={2,6}$")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*([^\s*](?:[^*\n]{0,300}[^\s*])?)\*(?![\w*])|(?<![\w_])_([^\s_](?:[^_\n]{0,300}[^\s_])?)_(?![\w_])"
    r"|(?<![\w`])`([^`\n]{1,300})`(?![\w`])"
)
_DOUBLED = re.compile(r"\*{2,3}|_{2,3}|~~|'{2,5}")
# An apostrophe as SQL writes it.
_SQL_APOSTROPHE = re.compile(r"(?<=[A-Za-z])''(?=[a-z])")
_LITERAL_LINE = re.compile(r"(?:\\r)?\\n(?![a-z])|\\r(?=\\n)")


def is_rtf(text: str) -> bool:
    """Say whether `text` is the source of a document in Rich Text Format."""
    return _RTF.match(text) is not None


def drop_light_markup(text: str) -> str:
    """Return `text` without the signs of light markup, the words between them kept; style sheets go whole.

    White space must come in single spaces and line ends.
    """
    if "{" in text or "X-NONE" in text or "HYPERLINK" in text:
        text = _TEMPLATE.sub(" ", _FIELD.sub(" ", _STYLE_SHEET.sub(" ", text)))
    if "\\" in text:
        text = _LITERAL_LINE.sub("\n", text)
    if text.startswith("---\n"):
        text = _FRONT_MATTER.sub("", text)
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
        closed = "[/" in text
        # A letter in brackets, as an editor changes it ("[s]he"), is a sign of a forum only where one is closed.
        text = _SHORTCODE.sub(
            lambda sign: " " if closed or len(sign[0]) > 3 else sign[0], _WIKI_LINK.sub(r"\1", _REFERENCE.sub("", text))
        )
    if "==" in text:
        text = _WIKI_HEADING.sub(r"\1", text)
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("", text)
    text = _LINE_START.sub("", text)
    if any(sign in text for sign in ("**", "__", "~~", "''")):
        text = _DOUBLED.sub(_between, _SQL_APOSTROPHE.sub("'", text))
    if any(sign in text for sign in "*_`"):
        text = _EMPHASIS.sub(lambda found: found[1] or found[2] or found[3], text)
    return text


def _between(sign: re.Match[str]) -> str:
    """A space in place of a sign between two words, else nothing."""
    around = sign.string[max(0, sign.start() - 1) : sign.start()] + sign.string[sign.end() : sign.end() + 1]
    return " " if len(around) > 1 and around.isalnum() else ""
