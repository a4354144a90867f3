"""An answer as Gradio's components take it: HTML, a label, pieces of a text; every text in HTML is escaped."""

import base64
from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr
from gradio.components.label import LabelConfidence, LabelData

from bookgenre.classifier import ChangedPart, Comparison, Explanation, GenreChange, GenreScore, Shortlist
from bookgenre.classifier.trial import Part
from bookgenre.covers import Palette, PaletteCheck
from bookgenre.covers.colours import Swatch
from bookgenre.covers.palette import Working
from bookgenre.stores import StoreAdvice

__all__ = [
    "Pieces",
    "advice_html",
    "check_html",
    "comparison_html",
    "genre_label",
    "highlighted",
    "notes_html",
    "palette_html",
    "picture_html",
    "shortlist_html",
]

_LISTED = {"entered": "entered the shortlist", "left": "left the shortlist", "stayed": "on the shortlist", "never": ""}
_STRONGEST = 0.7

Pieces = list[tuple[str, float | None]]


def shortlist_html(shortlist: Shortlist) -> str:
    """Return the headline: side and readers in words, the genres to use, the doubts."""
    if shortlist.genres:
        rows = "".join(
            f"<li><b>{escape(score.name)}</b> <span>{score.probability:.0%}</span></li>" for score in shortlist.genres
        )
        listed = f"<ol>{rows}</ol>"
    else:
        listed = "<p>No genre is probable enough to be listed; a longer description may help.</p>"
    doubts = notes_html([f"In doubt: {doubt}." for doubt in shortlist.doubts])
    return (
        f'<section class="bg-shortlist" aria-label="Shortlist"><h2>Shortlist: {escape(shortlist.kind)}</h2>'
        f"{listed}{doubts}</section>"
    )


def comparison_html(comparison: Comparison) -> str:
    """Return both shortlists, the genres that rose and fell, and what each changed part adds."""
    changes = (*comparison.rose, *comparison.fell)
    names = {change.id: change.name for change in changes}
    rows = "".join(_change(change) for change in sorted(changes, key=lambda change: -abs(change.difference)))
    table = (
        '<table><thead><tr><th scope="col">Genre</th><th scope="col">Change</th><th scope="col">Before</th>'
        f'<th scope="col">Now</th><th scope="col">Shortlist</th></tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else "<p>No genre rose or fell by one percentage point or more.</p>"
    )
    parts = [_part("Taken out", part, names) for part in comparison.removed]
    parts += [_part("Added", part, names) for part in comparison.added]
    heading = "What made the difference: log-odds that each part adds, in its version"
    causes = f"<h3>{heading}</h3><ul>{''.join(parts)}</ul>" if parts else ""
    return (
        '<section class="bg-comparison" aria-label="Comparison">'
        f"<p>Shortlist before: {_names(comparison.before)}.<br>Shortlist now: {_names(comparison.after)}.</p>"
        f"{table}{causes}{notes_html(comparison.notes)}</section>"
    )


def advice_html(advice: StoreAdvice) -> str:
    """Return which genre each suggestion stands for, what has no shelf, what is refused, and what to know."""
    notes = [
        f"{one.text}: {one.relation} for {one.name}{f'; {one.note}' if one.note else ''}"
        for one in (*advice.suggestions, *advice.qualifiers)
    ]
    notes += (f"{one.name}: {one.reason}" for one in advice.unshelved)
    notes += (f"{one.name} is refused: {one.rule}" for one in advice.refused)
    notes += advice.notes
    notes += [f"source: {advice.source}"] if advice.source else []
    return notes_html(notes)


def check_html(check: PaletteCheck) -> str:
    """Return the colours that were checked, and the verdict."""
    rows = "".join(
        f'<li><span class="bg-patch" style="background:{one.colour.hex}"></span> {_named(one.colour)}</li>'
        for one in check.colours
    )
    return f'<section class="bg-check" aria-label="Verdict"><ul>{rows}</ul>{notes_html(check.says)}</section>'


def palette_html(palette: Palette) -> str:
    """Return the ten colours with their shares and reasons, the three working colours, and the notes."""
    rows = "".join(
        f'<li><span class="bg-patch" style="background:{entry.colour.hex}"></span>'
        f'<span class="bg-share">{entry.share}%</span> '
        f'<span class="bg-name">{_named(entry.colour)}</span> '
        f'<span class="bg-why">{escape(entry.why)}</span></li>'
        for entry in palette.colours
    )
    return (
        f'<section class="bg-palette" aria-label="Recommended cover colours"><ol>{rows}</ol>'
        f"{_working_html(palette.working)}{notes_html(palette.notes)}</section>"
    )


def notes_html(notes: Sequence[str]) -> str:
    """Return a list of remarks; nothing if there are none."""
    return f'<ul class="bg-notes">{"".join(f"<li>{escape(note)}</li>" for note in notes)}</ul>' if notes else ""


def picture_html(svg: str, alternative: str, kind: str) -> str:
    """Return an SVG as an image of its own document: it can run nothing and style nothing of the page.

    `alternative` says what it shows; `kind` is a class of the style sheet.
    """
    data = base64.b64encode(svg.encode()).decode("ascii")
    # Gradio fills a JavaScript template with this text.
    shown = escape(alternative).replace("{", "&#123;").replace("$", "&#36;")
    return f'<img class="bg-{kind}" src="data:image/svg+xml;base64,{data}" alt="{shown}">'


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


def _names(shortlist: Shortlist) -> str:
    return escape(f"{', '.join(score.name for score in shortlist.genres) or 'none'} ({shortlist.kind})")


def _change(change: GenreChange) -> str:
    direction = "rose" if change.difference >= 0 else "fell"
    return (
        f'<tr><th scope="row">{escape(change.name)}</th><td>{direction}</td><td>{change.before:.0%}</td>'
        f"<td>{change.after:.0%}</td><td>{_LISTED[change.listed]}</td></tr>"
    )


def _part(what: str, part: ChangedPart, names: dict[str, str]) -> str:
    title = " title" if part.kind == "title" else ""
    weights = ", ".join(f"{escape(names[genre])} {weight:+.2f}" for genre, weight in part.contributions.items())
    return f"<li><b>{what}{title}:</b> \u201c{escape(part.text)}\u201d {weights}</li>"


def _named(colour: Swatch) -> str:
    return f"<b>{escape(colour.name)}</b> <code>{colour.hex}</code>"


def _working_html(working: Working) -> str:
    chips = "".join(
        f'<li><span class="bg-chip" style="background:{colour.hex};color:{ink}" aria-hidden="true">Aa</span> '
        f"{role} {_named(colour)}</li>"
        for role, colour, ink in (
            ("ground", working.ground, working.text.hex),
            ("accent", working.accent, "transparent"),
            ("text", working.text, working.ground.hex),
        )
    )
    apart = "can" if working.safe_for_all else "cannot"
    return (
        f'<h3>Your palette</h3><ul class="bg-working">{chips}</ul>'
        f"<p>Text on ground has a contrast of {working.contrast:.1f}:1; the colours {apart} all be told apart with "
        "every colour-vision deficiency.</p>"
    )
