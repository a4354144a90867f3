"""The CMU Book Summary data set: plots from Wikipedia, genres from Freebase."""

from collections.abc import Sequence
from pathlib import Path

from bookgenre.corpus.read.adapter import Columns, TableAdapter

__all__ = ["cmu_book_summaries"]

_HEADER = ("wikipedia", "freebase", "title", "author", "published", "genres", "summary")


class _BookSummaries(TableAdapter):
    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether the first line has seven fields and a Freebase id in the second: there is no header."""
        return len(columns) == len(_HEADER) and columns[1].startswith("/m/")


# A plot tells more than a blurb; Freebase lists what somebody added, hence no evidence by absence.
cmu_book_summaries = _BookSummaries(
    "cmu-book-summaries",
    Columns(
        description="summary",
        title="title",
        genres="genres",
        authors="author",
        identifiers={"wikipedia": "wikipedia", "freebase": "freebase"},
    ),
    title="CMU Book Summary data set (Bamman and Smith, 2013)",
    url="https://www.cs.cmu.edu/~dbamman/booksummaries.html",
    licence="CC BY-SA 3.0 US",
    header=_HEADER,
    language="en",
)
