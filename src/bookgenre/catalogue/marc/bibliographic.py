"""What a MARC 21 bibliographic record says of its book."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bookgenre.book import Book
from bookgenre.catalogue.record import Record, Subject, book_record
from bookgenre.text.english import looks_english
from bookgenre.text.isbn import isbn13

__all__ = ["READ_TAGS", "MarcField", "describe_book"]

_SUBJECT_TAGS = frozenset({"600", "610", "611", "630", "647", "648", "650", "651", "655"})
READ_TAGS = frozenset({"001", "020", "050", "072", "082", "084", "100", "245", "520", "653", "700"}) | _SUBJECT_TAGS
"""Tags of the fields from which something is read; others need not be decoded."""

# Position 06 of the leader. Language material (a, t), spoken recordings (i), computer files (m, as e-books once were),
# kits (o) and mixed materials (p) may be books.
_NO_BOOKS = {
    "c": "notated music",
    "d": "manuscript music",
    "e": "a map",
    "f": "a manuscript map",
    "g": "a film or video",
    "j": "recorded music",
    "k": "a picture",
    "r": "an object",
}
_OTHER_FORMATS = dict.fromkeys("uvxy", "a holdings record") | {
    "z": "an authority record",
    "w": "a classification record",
    "q": "a community information record",
}
# First indicator of 520: summaries, subjects and abstracts before scope notes and reviews. Advice on content is none.
_SUMMARY_RANKS = {"2": 1, "1": 2, "4": 3}
_ADVICE = 3
_THESAURI = {"0": "lcsh", "1": "lcshac", "2": "mesh", "3": "nal", "5": "cash", "6": "rvm"}
"""Second indicator of the subject fields."""
_SOURCES = {"bisacsh": "bisac", "bicssc": "bic"}
"""Codes of subfield $2 where `Subject` has another name."""
# What libraries put after a summary that they have from elsewhere.
_SOURCE = re.compile(
    r"[\s\"\u201d]*(?:--|\u2014)\s*(?:(?:Provided|Supplied) by |From |Information from )?(?:the )?"
    r"(?:publisher|jacket|container|dust jacket|back cover|book jacket|cover|amazon|goodreads)[^.\n]{0,40}\.?\s*$",
    re.IGNORECASE,
)
_ISBD = " /:;,="
_AUTHOR_ROLES = frozenset({"author", "aut", "writer", "co-author", "joint author"})


@dataclass(frozen=True, slots=True)
class MarcField:
    """A field, decoded: two indicators and pairs of code and value, or the `value` of a control field (001 to 009)."""

    tag: str
    indicators: str = "  "
    subfields: tuple[tuple[str, str], ...] = ()
    value: str = ""

    def all(self, *codes: str) -> list[str]:
        """Return the values with one of these codes, in order, without those that are blank."""
        return [value.strip() for code, value in self.subfields if code in codes and value.strip()]

    def first(self, *codes: str) -> str:
        """Return the first of them, or nothing."""
        return next(iter(self.all(*codes)), "")


def describe_book(number: int, leader: str, fields: Iterable[MarcField]) -> Record:
    """Return what a record says of its book; the fields are those of `READ_TAGS`, in order, and others do no harm."""
    by_tag: dict[str, list[MarcField]] = {}
    for field in fields:
        by_tag.setdefault(field.tag, []).append(field)
    isbns = [isbn for field in by_tag.get("020", []) for isbn in map(_isbn, field.all("a")) if isbn]
    control = next((field.value.strip() for field in by_tag.get("001", [])), "")
    book = Book(
        _summary(by_tag.get("520", [])),
        next(map(_title, by_tag.get("245", [])), "") or None,
        identifiers={"isbn13": isbns[0]} if isbns else {},
        authors=_authors([*by_tag.get("100", []), *by_tag.get("700", [])]),
    )
    return book_record(
        number,
        book,
        isbns[0] if isbns else control,
        tuple(dict.fromkeys(one for fields in by_tag.values() for field in fields for one in _subjects(field))),
        _why_no_book(leader) or ("" if book.description else "it has no summary"),
    )


def _why_no_book(leader: str) -> str:
    kind = leader[6:7]
    if kind in _NO_BOOKS:
        return f"it is not a book but {_NO_BOOKS[kind]}"
    if kind in _OTHER_FORMATS:
        return f"it is {_OTHER_FORMATS[kind]}, not that of a book"
    return "it is marked as deleted" if leader[5:6] == "d" else ""


def _summary(fields: list[MarcField]) -> str:
    """The text of the best kind of summary; of several, all in English, or all."""
    ranked: dict[int, list[str]] = {}
    for field in fields:
        rank = _SUMMARY_RANKS.get(field.indicators[0], 0)
        text = _SOURCE.sub("", " ".join(field.all("a", "b")))
        if text and rank != _ADVICE:
            ranked.setdefault(rank, []).append(text)
    texts = ranked[min(ranked)] if ranked else []
    if len(texts) > 1:
        texts = [text for text in texts if looks_english(text)] or texts
    # Records that were merged have one summary twice, or its beginning beside all of it.
    longest = sorted(dict.fromkeys(texts), key=len)
    kept = [one for place, one in enumerate(longest) if not any(one in other for other in longest[place + 1 :])]
    return "\n\n".join(text for text in dict.fromkeys(texts) if text in kept)


def _title(field: MarcField) -> str:
    main, rest = field.first("a"), field.first("b")
    # After an equals sign stands the title in another language.
    text = main.rstrip(_ISBD)
    if rest and not main.endswith("="):
        text = f"{text}: {rest.rstrip(_ISBD)}" if text else rest.rstrip(_ISBD)
    parts = [part.rstrip(_ISBD) for part in field.all("n", "p")]
    return _without_stop(". ".join(part for part in (text.rstrip("."), *parts) if part) if parts else text)


def _authors(fields: list[MarcField]) -> tuple[str, ...]:
    names = []
    for field in fields:
        # With a title it is a work that this one is related to.
        if field.first("t"):
            continue
        roles = {role.lower().strip(" .,") for role in field.all("e", "4")}
        if roles and not roles & _AUTHOR_ROLES:
            continue
        name = _without_stop(" ".join(field.all("a", "b", "c")).rstrip(_ISBD))
        if name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _isbn(text: str) -> str | None:
    """The ISBN at the start of a value such as ``9780439999991 (pbk.) :``."""
    found = re.match(r"[\dXx\u2010-\u2015-]+", text.strip())
    return isbn13(found.group()) if found and len(found.group()) >= 10 else None


def _subjects(field: MarcField) -> list[Subject]:
    tag = field.tag
    source = field.first("2").strip(" .").lower()
    scheme = _SOURCES.get(source, source)
    if tag in ("072", "084"):
        # Vendors write several BISAC codes into one subfield, with a stroke after each.
        values = [part for code in field.all("a") for part in (code.split("/") if scheme == "bisac" else [code])]
        return [Subject(scheme, code=part.strip()) for part in values if part.strip()]
    if tag in ("050", "082"):
        return [Subject("lcc" if tag == "050" else "ddc", code=code) for code in field.all("a")]
    if tag == "653":
        return [Subject("keywords", heading=heading) for heading in field.all("a")]
    if tag not in _SUBJECT_TAGS:
        return []
    second = field.indicators[1]
    scheme = scheme if second == "7" else _THESAURI.get(second, scheme)
    head = " ".join(field.all("a", "b", "c", "d", "t")).rstrip(_ISBD)
    if scheme == "bisac":
        head = " / ".join(part.strip() for part in head.split("|") if part.strip())
    divisions = field.all("v", "x", "y", "z")
    heading = "--".join(_without_stop(part) for part in (head, *divisions) if part)
    return [Subject(scheme, heading=heading)] if heading else []


def _without_stop(text: str) -> str:
    """Without the full stop at its end, unless it belongs to an initial, an abbreviation or three dots."""
    last = text.rsplit(" ", 1)[-1]
    if text.endswith(".") and not text.endswith("..") and len(last) > 3 and "." not in last[:-1]:
        return text[:-1]
    return text
