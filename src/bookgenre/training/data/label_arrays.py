"""Labels of a corpus as arrays: which genres a book has, and which cells are known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bookgenre.corpus import LabelledBook, rebuild_labels
from bookgenre.errors import DataError
from bookgenre.genres import LabelMapper, Taxonomy, load_taxonomy
from bookgenre.training.data.self_named import self_named

__all__ = ["LABEL_RULES", "KnownLabels", "label_arrays"]

LABEL_RULES = 2
"""Raised when `KnownLabels` or `self_named` change: training that began by other rules does not resume."""


def label_arrays(
    records: Sequence[LabelledBook], genre_ids: Sequence[str], *, later: bool = True
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Lay out the labels of `records` in the order of `genre_ids`.

    Returns ``targets`` and ``known``, arrays of 0 and 1 of shape (books, genres): whether the book has the genre, and
    whether that is known. `KnownLabels` says what a row knows beyond the labels that it lists. Without `later`, nothing
    counts as known of genres that came after a row was labelled, so that figures measured on rows of an earlier edition
    of the taxonomy stay comparable. Raises `DataError` if a record has a genre that is not among `genre_ids`.
    """
    rules = KnownLabels(load_taxonomy())
    column = {genre_id: j for j, genre_id in enumerate(genre_ids)}
    targets = np.zeros((len(records), len(genre_ids)), dtype=np.uint8)
    known = np.zeros_like(targets)
    for row, record in enumerate(records):
        unknown = (record.labels | record.masked | record.absent) - column.keys()
        if unknown:
            raise DataError(
                f"a record has the genre {min(unknown)!r}, which the model does not know; map it or drop it"
            )
        present, absent = rules.of(record)
        present &= column.keys()
        targets[row, [column[genre_id] for genre_id in present]] = 1
        stated = (present | absent) & column.keys()
        if not later:
            stated -= rules.later(record)
        known[row, [column[genre_id] for genre_id in stated]] = 1
    return targets, known


class KnownLabels:
    """What a labelled row says, beyond its list, of the genres of a taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._mapper = LabelMapper(taxonomy)
        self._since = {genre.id: genre.since for genre in taxonomy}
        self._below = {
            top: frozenset(g for g in taxonomy.ids if top in (g, *taxonomy.ancestors(g))) for top in taxonomy.ids
        }
        self._means_nonfiction = frozenset(g for g in taxonomy.ids if taxonomy.side_of(g) == "nonfiction")

    def later(self, record: LabelledBook) -> set[str]:
        """Return the ids of the genres that came after `record` was labelled."""
        return {genre_id for genre_id, since in self._since.items() if since > record.edition}

    def of(self, record: LabelledBook) -> tuple[set[str], set[str]]:
        """Return the ids of the genres that `record` is known to have, and of those that it is known not to have.

        It has its labels, their parents, and the genres of later editions of the taxonomy that its raw genre strings
        prove, or that its blurb names (`self_named`) without contradicting the list. A list that is not complete gains
        *Nonfiction* where a genre settles the side (`Taxonomy.side_of`) and nothing says fiction.

        It lacks the genres that it names as absent, and all below them; of a complete list, those of the list's edition
        that are neither listed nor masked; and, where it stands on one side of fiction and nonfiction, the genres below
        the other root.
        """
        present = set(record.labels)
        later = self.later(record)
        if record.book.genres and later:
            present |= rebuild_labels(record.book, self._mapper) & later
        present = set(self._taxonomy.close(present))
        if not record.complete and "fiction" not in present and present & self._means_nonfiction:
            present.add("nonfiction")
        absent = set().union(*(self._below.get(genre_id, ()) for genre_id in record.absent))
        present |= self._named(record, present, later - absent)
        if record.complete:
            absent |= self._since.keys() - later - record.masked
        if ("fiction" in present) != ("nonfiction" in present):
            other = self._below["nonfiction" if "fiction" in present else "fiction"]
            # A later genre of the other side came from a raw label: store departments are often wrong about that half.
            present -= other & later
            absent |= other & later if record.complete else other
        return present, absent - present

    def _named(self, record: LabelledBook, present: set[str], later: set[str]) -> frozenset[str]:
        """Ids of the later genres that the blurb names, parents included, as far as `present` allows them."""
        believed = set()
        for genre_id in self_named(record.book) & later if later else ():
            side = self._taxonomy.side_of(genre_id)
            if record.complete:
                # The list has the parents of a genre that the book has: else the blurb only compares.
                fits = present.issuperset(set(self._taxonomy.ancestors(genre_id)) - later)
            else:
                fits = side is None or not present & ({"fiction", "nonfiction"} - {side})
            if fits:
                believed.add(genre_id)
        return self._taxonomy.close(believed)
