"""Shortlists and rankings as lines for people."""

import sys
from collections.abc import Iterable

import click

from bookgenre.classifier import GenreScore, Shortlist

__all__ = ["encodable", "score_lines", "shortlist_lines"]

_BAR = 20


def shortlist_lines(shortlist: Shortlist) -> list[str]:
    """A heading with side and audience, one line per genre with its percent, and the doubts."""
    lines = [f"Shortlist: {shortlist.kind}"]
    width = max((len(score.name) for score in shortlist.genres), default=0)
    for place, score in enumerate(shortlist.genres, 1):
        lines.append(f"  {place}. {click.style(score.name.ljust(width), bold=True)} {score.probability:>5.0%}")
    if not shortlist.genres:
        lines.append("  no genre is probable enough to act on; the description may tell too little")
    return lines + [f"  in doubt: {doubt}" for doubt in shortlist.doubts]


def score_lines(scores: Iterable[GenreScore]) -> list[str]:
    """One line per genre: name, bar, percent, a mark where it is chosen, and its path."""
    scores = list(scores)
    width = max((len(score.name) for score in scores), default=0)
    lines = []
    for score in scores:
        path = _arrow().join(score.path_names)
        mark = encodable("✓", "*") if score.chosen else " "
        name = score.name.ljust(width)
        tail = f"{mark}  {click.style(path, dim=True)}" if path else mark
        bar = f"{_bar(score.probability)} {score.probability:>5.0%}"
        lines.append(f"  {click.style(name, bold=score.chosen)}  {bar} {tail}".rstrip())
    return lines


def _bar(share: float) -> str:
    """Eighths of a block in a terminal that has them, else hash marks."""
    eighths = round(share * _BAR * 8)
    full, rest = divmod(eighths, 8)
    fine = "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")
    return (fine if encodable("█▏", "") else "#" * round(share * _BAR)).ljust(_BAR)


def _arrow() -> str:
    return encodable(" › ", " > ")


def encodable(text: str, plain: str) -> str:
    """Return `text`, or `plain` where the standard output has not all of its characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return plain
    return text
