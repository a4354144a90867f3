"""The sources of book records: one adapter each, and which reads which file."""

from bookgenre.corpus.sources.adapter import Adapter, Columns, SourceRecord, TableAdapter
from bookgenre.corpus.sources.generic import generic_adapter
from bookgenre.corpus.sources.isbn import isbn13
from bookgenre.corpus.sources.languages import language_code
from bookgenre.corpus.sources.registry import ADAPTERS, find_adapter

__all__ = [
    "ADAPTERS",
    "Adapter",
    "Columns",
    "SourceRecord",
    "TableAdapter",
    "find_adapter",
    "generic_adapter",
    "isbn13",
    "language_code",
]
