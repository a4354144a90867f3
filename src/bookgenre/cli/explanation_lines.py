"""Explanations as lines for people."""

import shutil
import textwrap

import numpy as np

from bookgenre.classifier import Explanation, Part
from bookgenre.classifier.trial import log_odds

__all__ = ["explanation_lines", "terminal_width"]

_WORDS = 8
_AGAINST = 0.25
"""Log-odds from which a part speaks against a genre."""
_MOST_AGAINST = 2


def explanation_lines(explanation: Explanation) -> list[str]:
    """Where the genre stands, then what title, sentences and words add to its log-odds, in the order of the text.

    Of a genre that is not on the shortlist, also what speaks against it most, and what is missing.
    """
    width = terminal_width()
    standing = explanation.standing
    percent = f"{explanation.probability:.0%}"
    if standing.listed:
        head = f"Why {explanation.name} ({percent}, {standing.reason})?"
    else:
        head = f"Why not {explanation.name} ({percent})? {standing.reason[0].upper()}{standing.reason[1:]}."
    lines = textwrap.wrap(head, width, initial_indent="  ", subsequent_indent="  ")
    lines.append("  What each part adds to its log-odds:")
    title = explanation.title_part
    for part in ([title] if title else []) + list(explanation.sentences):
        text = f"title: {part.text}" if part is title else part.text
        head = f"  {part.contribution:+6.2f}  "
        lines += textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
    if words := _weightiest(explanation.words):
        text = ", ".join(f"{part.text} {part.contribution:+.2f}" for part in words)
        lines += textwrap.wrap(text, width, initial_indent="   words  ", subsequent_indent=" " * 10)
    if not standing.listed:
        for name, text in (("against", _against(explanation)), ("missing", _missing(explanation))):
            if text:
                lines += textwrap.wrap(text, width, initial_indent=f" {name}  ", subsequent_indent=" " * 10)
    return lines + [f"  note: {note}" for note in explanation.notes]


def terminal_width() -> int:
    """Columns that lines may take."""
    return max(40, min(shutil.get_terminal_size().columns, 120))


def _parts(explanation: Explanation) -> list[Part]:
    return [*([explanation.title_part] if explanation.title_part else []), *explanation.sentences]


def _against(explanation: Explanation) -> str:
    """The parts that speak against the genre most."""
    parts = sorted(_parts(explanation), key=lambda part: part.contribution)[:_MOST_AGAINST]
    parts = [part for part in parts if part.contribution <= -_AGAINST]
    if not parts:
        return "no sentence speaks against it"
    return " and ".join(f'"{_short(part.text)}" ({part.contribution:+.2f})' for part in parts)


def _missing(explanation: Explanation) -> str:
    """How far the genre is from its threshold, beside what most speaks for it; empty where it passes."""
    threshold = explanation.standing.threshold
    if explanation.probability >= threshold:
        return ""
    here, there = log_odds(np.array([explanation.probability, threshold]))
    most = max((part.contribution for part in _parts(explanation)), default=0.0)
    best = f"the strongest sentence for it adds {most:.2f}" if most > 0 else "no sentence speaks for it"
    return f"{there - here:.2f} of log-odds up to its threshold ({threshold:.0%}); {best}"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rsplit(' ', 1)[0]}..."


def _weightiest(words: tuple[Part, ...]) -> list[Part]:
    """Each word once, the weightiest first."""
    once = {part.text.casefold(): part for part in reversed(words)}
    return sorted(once.values(), key=lambda part: (-abs(part.contribution), part.start))[:_WORDS]
