"""HTML to the text that a reader sees, with its paragraphs, in time that grows with its length and no faster.

`html.parser` reads the tags. What it would read differently from version to version, or again and again, never reaches
it: `_only_tags` first takes out comments, declarations, hidden elements and attributes, and hides each "<" that
begins no tag.
"""

import html
import re
from html.parser import HTMLParser

__all__ = ["element_text", "resolve_entities", "strip_markup", "tidy_lines"]

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# With all that stands in them. "xml" is Word's, "ref" a wiki's.
_HIDDEN = frozenset("head iframe math noscript object ref script select style svg template title xml".split())
_INLINE = frozenset(
    "a abbr acronym area audio b base basefont bdi bdo big br button canvas cite code col colgroup data del dfn em "
    "embed font i img input ins kbd label legend link map mark meta meter noembed noframes nobr option output param "
    "picture plaintext progress q rp rt ruby s samp small source span strike strong sub sup textarea time track tt u "
    "var video wbr xmp".split()
)
_KNOWN = _BLOCKS | _HIDDEN | _INLINE
# html.parser takes what follows one of these for text without tags; none of them says anything about the text.
_UNWANTED = frozenset("noembed noframes plaintext textarea xmp".split())

_BEGINS = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]*+(?:[:-][A-Za-z0-9]++)*+)(?=[\s/>]|\Z)")
# An attribute in quotes may hold ">"; where the quotes are broken, the tag ends at the next one.
_ATTRIBUTES = re.compile(r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|\"[^\"]{0,200}+\"|'[^']{0,200}+'){0,60}+>")
_ONE_QUOTE = re.compile(r"(?:[^<>\"]++|\"[^\"<]*+\")*+>")
_CLOSES = re.compile(r"[^<>]*+>")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>]|\Z)[^<>]*+>?", re.IGNORECASE) for name in _HIDDEN}
_NAMES_ENDED = re.compile(r"</([A-Za-z][\w:-]*+)\s*+>")
_WHERE_LINES_BREAK = re.compile(r"<(?:br|p|div|li)\b", re.IGNORECASE)
# A rule of a style sheet, a statement of a script: what an element that is never closed hides.
_RULE = re.compile(r"\s*+(?:[^{}<>]{0,300}+\{[^{}<>]*+\}|/\*[^*<>]*+\*/)")
_STATEMENT = re.compile(r"\s*+[^;{}<>\n]*+[;{}]")

_AMPERSANDS = re.compile(r"&(?:amp;|#0*+38;|#x0*+26;)++", re.IGNORECASE)
# Beyond Unicode's last code point; html.unescape() refuses numbers of thousands of digits with a ValueError.
_TOO_LARGE = re.compile(r"&#(?:0*+[1-9]\d{7,}+|x0*+[1-9a-f][0-9a-f]{6,}+);?", re.IGNORECASE)
# All white space but a single blank and the end of a line.
_SPACE = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LINE_END = re.compile(" ?\n ?")
_PARAGRAPH = re.compile("\n{3,}")
# Two that Unicode gives no character: they stand for "<" and "&" on the way through the parser.
_LESS, _AND = "\ufdd0", "\ufdd1"
_TO_PARSER = str.maketrans({"<": _LESS, "&": _AND})
_FROM_PARSER = str.maketrans({_LESS: "<", _AND: "&"})
_NOT_CARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0\ufdd1]")
_KEEPS_LINES = re.compile(r"\bstyle\s*+=[^>]{0,300}?pre-", re.IGNORECASE)


def strip_markup(text: str) -> str:
    """Return the text of what people paste, without HTML tags and entities, blocks apart by a blank line.

    Dropped with their content are comments, scripts, styles, titles and heads; one that is never closed hides no text.
    Tags that HTML does not have stay ("<sigh>") unless they have attributes or an end, and so does a "<" that begins
    none. Line breaks of the source stay where no tag breaks lines.
    """
    text = resolve_entities(text)
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    if "<" not in text:
        return tidy_lines(text)
    return tidy_lines(_read(text, keep_lines=not _WHERE_LINES_BREAK.search(text)))


def element_text(source: str) -> str:
    """Return the text of an element of a page, given as HTML; its entities are resolved once, after its tags."""
    return tidy_lines(html.unescape(_TOO_LARGE.sub(" ", _read(source, keep_lines=False))))


def _read(text: str, *, keep_lines: bool) -> str:
    reader = _Reader(keep_lines=keep_lines)
    reader.feed(_only_tags(_NOT_CARRIED.sub("", text)))
    reader.close()
    return "".join(reader.parts)


