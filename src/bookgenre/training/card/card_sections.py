"""Sections of a Markdown document, replaced one at a time; what stands around them stays as it is."""

import re
from collections.abc import Sequence

__all__ = ["section", "with_section"]


def section(text: str, heading: str) -> str:
    """Return a section with its heading, as `heading` (``## Figures``) begins it; empty if there is none."""
    start, end = _span(text, heading)
    return text[start:end].rstrip()


def with_section(text: str, heading: str, body: str, *, before: Sequence[str] = ()) -> str:
    """Put a section in the place of the one with the same heading.

    Parameters
    ----------
    heading
        With its marks: ``## Figures``.
    body
        What stands below it; if empty, the section goes.
    before
        Headings, of which the first that is there is the one before which a new section is put; without any, it
        goes to the end.
    """
    start, end = _span(text, heading)
    if start == end:
        start = end = next((place for place, stop in (_span(text, name) for name in before) if place < stop), len(text))
    parts = (text[:start].rstrip(), f"{heading}\n\n{body.strip()}" if body.strip() else "", text[end:].strip())
    return "\n\n".join(part for part in parts if part) + "\n"


def _span(text: str, heading: str) -> tuple[int, int]:
    """Where a section begins and ends: at the next heading of its own level or above it."""
    found = re.search(rf"^{re.escape(heading)}[ \t]*$", text, re.MULTILINE)
    if found is None:
        return len(text), len(text)
    level = len(heading) - len(heading.lstrip("#"))
    following = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, found.end())
    return found.start(), following.start() if following else len(text)
