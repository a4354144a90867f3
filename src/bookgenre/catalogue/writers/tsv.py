"""Tab-separated values in UTF-8, as CSV has them."""

from collections.abc import Iterable
from typing import BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.writers.csv import write_separated

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "TSV"
SUFFIXES = (".tsv", ".tab", ".txt")


def write(pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions) -> None:
    """Write records with tabs between their cells."""
    write_separated(pairs, out, options, "\t")
