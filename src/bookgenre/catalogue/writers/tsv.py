"""Tab-separated values in UTF-8, as CSV has them."""

from functools import partial

from bookgenre.catalogue.writers.csv import write_separated

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "TSV"
SUFFIXES = (".tsv", ".tab", ".txt")

write = partial(write_separated, delimiter="\t")
