"""Answers as CSV (RFC 4180): one line per genre; no cell is a formula to a spreadsheet."""

import io
from collections.abc import Sequence

from bookgenre.files import CsvWriter
from bookgenre.recommender import Answer

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "CSV"
MEDIA_TYPE = "text/csv"

_COLUMNS = ("title", "rank", "genre_id", "genre", "path", "probability", "passes_threshold", "model_version")


def write(answers: Sequence[Answer]) -> str:
    """Return the genres of the answers as a table."""
    out = io.StringIO()
    writer = CsvWriter(out)
    writer.write_row(_COLUMNS)
    for answer in answers:
        if answer.prediction is None:
            continue
        for place, score in enumerate(answer.prediction.genres, 1):
            writer.write_row(
                [
                    answer.book.title or "",
                    place,
                    score.id,
                    score.name,
                    " > ".join(score.path),
                    f"{score.probability:.4f}",
                    "yes" if score.chosen else "no",
                    answer.prediction.model_version,
                ]
            )
    return out.getvalue()
