"""OPDS 2 catalogues and ODL feeds: pages of JSON with publications."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.catalogue.html_descriptions import best_description
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers.opds import AUDIENCES, subject_of
from bookgenre.catalogue.record import Record, Subject, book_record
from bookgenre.errors import DataError
from bookgenre.files import open_unpacked
from bookgenre.files.unpacked import unpack_errors

__all__ = ["LABEL", "SUFFIXES", "looks_like", "read"]

LABEL = "OPDS 2 catalogue"
SUFFIXES = (".opds2",)

_LARGEST = 64 << 20
"""Bytes; a page of a catalogue has some 100 publications."""


def looks_like(head: bytes) -> bool:
    """Say whether a file that begins like this is an object of OPDS: it has links and a list of publications."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b"application/opds+json" in start and b'"links"' in start


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """Yield one record for each publication.

    A file that cannot be unpacked, has more than 64 MB or is no JSON object with publications is a `DataError`.
    """
    page = _page(path)
    holders = (page, *_list(page.get("groups")))
    publications = (one for holder in holders for one in _list(_get(holder, "publications")))
    for number, one in enumerate(publications, start=1):
        yield _record(number, _get(one, "metadata"))


def _page(path: Path) -> dict[str, Any]:
    with open_unpacked(path) as stream:
        try:
            data = stream.read(_LARGEST + 1)
        except unpack_errors() as error:
            raise DataError(f"{path} cannot be unpacked ({error}); fetch it again") from error
    if len(data) > _LARGEST:
        raise DataError(f"{path} has more than {_LARGEST >> 20} MB; fetch its pages one by one")
    try:
        page = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON that can be read: {error}; fetch it again") from None
    if not isinstance(page, dict) or not ("publications" in page or "groups" in page):
        raise DataError(f"{path} is not a catalogue of OPDS: it has no publications; name its format with --from")
    return page


def _record(number: int, metadata: Any) -> Record:
    subjects = [_subject(one) for one in _list(_get(metadata, "subject"))]
    title = ": ".join(filter(None, (_text(_get(metadata, name)) for name in ("title", "subtitle"))))
    description = best_description([_text(_get(metadata, "description"))])
    return book_record(
        number,
        Book(description, title or None, authors=_texts(_get(metadata, "author"))),
        _text(_get(metadata, "identifier")),
        publisher="; ".join(_texts(_get(metadata, "publisher"))),
        language=" ".join(_texts(_get(metadata, "language"))),
        audience=" ".join(one.code or one.heading for one in subjects if one.scheme in AUDIENCES),
        subjects=tuple(one for one in subjects if one.scheme not in AUDIENCES and (one.code or one.heading)),
    )


def _subject(one: Any) -> Subject:
    if not isinstance(one, dict):
        return Subject("", "", _text(one))
    return subject_of(_text(one.get("scheme")), _text(one.get("code")), _text(one.get("name")))


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    """A list; one value stands for a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, _list(value))))


def _text(value: Any) -> str:
    """Text as it is, by language (English first), or as the name of a person or a publisher."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("en") or next(iter(value.values()), ""))
    return value.strip() if isinstance(value, str) else ""
