"""A copy of an EPUB with the genres among its subjects; nothing else of it changes."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bookgenre.catalogue.epub.archive import open_epub
from bookgenre.catalogue.epub.archive_copy import copy_with_package
from bookgenre.catalogue.epub.package_document import parse_package
from bookgenre.catalogue.epub.publication import subjects_to_add
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding

__all__ = ["LABEL", "SUFFIXES", "annotate"]

LABEL = "EPUB (e-books), with the genres as subjects"
SUFFIXES = (".epub",)


def annotate(source: Path, findings: Iterable[Finding], out: BinaryIO, options: WriteOptions) -> None:
    """Write a copy of the book with the genres to act on as subjects (``dc:subject``).

    What is protected (DRM) or signed is copied as it is, and `options.note` says so.
    """
    finding = next(iter(findings), None)
    refusal = ""
    if finding is not None and not finding.problem:
        epub = open_epub(source)
        package = parse_package(epub.package)
        subjects = subjects_to_add(finding, package)
        if subjects and not epub.locked:
            try:
                copy_with_package(source, epub.package_path, package.with_subjects(subjects), out)
                return
            except ValueError as error:
                refusal = str(error)
        elif subjects:
            refusal = epub.locked
    if refusal:
        options.note(f"{source} is copied without additions: {refusal}")
    with source.open("rb") as stream:
        shutil.copyfileobj(stream, out)
