"""Palettes and pictures as HTML; every text and every picture is escaped."""

import base64
from collections.abc import Iterator, Sequence
from html import escape

from bookgenre.covers import Palette
from bookgenre.covers.palette import Working

__all__ = ["notes_html", "palette_html", "picture_html"]


def palette_html(palette: Palette) -> str:
    """Return the ten colours with their shares and reasons, the three working colours, and the notes."""
    rows = "".join(
        f'<li><span class="bg-patch" style="background:{entry.colour.hex}"></span>'
        f'<span class="bg-share">{entry.share}%</span> '
        f'<span class="bg-name"><b>{escape(entry.colour.name)}</b> <code>{entry.colour.hex}</code></span> '
        f'<span class="bg-why">{escape(entry.why)}</span></li>'
        for entry in palette.colours
    )
    return (
        f'<section class="bg-palette" aria-label="Recommended cover colours"><ol>{rows}</ol>'
        f"{_working_html(palette.working)}{notes_html(palette.notes)}</section>"
    )


def _working_html(working: Working) -> str:
    chips = "".join(_chips(working))
    apart = "stay" if working.safe_for_all else "do not all stay"
    return (
        f'<h3>Three to build a cover with</h3><ul class="bg-working">{chips}</ul>'
        f"<p>Text on ground has a contrast of {working.contrast:.1f}:1; the colours {apart} apart with every "
        "colour-vision deficiency.</p>"
    )


def _chips(working: Working) -> Iterator[str]:
    for role, colour, on in (
        ("ground", working.ground, working.text),
        ("accent", working.accent, None),
        ("text", working.text, working.ground),
    ):
        ink = f";color:{on.hex}" if on else ";color:transparent"
        yield (
            f'<li><span class="bg-chip" style="background:{colour.hex}{ink}" aria-hidden="true">Aa</span> '
            f"{role} <b>{escape(colour.name)}</b> <code>{colour.hex}</code></li>"
        )


def notes_html(notes: Sequence[str]) -> str:
    """Return a list of remarks; nothing if there are none."""
    return f'<ul class="bg-notes">{"".join(f"<li>{escape(note)}</li>" for note in notes)}</ul>' if notes else ""


def picture_html(svg: str, alternative: str, kind: str) -> str:
    """Return an SVG as an image of its own document: it can run nothing and style nothing of the page.

    Parameters
    ----------
    svg
        The picture.
    alternative
        What it shows, for those who do not see it.
    kind
        A class for the style sheet.
    """
    data = base64.b64encode(svg.encode()).decode("ascii")
    # Gradio fills a JavaScript template with this text.
    shown = escape(alternative).replace("{", "&#123;").replace("$", "&#36;")
    return f'<img class="bg-{kind}" src="data:image/svg+xml;base64,{data}" alt="{shown}">'
