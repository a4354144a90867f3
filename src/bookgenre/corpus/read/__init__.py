"""The sources of book records: one adapter each, and which reads which file."""

from bookgenre.corpus.read.adapter import Adapter, Columns, SourceRecord, TableAdapter
from bookgenre.corpus.read.generic import generic_adapter
from bookgenre.corpus.read.languages import language_code
from bookgenre.corpus.read.registry import ADAPTERS, find_adapter

__all__ = [
    "ADAPTERS",
    "Adapter",
    "Columns",
    "SourceRecord",
    "TableAdapter",
    "find_adapter",
    "generic_adapter",
    "language_code",
]
