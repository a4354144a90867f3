"""The sources of book records: one adapter each, and which reads which file."""

from bookgenre.corpus.read.adapter import Adapter, SourceRecord, TableAdapter
from bookgenre.corpus.read.generic import GenericAdapter
from bookgenre.corpus.read.languages import language_code
from bookgenre.corpus.read.registry import ADAPTERS, find_adapter

__all__ = [
    "ADAPTERS",
    "Adapter",
    "GenericAdapter",
    "SourceRecord",
    "TableAdapter",
    "find_adapter",
    "language_code",
]
