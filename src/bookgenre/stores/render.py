"""Store categories as text for people."""

from collections.abc import Iterator

from bookgenre.genres import load_taxonomy
from bookgenre.genres.genre import READERS
from bookgenre.stores.advice import StoreAdvice, Suggestion
from bookgenre.stores.bisac import NO_TABLE
from bookgenre.stores.suggest import StoreReport

__all__ = ["advice_lines", "report_lines"]


def report_lines(report: StoreReport) -> list[str]:
    """Return the whole report, one store after another; where to get BISAC codes is said once."""
    side = report.side or "fiction or nonfiction"
    names = ", ".join(load_taxonomy()[genre].name for genre in report.genres)
    lines = [f"{names} ({side} for {READERS[report.audience]})"]
    no_table, said = f"  note: {NO_TABLE}", False
    for advice in report.stores:
        found = advice_lines(advice)
        lines += ["", *("  note: BISAC codes, as above" if said and line == no_table else line for line in found)]
        said = said or no_table in found
    return lines


def advice_lines(advice: StoreAdvice) -> list[str]:
    """Return the advice of one store: what to choose, where it comes from, and what to know."""
    lines = [advice.name]
    if not advice.suggestions and advice.source:
        lines.append("  nothing to choose")
    lines += (f"  {number}. {line}" for number, one in enumerate(advice.suggestions, 1) for line in _suggestion(one))
    lines += (f"  + {line}" for one in advice.qualifiers for line in _suggestion(one))
    if advice.qualifiers:
        # One field takes them all.
        lines.append(f"  paste: {advice.paste}")
    if advice.keywords:
        separator = ";" if advice.id == "ingramspark" else "; "
        lines.append(f"  keywords: {separator.join(advice.keywords)}")
    reasons: dict[str, list[str]] = {}
    for missing in advice.unshelved:
        reasons.setdefault(missing.reason, []).append(missing.name)
    lines += (f"  {', '.join(names)}: {reason}" for reason, names in reasons.items())
    lines += (f"  refused {one.name}: {one.rule}" for one in advice.refused)
    lines += (f"  note: {note}" for note in advice.notes)
    if advice.source:
        lines.append(f"  source: {advice.source}")
    return lines


def _suggestion(one: Suggestion) -> Iterator[str]:
    note = f"; {one.note}" if one.note else ""
    yield f"{one.text}  [{one.name}, {one.relation}{note}]"