def resolve_entities(text: str) -> str:
    """Return `text` with its entities as characters, those of exports of exports ("&amp;eacute;") too."""
    for _ in range(3):
        if "&" not in text:
            break
        plain = html.unescape(_TOO_LARGE.sub(" ", _AMPERSANDS.sub("&", text)))
        if plain == text:
            break
        text = plain
    return text


def tidy_lines(text: str) -> str:
    """Return `text` with single spaces within lines, and one blank line between paragraphs."""
    text = _SPACE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _PARAGRAPH.sub("\n\n", _LINE_END.sub("\n", text)).strip() if "\n" in text else text.strip()


class _Reader(HTMLParser):
    """Collects text: blocks apart by a blank line, ``<br>`` and line breaks that are kept by one."""

    def __init__(self, *, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._keep_lines = keep_lines
        # The element whose line breaks are kept, and how many of its name are open.
        self._preformatted, self._depth = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        if self._depth:
            self._depth += tag == self._preformatted
        elif tag == "pre" or any(name == "style" and "pre-" in (value or "") for name, value in attrs):
            self._preformatted, self._depth = tag, 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        self._depth -= bool(self._depth) and tag == self._preformatted

    def handle_data(self, data: str) -> None:
        data = data.translate(_FROM_PARSER)
        # Outside of preformatted text a line break of the source is a space.
        self.parts.append(data if self._keep_lines or self._depth else data.replace("\n", " "))


def _only_tags(text: str) -> str:
    """Return `text` with no other "<" than those of known tags, nothing hidden, and no "&"."""
    find = _Finder(text)
    ended = frozenset(name.lower() for name in _NAMES_ENDED.findall(text))
    parts = []
    place = 0
    while (start := text.find("<", place)) >= 0:
        parts.append(text[place:start].translate(_TO_PARSER))
        tag, place = _construct(text, start, find, ended)
        parts.append(tag)
    parts.append(text[place:].translate(_TO_PARSER))
    return "".join(parts)


def _construct(text: str, start: int, find: "_Finder", ended: frozenset[str]) -> tuple[str, int]:
    """Return what the parser is to read of the construct that begins with the "<" at `start`, and where it ends."""
    if text.startswith("<!--", start):
        if text.startswith((">", "->"), start + 4):
            return "", text.index(">", start) + 1
        end = find("-->", start + 4)
        return ("", end) if end >= 0 else ("", start + 4)
    if text.startswith(("<!", "<?"), start) and text[start + 2 : start + 3].isalpha() | text.startswith("<![", start):
        end = find("?>" if text.startswith("<?php", start) else ">", start + 2)
        return ("", end) if end >= 0 else (_LESS, start + 1)
    begins = _BEGINS.match(text, start + 1)
    if not begins:
        return _LESS, start + 1
    slash, name = begins[1], begins[2].lower()
    closes = next(filter(None, (kind.match(text, begins.end()) for kind in (_ATTRIBUTES, _ONE_QUOTE, _CLOSES))), None)
    if not closes:
        return _LESS, start + 1
    attributes = text[begins.end() : closes.end() - 1]
    if name not in _KNOWN:
        # "<sigh>" is text, "<description>…</description>" and "<o:p>" are not.
        is_tag = slash or name in ended or ":" in name or "=" in attributes or attributes.endswith("/")
        return ("", closes.end()) if is_tag else (_LESS, start + 1)
    if name in _HIDDEN and not slash and not attributes.endswith("/"):
        end = find(name, closes.end())
        return "", end if end >= 0 else _after_code(text, name, closes.end())
    if name in _UNWANTED or name in _HIDDEN:
        return "", closes.end()
    style = " style=pre-" if not slash and _KEEPS_LINES.search(attributes) else ""
    return f"<{slash}{name}{style}>", closes.end()


class _Finder:
    """Finds ends in a text, and looks only once for one that is not there: `find("-->", 7)`, `find("style", 7)`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[str] = set()

    def __call__(self, what: str, start: int) -> int:
        """Return where the first end from `start` on ends itself, or -1."""
        if what in self._absent:
            return -1
        if what in _ENDS:
            found = _ENDS[what].search(self._text, start)
            end = found.end() if found else -1
        else:
            place = self._text.find(what, start)
            end = place + len(what) if place >= 0 else -1
        if end < 0:
            self._absent.add(what)
        return end


def _after_code(text: str, name: str, start: int) -> int:
    """Return where text may begin again after the start of a hidden element that is never closed."""
    pattern = {"style": _RULE, "script": _STATEMENT}.get(name)
    while pattern and (found := pattern.match(text, start)):
        if name == "script" and not re.search("[=({}]", found[0]):
            break
        start = found.end()
    return start
