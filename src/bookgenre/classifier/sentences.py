"""Where the sentences and the words of a description begin and end."""

import re
from collections.abc import Sequence

__all__ = ["Span", "merge_spans", "sentence_spans", "word_spans"]

Span = tuple[int, int]
"""First character, and the one after the last."""

# A sentence ends after its closing marks where white space and something that can begin a sentence follow, at a bullet,
# and at the end of a line unless the next one goes on with a small letter, or the line is full. Ideographic full stops
# need no white space. Marks are taken all at once and from their first, or a run of them would be gone over once for
# each.
_END = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019)\]]*+(?=\s+[\"'\u201c\u2018(\[\u00bf\u00a1]*[^\W_a-z])|[\u3002\uff01\uff1f]+|(?=\s[\u2022\u25cf\u25aa\u2713\u2605*]\s)"
    r"|(?=\n(?![a-z\u00df-\u00f6\u00f8-\u00ff]))"
)
# What ends in a point without ending a sentence: titles, initials, and what comes before a number or a name.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Capt|Col|Gen|Lt|Sgt|Maj|Rev|Hon|Mt|vs|No|Vol|Ch|ed|al|approx|Inc|Ltd)|\b[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 12
_WIDTHS = range(50, 160)
"""Characters of the longest line of a text that a program, or a typist, has wrapped."""
_FIRST_WORD = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")


def sentence_spans(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, white space around them left out.

    A sentence is what a reader would take for one; a rule of thumb, made for English blurbs.

    >>> text = "Dr. Ames is dead. Who did it?"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Dr. Ames is dead.', 'Who did it?']
    """
    spans = []
    start = 0
    lines = [len(line) for line in text.split("\n")]
    width = max(lines) if max(lines) in _WIDTHS else 0
    for match in _END.finditer(text):
        if not match[0] and text[match.end()] == "\n" and _is_full(text, match.end(), width):
            continue
        # No abbreviation is longer; a text of initials would be gone over once for each.
        if _ABBREVIATION.search(text, max(start, match.end() - _LONGEST_ABBREVIATION), match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for first, last in spans:
        kept = text[first:last].lstrip()
        if kept:
            trimmed.append((last - len(kept), last - len(kept) + len(kept.rstrip())))
    return trimmed


def _is_full(text: str, end: int, width: int) -> bool:
    """Whether the line that ends here has no room for the first word of the next one, so that it was wrapped."""
    start = text.rfind("\n", 0, end) + 1
    word = _FIRST_WORD.match(text, end + 1)
    return bool(width and word) and end - start + 1 + len(word[0] if word else "") > width


def word_spans(text: str) -> list[Span]:
    """Return the spans of the words of `text`; apostrophes and hyphens within one belong to it."""
    return [match.span() for match in _WORD.finditer(text)]


def merge_spans(spans: Sequence[Span], most: int) -> list[Span]:
    """Join neighbours until there are at most `most`, of about equal length."""
    if len(spans) <= most:
        return list(spans)
    total = sum(last - first for first, last in spans)
    merged: list[Span] = []
    done, place = 0, -1
    for first, last in spans:
        # The share of the text before its middle says into which of the groups a span falls.
        group = int((done + (last - first) / 2) * most / total)
        if group == place:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
        place = group
        done += last - first
    return merged
