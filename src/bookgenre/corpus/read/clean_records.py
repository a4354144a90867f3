"""Cleaning of single records: texts, titles, language, and the keys of sentences."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import ftfy

from bookgenre.corpus.labelled_books import LabelledBook
from bookgenre.corpus.labelling import repair
from bookgenre.corpus.read import SourceRecord
from bookgenre.corpus.read.languages import is_in
from bookgenre.text.cleaning import clean_paragraphs, why_nothing
from bookgenre.text.markup import strip_markup

__all__ = ["CleanedRecords", "Rejected", "clean_records", "sentence_spans", "useless_reason"]

MIN_CHARACTERS = 40
"""A shorter text is a tagline. The classifier reads from 20 characters on; there is nothing to learn from so few."""

MAX_CHARACTERS = 20_000
"""A longer text is an excerpt or a book."""

_FTFY = ftfy.TextFixerConfig(
    # Entities are resolved with the markup; curly quotes are how the text was set.
    unescape_html=False,
    uncurl_quotes=False,
    normalization="NFC",
)
_TITLE_NOTHING = re.compile(
    r"\(?(?:untitled|unknown|no title|n/?a|none|null|nan)\b[\W\d_]*(?:[a-z]+ book\)?)?", re.IGNORECASE
)


def clean_description(text: str, found: Counter[str] | None = None) -> str:
    """Return `text` in the form that all descriptions of a corpus have; paragraphs stay apart by a blank line.

    `found` counts the kinds of boilerplate that were taken out.
    """
    return clean_paragraphs(ftfy.fix_text(strip_markup(text), _FTFY), found)


def clean_title(text: str | None) -> str | None:
    """Return a title on one line, or None where it says that there is none."""
    title = " ".join(ftfy.fix_text(strip_markup(text or ""), _FTFY).split())
    return None if not title or _TITLE_NOTHING.fullmatch(title) else title


def useless_reason(text: str) -> str | None:
    """Return the reason why a cleaned description is useless for training, or None if it is useful."""
    if not text:
        return "no description"
    if len(text) > MAX_CHARACTERS:
        return f"more than {MAX_CHARACTERS:,} characters"
    if reason := why_nothing(text):
        return reason
    if len(text) < MIN_CHARACTERS:
        return f"fewer than {MIN_CHARACTERS} characters"
    return "more signs than letters" if sum(map(str.isalpha, text)) < len(text) // 2 else None


_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+[\"\u201d\u2019')]*|\n|\Z)\s*")
_SHORTEST_SENTENCE = 50


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was rejected: its line and its start, the kind of reason, and what is particular to it."""

    line: int
    reason: str
    detail: str
    excerpt: str


@dataclass(slots=True)
class CleanedRecords:
    """What became of some records: rows with the columns of a shard, or rejects.

    `boilerplate` are the kinds of boilerplate that were taken out, by number of records.
    """

    rows: list[dict[str, object]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    boilerplate: Counter[str] = field(default_factory=Counter)


def clean_records(records: Sequence[SourceRecord], languages: frozenset[str]) -> CleanedRecords:
    """Clean `records` and reject those from which nothing can be learned."""
    outcome = CleanedRecords()
    for found in records:
        record = found.record
        description = clean_description(record.book.description, outcome.boilerplate)
        useless = useless_reason(description)
        if useless is not None:
            outcome.rejected.append(Rejected(found.line, useless, "", record.book.description[:200]))
            continue
        good, language = is_in(description, languages, record.book.language)
        if not good:
            outcome.rejected.append(Rejected(found.line, "another language", language, description[:200]))
            continue
        outcome.rows.append(_row(found.line, record, description, language))
    return outcome


def _row(line: int, record: LabelledBook, description: str, language: str) -> dict[str, object]:
    book = record.book
    return {
        "line": line,
        "title": clean_title(book.title),
        "description": description,
        "authors": [name for author in book.authors if (name := clean_title(author))],
        "language": language,
        "genres": [_storable(genre) for genre in repair(book)],
        "labels": sorted(map(_storable, record.labels)),
        "complete": record.complete,
        "masked": sorted(map(_storable, record.masked)),
        "work": _storable(record.work),
        "source": _storable(book.source or ""),
        "identifiers": [(kind, _storable(value)) for kind, value in book.identifiers.items()],
        "text_key": text_key(description),
        "sentences": list({key for _, _, key in sentence_spans(description)}),
    }


def _storable(text: str) -> str:
    # JSON can hold half a character ("\\ud83d"), Parquet cannot.
    return text.encode("utf-8", "replace").decode("utf-8")


def sentence_spans(text: str) -> list[tuple[int, int, int]]:
    """Return start, end and key of each sentence that is long enough to be recognised."""
    spans = []
    for match in _SENTENCE.finditer(text):
        words = " ".join(match.group().lower().split())
        if len(words) >= _SHORTEST_SENTENCE:
            spans.append((match.start(), match.end(), text_key(words)))
    return spans


def text_key(text: str) -> int:
    """Return a key of 64 bits, signed as Arrow and numpy store it best."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
