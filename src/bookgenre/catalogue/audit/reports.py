"""The audit as lines for a terminal, as a table, and as a page that a person works through without a network."""

import base64
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template
from typing import BinaryIO

from bookgenre.catalogue.audit.auditor import Audit
from bookgenre.catalogue.audit.concern import KINDS, Concern
from bookgenre.files import CsvWriter

__all__ = ["COLUMNS", "html_report", "summary", "text_report", "write_csv_report"]

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
_PAGE = "report.html"


def text_report(audit: Audit) -> str:
    """Return the list, one paragraph for each entry."""
    paragraphs = ["\n".join(_lines(concern)) for concern in audit.concerns]
    return "\n\n".join([summary(audit), *paragraphs]) + "\n"


def summary(audit: Audit) -> str:
    """Return what was looked at, and how much was found, in a few sentences."""
    listed = len(audit.concerns)
    found = ", ".join(f"{KINDS[kind].lower()}: {count:,}" for kind, count in audit.found.items())
    sentences = [
        f"{_of(audit.records, 'record')}, {audit.with_subjects:,} with subjects that are understood, "
        f"{audit.unusable:,} that cannot be classified.",
        *([f"Not understood: {', '.join(map(repr, audit.not_understood))}."] if audit.not_understood else []),
        f"{_of(audit.total, 'entry', 'entries')} ({found})." if audit.total else _nothing(audit),
    ]
    if listed < audit.total:
        sentences.append(f"The {listed:,} most confident are listed.")
    return " ".join(sentences)


def _nothing(audit: Audit) -> str:
    if audit.records and not audit.with_subjects:
        return "There are no subjects to compare; if a column of a table holds them, name it: --column genres=NAME"
    return "No subject is likely to be wrong or missing."


def _lines(concern: Concern) -> Iterator[str]:
    name = concern.title or concern.identifier or "a record without a title"
    identifier = f" ({concern.identifier})" if concern.identifier and concern.title else ""
    yield f"{concern.confidence:.0%}  {KINDS[concern.kind]}: {name}{identifier} {concern.message}."
    if concern.doubted:
        yield f"     In doubt: {'; '.join(concern.doubted)}"
    if concern.suggestion:
        codes = f" (Thema {' '.join(concern.codes)})" if concern.codes else ""
        yield f"     Look at: {'; '.join(concern.suggestion)}{codes}"
    if concern.sentence:
        yield f"     “{concern.sentence}”"
    yield f"     Record {concern.number:,}{f' of {concern.file}' if concern.file else ''}"


def _of(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


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


def html_report(audit: Audit, name: str = "") -> str:
    """Return the page.

    It loads nothing, and runs only its own script: filters by kind, and check marks that the browser keeps. Without
    scripts it is a list. The heading has the `name` of the catalogue.
    """
    template = (files("bookgenre.catalogue.audit") / _PAGE).read_text(encoding="utf-8")
    style, script = (_between(template, tag) for tag in ("style", "script"))
    counts = Counter(concern.kind for concern in audit.concerns)
    return Template(template).substitute(
        style_hash=_hash(style),
        script_hash=_hash(script),
        title=escape(f"Audit of {name}" if name else "Audit of the catalogue"),
        summary=escape(summary(audit)),
        version=escape(audit.model_version),
        filters="\n".join(_filters(counts)),
        entries="\n".join(_entry(concern) for concern in audit.concerns),
        count=f"{len(audit.concerns):,}",
    )


def _between(template: str, tag: str) -> str:
    """The content of the one element `tag`, as it will stand on the page: neither holds a placeholder."""
    return template.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def _hash(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _filters(counts: Counter[str]) -> Iterator[str]:
    for kind, name in KINDS.items():
        if counts[kind]:
            yield (
                f'<label><input type="checkbox" name="kind" value="{kind}" checked> {escape(name)} '
                f"<span>({counts[kind]:,})</span></label>"
            )


def _entry(concern: Concern) -> str:
    # The same in the page of a later run, so that check marks stay.
    key = f"{concern.identifier or f'{concern.file} {concern.number}'} {concern.kind} {'|'.join(concern.doubted)}"
    number = f"{zlib.crc32(key.encode(errors='backslashreplace')):08x}"
    title = escape(concern.title or concern.identifier or "A record without a title")
    where = ", ".join(part for part in (concern.identifier, f"record {concern.number:,}", concern.file) if part)
    rows = [
        ("In doubt", "; ".join(concern.doubted)),
        ("Subjects", "; ".join(concern.subjects) if concern.subjects != concern.doubted else ""),
        ("Look at", "; ".join(concern.suggestion)),
        ("Thema", " ".join(concern.codes)),
    ]
    facts = "".join(f"<dt>{name}</dt><dd dir=auto>{escape(value)}</dd>" for name, value in rows if value)
    quote = f"<blockquote dir=auto>{escape(concern.sentence)}</blockquote>" if concern.sentence else ""
    return (
        f'<li data-kind="{concern.kind}" data-key="{number}"><h2 id="t{number}" dir=auto>{title}</h2>'
        f'<p class="message"><strong>{escape(KINDS[concern.kind])}.</strong> This book {escape(concern.message)}.</p>'
        f"{quote}<dl>{facts}</dl><p class=where>{concern.confidence:.0%} confident · {escape(where)}</p>"
        f'<label class="done" hidden><input type="checkbox" aria-describedby="t{number}"> Done</label></li>'
    )
