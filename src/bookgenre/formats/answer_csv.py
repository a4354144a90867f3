"""Answers as CSV (RFC 4180): one line per genre; no cell is a formula to a spreadsheet."""

import io
from collections.abc import Sequence

from bookgenre.files import CsvWriter
from bookgenre.recommender import Answer
from bookgenre.stores import STORES, StoreReport

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "CSV"
MEDIA_TYPE = "text/csv"

_COLUMNS = (
    "title", "rank", "genre_id", "genre", "path", "probability", "passes_threshold", "model_version", "shortlist",
)  # fmt: skip


def write(answers: Sequence[Answer]) -> str:
    """Return the genres of the answers as a table.

    After the ranking come genres of the shortlist that are not in it, without a rank. Where an answer has store
    categories, there is a column for each store, with those that stand for the genre of the line, and one for the
    keywords, which are the same in all lines of a book.
    """
    reports = [answer.stores for answer in answers if answer.stores is not None]
    stores = [store for store in STORES if any(store == advice.id for report in reports for advice in report.stores)]
    out = io.StringIO()
    writer = CsvWriter(out)
    writer.write_row([*_COLUMNS, *stores, *(["keywords"] if reports else [])])
    for answer in answers:
        if answer.prediction is None:
            continue
        places = {score.id: place for place, score in enumerate(answer.prediction.shortlist.genres, 1)}
        ranked = {score.id for score in answer.prediction.genres}
        others = [("", score) for score in answer.prediction.shortlist.genres if score.id not in ranked]
        for rank, score in (*enumerate(answer.prediction.genres, 1), *others):
            writer.write_row(
                [
                    answer.book.title or "",
                    rank,
                    score.id,
                    score.name,
                    " > ".join(score.path),
                    f"{score.probability:.4f}",
                    "yes" if score.chosen else "no",
                    answer.prediction.model_version,
                    places.get(score.id, ""),
                    *(_categories(answer.stores, store, score.id) for store in stores),
                    *(["; ".join(answer.stores.keywords) if answer.stores else ""] if reports else []),
                ]
            )
    return out.getvalue()


def _categories(report: StoreReport | None, store: str, genre: str) -> str:
    """What to choose at a store for a genre; empty for nothing."""
    advice = next((advice for advice in report.stores if advice.id == store), None) if report else None
    found = [one for one in (*advice.suggestions, *advice.qualifiers) if one.genre == genre] if advice else []
    return "; ".join(one.text for one in found)
