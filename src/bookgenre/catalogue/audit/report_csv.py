"""The audit as a table for a spreadsheet."""

import io
from typing import BinaryIO

from bookgenre.catalogue.audit.auditor import Audit
from bookgenre.files import CsvWriter

__all__ = ["COLUMNS", "write_csv_report"]

COLUMNS = (
    "confidence",
    "kind",
    "file",
    "record",
    "identifier",
    "title",
    "what is wrong",
    "subjects in doubt",
    "subjects",
    "genres to look at",
    "Thema codes to look at",
    "sentence",
)


def write_csv_report(audit: Audit, out: BinaryIO) -> None:
    """Write one row for each entry; several values in a cell stand between semicolons."""
    # With a byte order mark, or a spreadsheet takes UTF-8 for the code page of its country.
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="backslashreplace", newline="")
    table = CsvWriter(text)
    table.write_row(COLUMNS)
    for concern in audit.concerns:
        table.write_row(
            (
                f"{concern.confidence:.2f}",
                concern.kind,
                concern.file,
                concern.number,
                concern.identifier,
                concern.title,
                concern.message,
                "; ".join(concern.doubted),
                "; ".join(concern.subjects),
                "; ".join(concern.suggestion),
                "; ".join(concern.codes),
                concern.sentence,
            )
        )
    text.flush()
    text.detach()
