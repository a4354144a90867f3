"""Shortlists, comparisons, store advice and checks of palettes as HTML; every text is escaped."""

from collections.abc import Iterator
from html import escape

from bookgenre.classifier import ChangedPart, Comparison, GenreChange, Shortlist
from bookgenre.covers import PaletteCheck
from bookgenre.space.drawing import notes_html
from bookgenre.stores import StoreAdvice

__all__ = ["advice_html", "check_html", "comparison_html", "shortlist_html"]

_LISTED = {"entered": "entered the shortlist", "left": "left the shortlist", "stayed": "on the shortlist", "never": ""}


def shortlist_html(shortlist: Shortlist) -> str:
    """Return the headline: side and readers in words, the genres to act on, the doubts."""
    if shortlist.genres:
        rows = "".join(
            f"<li><b>{escape(score.name)}</b> <span>{score.probability:.0%}</span></li>" for score in shortlist.genres
        )
        listed = f"<ol>{rows}</ol>"
    else:
        listed = "<p>No genre is probable enough to act on; a longer description may help.</p>"
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
        else "<p>No genre rose or fell by a percent or more.</p>"
    )
    parts = [_part("Taken out", part, names) for part in comparison.removed]
    parts += [_part("Added", part, names) for part in comparison.added]
    did = f"<h3>What did it: log-odds that each part adds in its version</h3><ul>{''.join(parts)}</ul>" if parts else ""
    return (
        '<section class="bg-comparison" aria-label="Comparison">'
        f"<p>Shortlist before: {_names(comparison.before)}.<br>Shortlist now: {_names(comparison.after)}.</p>"
        f"{table}{did}{notes_html(comparison.notes)}</section>"
    )


def advice_html(advice: StoreAdvice | None) -> str:
    """Return which genre each suggestion stands for, what has no shelf, what is refused, and what to know."""
    if advice is None:
        return ""
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
        f'<li><span class="bg-patch" style="background:{one.colour.hex}"></span> '
        f"<b>{escape(one.colour.name)}</b> <code>{one.colour.hex}</code></li>"
        for one in check.colours
    )
    return f'<section class="bg-check" aria-label="Verdict"><ul>{rows}</ul>{notes_html(check.says)}</section>'


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
    weights = ", ".join(_weights(part, names))
    return f"<li><b>{what}{title}:</b> \u201c{escape(part.text)}\u201d {weights}</li>"


def _weights(part: ChangedPart, names: dict[str, str]) -> Iterator[str]:
    for genre, weight in part.contributions.items():
        yield f"{escape(names[genre])} {weight:+.2f}"
