"""A comparison of two versions of a blurb as the site shows it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bookgenre.classifier import ChangedPart, Comparison, GenreChange
from bookgenre.formats.answer_txt import percent
from bookgenre.web.explanation_view import verdict

__all__ = ["ChangeRow", "ComparisonView", "PartRow", "comparison_view"]

_MOST = 8
_LISTED = {
    "entered": "now on the shortlist",
    "left": "no longer on the shortlist",
    "stayed": "on the shortlist as before",
    "never": "",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What happened to one genre, in words: ``rose`` or ``fell``, from which percentage to which."""

    genre: str
    name: str
    direction: str
    before: str
    after: str
    listed: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A sentence or a title that only one version has, and what it counts for: ``strongly for Horror``."""

    text: str
    title: bool
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What an edit changed.

    Attributes
    ----------
    before, after
        Names of the genres of the two shortlists.
    changes, others
        The eight genres that rose or fell most, and the other ones.
    removed, added
        What was taken out, and what was put in; those that count for something first.
    notes
        What the reader should know.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    others: tuple[ChangeRow, ...]
    removed: tuple[PartRow, ...]
    added: tuple[PartRow, ...]
    notes: tuple[str, ...]


def comparison_view(comparison: Comparison) -> ComparisonView:
    """Prepare a comparison for the page."""
    names = {change.id: change.name for change in (*comparison.rose, *comparison.fell)}
    moved = sorted((*comparison.rose, *comparison.fell), key=lambda change: -abs(change.difference))
    return ComparisonView(
        tuple(score.name for score in comparison.before.genres),
        tuple(score.name for score in comparison.after.genres),
        tuple(map(_change, moved[:_MOST])),
        tuple(map(_change, moved[_MOST:])),
        _parts(comparison.removed, names),
        _parts(comparison.added, names),
        comparison.notes,
    )


def _change(one: GenreChange) -> ChangeRow:
    direction = "rose" if one.difference >= 0 else "fell"
    return ChangeRow(one.id, one.name, direction, percent(one.before), percent(one.after), _LISTED[one.listed])


def _parts(parts: Iterable[ChangedPart], names: Mapping[str, str]) -> tuple[PartRow, ...]:
    rows = [PartRow(part.text, part.kind == "title", tuple(_effects(part.contributions, names))) for part in parts]
    return tuple(sorted(rows, key=lambda row: not row.effects))


def _effects(contributions: Mapping[str, float], names: Mapping[str, str]) -> Iterator[str]:
    for genre, contribution in sorted(contributions.items(), key=lambda one: -abs(one[1])):
        if words := verdict(contribution):
            yield f"{words} {names.get(genre, genre)}"
