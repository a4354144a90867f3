"""Explanations as lines for people."""

import shutil
import textwrap

from bookgenre.classifier import Explanation, Part

__all__ = ["explanation_lines"]

_WORDS = 8


def explanation_lines(explanation: Explanation) -> list[str]:
    """Title and sentences in the order of the text, each after what it adds to the genre's log-odds; then the words."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    lines = [f"  Why {explanation.name} ({explanation.probability:.0%}): what each part adds to its log-odds"]
    title = explanation.title_part
    for part in ([title] if title else []) + list(explanation.sentences):
        text = f"title: {part.text}" if part is title else part.text
        head = f"  {part.contribution:+6.2f}  "
        lines += textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
    if words := _weightiest(explanation.words):
        text = ", ".join(f"{part.text} {part.contribution:+.2f}" for part in words)
        lines += textwrap.wrap(text, width, initial_indent="   words  ", subsequent_indent=" " * 10)
    return lines + [f"  note: {note}" for note in explanation.notes]


def _weightiest(words: tuple[Part, ...]) -> list[Part]:
    """Each word once, the weightiest first."""
    once = {part.text.casefold(): part for part in reversed(words)}
    return sorted(once.values(), key=lambda part: (-abs(part.contribution), part.start))[:_WORDS]
