"""Gradio's components where the page needs them to do a little more."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components.label import LabelConfidence, LabelData

from bookgenre.classifier import Explanation, GenreScore
from bookgenre.classifier.trial import Part

__all__ = ["Pieces", "genre_label", "highlighted"]

_STRONGEST = 0.7

Pieces = list[tuple[str, float | None]]


def genre_label(**options: Any) -> gr.Label:
    """Return a label that takes genre scores and keeps their order; Gradio's own sorts them by probability.

    A subclass would do, but Gradio writes a stub file beside the module of each.
    """
    label = gr.Label(**options)
    label.postprocess = _in_order  # type: ignore[method-assign, assignment]
    return label


def _in_order(value: Sequence[GenreScore] | None) -> LabelData | dict[str, Any]:
    if not value:
        return {}
    return LabelData(
        label=value[0].name,
        confidences=[LabelConfidence(label=score.name, confidence=score.probability) for score in value],
    )


def highlighted(explanation: Explanation, parts: Sequence[Part]) -> Pieces:
    """Return the whole text in pieces, those of `parts` with a score, which Gradio takes for the strength of a colour.

    The score is the contribution over the largest one of `parts`, or over 1 where all are smaller: a text without
    weight must not look as if it had any. It goes up to 0.7, as text cannot be read on the full colour.
    """
    largest = max((abs(part.contribution) for part in parts), default=0.0)
    pieces: Pieces = []
    done = 0
    for part in parts:
        if part.start > done:
            pieces.append((explanation.text[done : part.start], None))
        pieces.append(
            (explanation.text[part.start : part.end], round(_STRONGEST * part.contribution / max(largest, 1.0), 3))
        )
        done = part.end
    if done < len(explanation.text):
        pieces.append((explanation.text[done:], None))
    return pieces
