"""From raw book records to a labelled, de-duplicated, split corpus."""

from bookgenre.corpus.labelling import LabelReport, compare_labels, rebuild_labels
from bookgenre.corpus.records import (
    LabelledBook,
    read_descriptions_from,
    read_ids,
    read_records,
    read_records_from,
)

__all__ = [
    "LabelReport",
    "LabelledBook",
    "compare_labels",
    "read_descriptions_from",
    "read_ids",
    "read_records",
    "read_records_from",
    "rebuild_labels",
]
