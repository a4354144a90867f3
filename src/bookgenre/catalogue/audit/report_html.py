"""The audit as one page that a person works through in a browser, without a network."""

import base64
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

from bookgenre.catalogue.audit.auditor import Audit
from bookgenre.catalogue.audit.concern import KINDS, Concern
from bookgenre.catalogue.audit.report_text import summary

__all__ = ["html_report"]

_PAGE = "report.html"


def html_report(audit: Audit, name: str = "") -> str:
    """Return the page.

    It loads nothing, and runs only its own script: filters by kind, and check marks that the browser keeps. Without
    scripts it is a list.

    Parameters
    ----------
    audit
        The list.
    name
        Of the catalogue, for the heading.
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
