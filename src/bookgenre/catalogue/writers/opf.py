"""A copy of a package document (OPF) with the genres among its subjects; nothing else of it changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.epub.package_document import parse_package
from bookgenre.catalogue.epub.publication import subjects_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.readers.opf import read_document
from bookgenre.catalogue.record import Finding

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "OPF (e-books, calibre), with the genres as subjects"
SUFFIXES = (".opf",)


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write a copy of the document with the genres to act on as subjects; errors are those of `read_document`."""
    data = read_document(source)
    finding = next(iter(findings), None)
    if finding is not None and not finding.problem:
        package = parse_package(data)
        try:
            data = package.with_subjects(subjects_to_add(finding, package))
        except ValueError as error:
            options.note(f"{source} is copied without additions: {error}")
    out.write(data)
