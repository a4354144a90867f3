"""The audit as lines for a terminal."""

from collections.abc import Iterator

from bookgenre.catalogue.audit.auditor import Audit
from bookgenre.catalogue.audit.concern import KINDS, Concern

__all__ = ["summary", "text_report"]


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
        f"{_of(audit.total, 'entry', 'entries')} ({found})." if audit.total else _nothing(audit),
    ]
    if listed < audit.total:
        sentences.append(f"The {listed:,} most confident are listed.")
    return " ".join(sentences)


def _nothing(audit: Audit) -> str:
    if audit.records and not audit.with_subjects:
        return (
            "Without subjects, there is nothing to compare; name the column of a table that holds them: "
            "--column genres=NAME"
        )
    return "Nothing is likely wrong or missing."


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
