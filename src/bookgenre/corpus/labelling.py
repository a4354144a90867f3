"""Labels from raw genre strings, with the repairs that single sources need."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bookgenre.book import Book
from bookgenre.corpus.labelled_books import LabelledBook
from bookgenre.genres import LabelMapper

__all__ = ["LabelReport", "compare_labels", "rebuild_labels"]

# Their genres were joined from a table in which "History" had been overwritten by "Nonfiction"; beside "Fiction"
# the word is therefore no statement at all.
_NONFICTION_WAS_HISTORY = ("BalzNash/ADM-HW03", "fayadchowdhury/semantic-book-recommender")
_FICTION = frozenset({"Fiction", "Adult Fiction"})
# iblist.com shelves science fiction under the path parts Science and Technology.
_SCIENCE_IS_FICTION = "kashyap21/Book-Categorization-Problem"


def repair(book: Book) -> tuple[str, ...]:
    """Return the raw genre strings of `book` with the known faults of its source corrected."""
    labels = book.genres
    if book.source == _SCIENCE_IS_FICTION:
        return tuple("Science Fiction" if label in ("Science", "Technology") else label for label in labels)
    if book.source in _NONFICTION_WAS_HISTORY and not _FICTION.isdisjoint(labels):
        return tuple(label for label in labels if label != "Nonfiction")
    return labels


def rebuild_labels(book: Book, mapper: LabelMapper) -> frozenset[str]:
    """Ids of the genres that the raw genre strings of `book` prove, parents included."""
    return mapper.map(repair(book)).genres


@dataclass(slots=True)
class LabelReport:
    """How labels rebuilt from raw genre strings differ from the labels given.

    `different` counts the `rows` whose labels differ, and `by_source` counts them by source. `added` and `missing` are
    genre ids that only the rebuilt, or only the given labels hold, by number of rows.
    """

    rows: int = 0
    different: int = 0
    added: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    by_source: Counter[str] = field(default_factory=Counter)


def compare_labels(records: Iterable[LabelledBook], mapper: LabelMapper | None = None) -> LabelReport:
    """Rebuild the labels of every record, in genres of its edition of the taxonomy, and count the differences."""
    mapper = mapper or LabelMapper()
    since = {genre.id: genre.since for genre in mapper.taxonomy}
    report = LabelReport()
    for record in records:
        report.rows += 1
        rebuilt = frozenset(g for g in rebuild_labels(record.book, mapper) if since[g] <= record.edition)
        if rebuilt != record.labels:
            report.different += 1
            report.added.update(rebuilt - record.labels)
            report.missing.update(record.labels - rebuilt)
            report.by_source[record.book.source or "(unknown)"] += 1
    return report
