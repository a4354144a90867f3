"""Answers as lines for people: shortlists, rankings, explanations, and comparisons of two versions."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click
import numpy as np

from bookgenre.classifier import (
    ChangedPart,
    Comparison,
    Explanation,
    GenreChange,
    GenreScore,
    Part,
    Prediction,
    Shortlist,
)
from bookgenre.classifier.trial import log_odds

__all__ = ["comparison_lines", "explanation_lines", "print_prediction", "score_lines", "shortlist_lines"]

_BAR = 20
_WORDS = 8
_AGAINST = 0.25
"""Log-odds from which a part counts against a genre."""
_MOST_AGAINST = 2
_MOST = 6
"""Genres that are shown as risen, and as fallen."""
_LISTED = {"entered": "entered the shortlist", "left": "left the shortlist", "stayed": "on the shortlist", "never": ""}


def print_prediction(prediction: Prediction, heading: str = "All genres") -> None:
    """Print the shortlist and the ranking of one prediction, its warnings on the error stream."""
    order = "specific" if prediction.rank == "specific" else "probable"
    lines = [*shortlist_lines(prediction.shortlist), "", f"{heading}, the most {order} first"]
    if not prediction.genres:
        lines.append("  no genre passes its threshold; a longer description may help")
    click.echo("\n".join([*lines, *score_lines(prediction.genres)]))
    for warning in prediction.warnings:
        click.echo(f"bookgenre: warning: {warning}", err=True)


def shortlist_lines(shortlist: Shortlist) -> list[str]:
    """A heading with side and audience, one line per genre with its percent, and the doubts."""
    lines = [f"Shortlist: {shortlist.kind}"]
    width = max((len(score.name) for score in shortlist.genres), default=0)
    for place, score in enumerate(shortlist.genres, 1):
        lines.append(f"  {place}. {click.style(score.name.ljust(width), bold=True)} {score.probability:>5.0%}")
    if not shortlist.genres:
        lines.append("  no genre is probable enough to be listed; a longer description may help")
    return lines + [f"  in doubt: {doubt}" for doubt in shortlist.doubts]


def score_lines(scores: Iterable[GenreScore]) -> list[str]:
    """One line per genre: name, bar, percent, a mark where it is chosen, and its path."""
    scores = list(scores)
    width = max((len(score.name) for score in scores), default=0)
    lines = []
    for score in scores:
        path = _encodable(" › ", " > ").join(score.path_names)
        mark = _encodable("✓", "*") if score.chosen else " "
        name = score.name.ljust(width)
        tail = f"{mark}  {click.style(path, dim=True)}" if path else mark
        bar = f"{_bar(score.probability)} {score.probability:>5.0%}"
        lines.append(f"  {click.style(name, bold=score.chosen)}  {bar} {tail}".rstrip())
    return lines


def _bar(share: float) -> str:
    """Eighths of a block in a terminal that has them, else hash marks."""
    if not _encodable("█▏", ""):
        return ("#" * round(share * _BAR)).ljust(_BAR)
    full, rest = divmod(round(share * _BAR * 8), 8)
    return ("█" * full + " ▏▎▍▌▋▊▉"[rest]).ljust(_BAR)[:_BAR]


def explanation_lines(explanation: Explanation) -> list[str]:
    """Where the genre stands, then what title, sentences and words add to its log-odds, in the order of the text.

    Of a genre that is not on the shortlist, also what counts most against it, and what is missing.
    """
    standing = explanation.standing
    percent = f"{explanation.probability:.0%}"
    if standing.listed:
        head = f"Why {explanation.name} ({percent}, {standing.reason})?"
    else:
        head = f"Why not {explanation.name} ({percent})? {standing.reason[0].upper()}{standing.reason[1:]}."
    lines = [*_wrapped(head, "  ", "  "), "  What each part adds to its log-odds:"]
    title = explanation.title_part
    parts = ([title] if title else []) + list(explanation.sentences)
    for part in parts:
        lines += _wrapped(f"title: {part.text}" if part is title else part.text, f"  {part.contribution:+6.2f}  ")
    # Each word once, the weightiest first.
    once = {part.text.casefold(): part for part in reversed(explanation.words)}
    words = sorted(once.values(), key=lambda part: (-abs(part.contribution), part.start))[:_WORDS]
    if words:
        lines += _wrapped(", ".join(f"{part.text} {part.contribution:+.2f}" for part in words), "   words  ")
    if not standing.listed:
        lines += _wrapped(_against(parts), " against  ")
        if explanation.probability < standing.threshold:
            lines += _wrapped(_missing(explanation, parts), " missing  ")
    return lines + [f"  note: {note}" for note in explanation.notes]


def _against(parts: list[Part]) -> str:
    """The parts that count most against the genre."""
    most = sorted(parts, key=lambda part: part.contribution)[:_MOST_AGAINST]
    shown = [f'"{_short(part.text)}" ({part.contribution:+.2f})' for part in most if part.contribution <= -_AGAINST]
    return " and ".join(shown) or "no sentence counts against it"


def _missing(explanation: Explanation, parts: list[Part]) -> str:
    """How far the genre is from its threshold, beside what counts most for it."""
    threshold = explanation.standing.threshold
    here, there = log_odds(np.array([explanation.probability, threshold]))
    most = max((part.contribution for part in parts), default=0.0)
    best = f"the strongest sentence for it adds {most:.2f}" if most > 0 else "no sentence counts for it"
    return f"{there - here:.2f} of log-odds up to its threshold ({threshold:.0%}); {best}"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rsplit(' ', 1)[0]}..."


def comparison_lines(comparison: Comparison) -> list[str]:
    """Both shortlists, the genres that rose and fell, and what each changed part adds to those that moved most."""
    lines = [f"Shortlist before: {_listed(comparison.before)}", f"Shortlist now:    {_listed(comparison.after)}"]
    doubts = (("before", comparison.before), ("now", comparison.after))
    lines += (f"  in doubt {when}: {doubt}" for when, shortlist in doubts for doubt in shortlist.doubts)
    changes = (*comparison.rose, *comparison.fell)
    width = max((len(change.name) for change in changes), default=0)
    for name, moved in (("Rose", comparison.rose), ("Fell", comparison.fell)):
        if moved:
            lines += ["", name, *_changes(moved, width)]
    if not changes:
        lines += ["", "No genre rose or fell by one percentage point or more."]
    parts = [("taken out", part) for part in comparison.removed] + [("added", part) for part in comparison.added]
    if parts:
        names = {change.id: change.name for change in changes}
        lines += ["", "What made the difference: log-odds that each part adds, in its version, to genres that changed"]
        for what, part in parts:
            lines += _part(what, part, names)
    return lines + [f"note: {note}" for note in comparison.notes]


def _listed(shortlist: Shortlist) -> str:
    return f"{', '.join(score.name for score in shortlist.genres) or 'none'} ({shortlist.kind})"


def _changes(moved: Sequence[GenreChange], width: int) -> Iterator[str]:
    """Those that moved most, and all that entered or left the shortlist."""
    shown = [change for place, change in enumerate(moved) if place < _MOST or change.listed in ("entered", "left")]
    arrow = _encodable("\u2192", "->")
    for change in shown:
        percents = f"{change.before:>4.0%} {arrow} {change.after:>4.0%}"
        listed = _LISTED[change.listed]
        yield f"  {change.name.ljust(width)}  {percents}  {change.log_odds:+.2f}  {listed}".rstrip()
    if len(shown) < len(moved):
        yield f"  and {len(moved) - len(shown)} that changed less (--json has them all)"


def _part(what: str, part: ChangedPart, names: dict[str, str]) -> Iterator[str]:
    yield from _wrapped(f"{what}: {'title ' if part.kind == 'title' else ''}{part.text}", "  ", "    ")
    weights = ", ".join(f"{names[genre]} {weight:+.2f}" for genre, weight in part.contributions.items())
    yield from _wrapped(weights, "    ")


def _wrapped(text: str, first: str, others: str | None = None) -> list[str]:
    """Lines of at most the terminal's width; the others are indented as far as the first if nothing else is said."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    indent = " " * len(first) if others is None else others
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=indent)


def _encodable(text: str, plain: str) -> str:
    """Return `text`, or `plain` where the standard output has not all of its characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return plain
    return text
