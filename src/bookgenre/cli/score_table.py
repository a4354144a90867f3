"""Answers as a table for people."""

import sys
from collections.abc import Iterable

import click

from bookgenre.classifier import GenreScore

__all__ = ["score_lines"]

_BAR = 20


def score_lines(scores: Iterable[GenreScore]) -> list[str]:
    """One line per genre: name, bar, percent, a mark where it is chosen, and its path."""
    scores = list(scores)
    width = max((len(score.name) for score in scores), default=0)
    lines = []
    for score in scores:
        path = _arrow().join(score.path_names)
        mark = _encodable("✓", "*") if score.chosen else " "
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
    return (fine if _encodable("█▏", "") else "#" * round(share * _BAR)).ljust(_BAR)


def _arrow() -> str:
    return _encodable(" › ", " > ")


def _encodable(text: str, plain: str) -> str:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return plain
    return text
