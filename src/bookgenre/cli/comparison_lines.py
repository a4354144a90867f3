"""Comparisons of two versions as lines for people."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from bookgenre.classifier import ChangedPart, Comparison, GenreChange, Shortlist
from bookgenre.cli.explanation_lines import terminal_width
from bookgenre.cli.table import encodable

__all__ = ["comparison_lines"]

_MOST = 6
"""Genres that are shown as risen, and as fallen."""

_LISTED = {"entered": "entered the shortlist", "left": "left the shortlist", "stayed": "on the shortlist", "never": ""}


def comparison_lines(comparison: Comparison) -> list[str]:
    """Both shortlists, the genres that rose and fell, and what each changed part adds to those that moved most."""
    lines = [f"Shortlist before: {_names(comparison.before)}", f"Shortlist now:    {_names(comparison.after)}"]
    doubts = (("before", comparison.before), ("now", comparison.after))
    lines += (f"  in doubt {when}: {doubt}" for when, shortlist in doubts for doubt in shortlist.doubts)
    changes = (*comparison.rose, *comparison.fell)
    width = max((len(change.name) for change in changes), default=0)
    for name, moved in (("Rose", comparison.rose), ("Fell", comparison.fell)):
        if moved:
            lines += ["", name, *_changes(moved, width)]
    if not changes:
        lines += ["", "No genre rose or fell by a percent or more."]
    parts = [("taken out", part) for part in comparison.removed] + [("added", part) for part in comparison.added]
    if parts:
        names = {change.id: change.name for change in changes}
        lines += ["", "What did it: log-odds that each part adds to genres that moved, in its version"]
        for what, part in parts:
            lines += _part(what, part, names)
    return lines + [f"note: {note}" for note in comparison.notes]


def _names(shortlist: Shortlist) -> str:
    return f"{', '.join(score.name for score in shortlist.genres) or 'none'} ({shortlist.kind})"


def _changes(moved: Sequence[GenreChange], width: int) -> Iterator[str]:
    """Those that moved most, and all that entered or left the shortlist."""
    shown = [change for place, change in enumerate(moved) if place < _MOST or change.listed in ("entered", "left")]
    yield from (_change(change, width) for change in shown)
    if len(shown) < len(moved):
        yield f"  and {len(moved) - len(shown)} that moved less (--json has them all)"


def _change(change: GenreChange, width: int) -> str:
    arrow = encodable("\u2192", "->")
    moved = f"{change.before:>4.0%} {arrow} {change.after:>4.0%}"
    return f"  {change.name.ljust(width)}  {moved}  {change.log_odds:+.2f}  {_LISTED[change.listed]}".rstrip()


def _part(what: str, part: ChangedPart, names: dict[str, str]) -> Iterable[str]:
    text = f"{what}: {'title ' if part.kind == 'title' else ''}{part.text}"
    yield from textwrap.wrap(text, terminal_width(), initial_indent="  ", subsequent_indent="    ")
    if part.contributions:
        weights = ", ".join(f"{names[genre]} {weight:+.2f}" for genre, weight in part.contributions.items())
        yield from textwrap.wrap(weights, terminal_width(), initial_indent="    ", subsequent_indent="    ")
