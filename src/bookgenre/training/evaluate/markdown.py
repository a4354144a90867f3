"""Figures of a model as Markdown tables."""

from bookgenre.classifier.figures import Figures
from bookgenre.training.evaluate.confusions import LEAST

__all__ = ["genre_table", "score_table", "sibling_definition", "sibling_table"]


def score_table(figures: Figures) -> str:
    """Return the overall scores as a Markdown table."""
    rows = (f"| {label} | {value} | {note} |" for label, value, note in figures.scores)
    return "\n".join(["| score | value | note |", "|---|---:|---|", *rows])


def genre_table(figures: Figures) -> str:
    """Return one row per genre as a Markdown table, the most frequent first."""
    lines = [
        "| genre | support | precision | recall | F1 | average precision | threshold |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for genre in figures.genres.values():
        ap = "" if genre.average_precision is None else f"{genre.average_precision:.3f}"
        lines.append(
            f"| {genre.id} | {genre.support} | {genre.precision:.3f} | {genre.recall:.3f} | {genre.f1:.3f} "
            f"| {ap} | {genre.threshold:.3f} |"
        )
    return "\n".join(lines)


def sibling_definition() -> str:
    """Say in one sentence what `sibling_table` counts."""
    return (
        "Siblings are genres with the same parent. The table counts the books that have a genre but not its sibling,\n"
        "and those for which the model chose the sibling instead, or chose it at all. It lists the worst pairs first,\n"
        f"of those with {LEAST} such books or more."
    )


def sibling_table(figures: Figures) -> str:
    """Return the most confused pairs of siblings as a Markdown table; a sentence where there are none."""
    siblings = figures.evaluation["siblings"]
    if not siblings:
        return "No such pair was confused."
    lines = [
        "| genre | sibling | parent | books | sibling chosen instead | sibling chosen, with it or instead |",
        "|---|---|---|---:|---:|---:|",
    ]
    for pair in siblings:
        shares = [f"{pair[name]} ({pair[name] / pair['books']:.1%})" for name in ("instead", "chosen")]
        cells = [pair["genre"], pair["sibling"], pair["parent"], str(pair["books"]), *shares]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
