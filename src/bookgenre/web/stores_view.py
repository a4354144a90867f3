"""The advice of the stores as the site shows it: relations in words, and what each copy button copies."""

from dataclasses import dataclass

from bookgenre.stores import StoreAdvice, StoreReport, Suggestion

__all__ = ["Missing", "Shelf", "StoreView", "stores_view"]

_RELATIONS = {
    "exact": "the store’s own category for {}",
    "broader": "wider than {}",
    "narrower": "narrower than {}: one part of it",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category: what to choose, and in words which genre it stands for and how well."""

    text: str
    relation: str
    note: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Genres for which the store has no category of their own, and why."""

    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class StoreView:
    """One store.

    Attributes
    ----------
    id, name
        Of the store.
    shelves, qualifiers
        What to choose; qualifiers only go with the others.
    paste
        The categories as the store's fields take them; "" where there is nothing to copy.
    keywords, keywords_paste
        Phrases for its keyword fields, and the same to copy.
    missing
        Genres without a category of their own.
    refused
        Name of a genre and the store's rule that keeps it out.
    reason
        Why nothing can be chosen without the user's own table; "" otherwise.
    notes, source
        Rules to know, and where the categories come from.
    """

    id: str
    name: str
    shelves: tuple[Shelf, ...]
    qualifiers: tuple[Shelf, ...]
    paste: str
    keywords: tuple[str, ...]
    keywords_paste: str
    missing: tuple[Missing, ...]
    refused: tuple[tuple[str, str], ...]
    reason: str
    notes: tuple[str, ...]
    source: str


def stores_view(report: StoreReport | None) -> tuple[StoreView, ...]:
    """Prepare the advice of all stores, those first that have something to choose."""
    views = [_view(advice) for advice in report.stores] if report else []
    return tuple(sorted(views, key=lambda view: not view.shelves))


def _view(advice: StoreAdvice) -> StoreView:
    reasons: dict[str, list[str]] = {}
    for one in advice.unshelved:
        reasons.setdefault(one.reason, []).append(one.name)
    # A store without a source has no table of ours, and its first note says where the user gets one.
    reason = advice.notes[0] if advice.notes and not advice.suggestions and not advice.source else ""
    return StoreView(
        advice.id,
        advice.name,
        tuple(map(_shelf, advice.suggestions)),
        tuple(map(_shelf, advice.qualifiers)),
        advice.paste,
        advice.keywords,
        # One field takes them all, or each has a field of its own.
        (";" if advice.id == "ingramspark" else "\n").join(advice.keywords),
        tuple(Missing(tuple(names), reason) for reason, names in reasons.items()),
        tuple((one.name, one.rule) for one in advice.refused),
        reason,
        advice.notes[1:] if reason else advice.notes,
        advice.source,
    )


def _shelf(one: Suggestion) -> Shelf:
    return Shelf(one.text, _RELATIONS[one.relation].format(one.name), one.note)
