"""From raw book records to a labelled, de-duplicated, split corpus."""

from bookgenre.corpus.labelled_books import LabelledBook, read_ids, read_records, read_records_from
from bookgenre.corpus.labelling import LabelReport, compare_labels, rebuild_labels

__all__ = [
    "LabelReport",
    "LabelledBook",
    "compare_labels",
    "read_ids",
    "read_records",
    "read_records_from",
    "rebuild_labels",
]
