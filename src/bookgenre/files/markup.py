"""HTML to the text that a reader sees, with its paragraphs."""

import html
import re
from typing import Any

from bookgenre.errors import MissingExtraError

__all__ = ["element_text", "strip_markup"]

_BLOCKS = frozenset(
    "p div li ul ol blockquote pre h1 h2 h3 h4 h5 h6 table tr td th section article aside dl dd dt center hr header "
    "footer figure figcaption".split()
)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head"})
_INLINE = "b i em strong u a span font br s strike small big sub sup cite q code img del ins abbr tt"
# Only tags that HTML has: "<3" and "<sigh>" are text.
_TAG = re.compile(rf"</?(?:{'|'.join([*_BLOCKS, *_HIDDEN, *_INLINE.split()])})(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_BREAKS_LINES = re.compile(r"<(?:br|p|div|li)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")


def strip_markup(text: str) -> str:
    """Return `text` without HTML tags and entities; text that holds none keeps its line breaks.

    Raises
    ------
    MissingExtraError
        If lxml is needed and not installed.
    """
    if "&" in text:
        # Twice, because exports of exports hold "&amp;eacute;".
        text = html.unescape(html.unescape(text))
    if not _TAG.search(text):
        return tidy_lines(text)
    try:
        from lxml import html as lxml_html
    except ModuleNotFoundError as error:
        raise MissingExtraError("corpus", "lxml") from error
    # Where lines are broken by tags, those of the source mean nothing.
    kept = not _BREAKS_LINES.search(text)
    # The usual parser drops what stands below 256 levels, which a tag that is never closed soon makes.
    parser = lxml_html.HTMLParser(huge_tree=True)
    root = lxml_html.fragment_fromstring(_drop_nulls(text), create_parent="div", parser=parser)
    return element_text(root, keep_line_breaks=kept)


def element_text(root: Any, *, keep_line_breaks: bool = False) -> str:
    """Return the text of an lxml element: blocks apart by a blank line, ``<br>`` and kept line breaks by one."""
    parts: list[str] = []
    # What is still to come, last first, and no recursion: broken pages nest tags thousands deep.
    left: list[str | tuple[Any, bool]] = [(root, keep_line_breaks)]
    while left:
        entry = left.pop()
        if isinstance(entry, str):
            parts.append(entry)
            continue
        node, kept = entry
        if not isinstance(node.tag, str) or node.tag in _HIDDEN:
            continue
        kept = kept or node.tag == "pre" or "pre-" in (node.get("style") or "")
        edge = "\n\n" if node.tag in _BLOCKS else ""
        parts += ["\n" if node.tag == "br" else edge, _text(node.text, kept=kept)]
        left.append(edge)
        for child in reversed(node):
            left += [_text(child.tail, kept=kept), (child, kept)]
    return tidy_lines("".join(parts))


def tidy_lines(text: str) -> str:
    """Return `text` with single spaces within lines, and one blank line between paragraphs."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _drop_nulls(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text)


def _text(text: str | None, *, kept: bool) -> str:
    # Outside of preformatted text a line break of the source is a space.
    return (text or "") if kept else (text or "").replace("\n", " ")
