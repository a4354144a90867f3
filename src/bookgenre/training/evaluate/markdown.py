"""Evaluations as tables to read."""

from bookgenre.training.evaluate.confusions import LEAST
from bookgenre.training.evaluate.evaluation import Evaluation

__all__ = ["genre_table", "score_table", "sibling_definition", "sibling_table"]

_ROWS = (
    ("micro-F1", "micro_f1", "own thresholds"),
    ("macro-F1", "macro_f1", "own thresholds"),
    ("weighted F1", "weighted_f1", "own thresholds"),
    ("samples F1", "samples_f1", "own thresholds"),
    ("micro-F1", "micro_f1_common", "one threshold"),
    ("macro-F1", "macro_f1_common", "one threshold"),
    ("weighted F1", "weighted_f1_common", "one threshold"),
    ("samples F1", "samples_f1_common", "one threshold"),
    ("mAP", "map", "mean of the genres' average precision"),
    ("precision@1", "precision_at_1", ""),
    ("precision@3", "precision_at_3", ""),
    ("precision@5", "precision_at_5", ""),
    ("precision@10", "precision_at_10", ""),
    ("recall@10", "recall_at_10", ""),
    ("nDCG@10", "ndcg_at_10", ""),
    ("exact-match ratio", "exact_match", "share of books with the very set"),
    ("calibration error", "calibration_error", "all cells, 15 bins"),
    ("calibration error > 0.1", "calibration_error_above_0.1", "cells with probability above 0.1"),
    (
        "calibration error, mixture",
        "mixture_calibration_error",
        "all cells, {rows:,} rows; ten-fold cross-validation",
    ),
    ("calibration error > 0.1, mixture", "mixture_calibration_error_above_0.1", "the same, probability above 0.1"),
    ("Hamming accuracy", "hamming_accuracy", "uninformative: see the next row"),
    ("  of choosing nothing", "hamming_accuracy_of_nothing", "what an all-zeros answer scores"),
    ("genres chosen a book", "chosen_per_book", ""),
    ("genres true a book", "true_per_book", ""),
)


def score_table(evaluation: Evaluation) -> str:
    """Return the overall scores as a Markdown table; those of a mixture stand there where one was measured."""
    scores = evaluation.scores
    lines = ["| score | value | note |", "|---|---:|---|"]
    for name, key, note in _ROWS:
        if key not in scores:
            continue
        note = note.format(rows=int(scores.get("mixture_rows", 0)))
        if key.endswith("_common"):
            note = f"{note} for all genres ({scores['common_threshold']:.3f})"
        lines.append(f"| {name} | {scores[key]:.4f} | {note} |")
    return "\n".join(lines)


def genre_table(evaluation: Evaluation) -> str:
    """Return one row a genre as a Markdown table, the most frequent first."""
    lines = [
        "| genre | support | precision | recall | F1 | average precision | threshold |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for genre in sorted(evaluation.genres, key=lambda genre: (-genre.support, genre.id)):
        ap = "" if genre.average_precision is None else f"{genre.average_precision:.3f}"
        lines.append(
            f"| {genre.id} | {genre.support} | {genre.precision:.3f} | {genre.recall:.3f} | {genre.f1:.3f} "
            f"| {ap} | {genre.threshold:.3f} |"
        )
    return "\n".join(lines)


def sibling_definition() -> str:
    """Say in one sentence what `sibling_table` counts."""
    return (
        "Of the books that have a genre and not its sibling (another genre with the same parent), the share for which\n"
        f"the model chose the sibling and not the genre; pairs with {LEAST} such books or more, the worst first."
    )


def sibling_table(evaluation: Evaluation) -> str:
    """Return the most confused pairs of siblings as a Markdown table; a sentence where there are none."""
    if not evaluation.siblings:
        return "No such pair was confused."
    lines = [
        "| genre | sibling | parent | books | sibling chosen instead | sibling chosen, with it or instead |",
        "|---|---|---|---:|---:|---:|",
    ]
    for pair in evaluation.siblings:
        instead, chosen = (f"{count} ({count / pair.books:.1%})" for count in (pair.instead, pair.chosen))
        lines.append(f"| {pair.genre} | {pair.sibling} | {pair.parent} | {pair.books} | {instead} | {chosen} |")
    return "\n".join(lines)
