"""What a package document says of its book, and the subjects that it gets."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bookgenre.book import Book
from bookgenre.catalogue.epub.package_document import Entry, PackageDocument, parse_package
from bookgenre.catalogue.html_descriptions import best_description
from bookgenre.catalogue.record import Finding, Record, Subject, book_record
from bookgenre.errors import DataError
from bookgenre.text.isbn import isbn13

__all__ = ["describe_publication", "read_publication", "subjects_to_add"]

_BISAC_CODE = re.compile(r"[A-Z]{3}\d{6}")
_BISAC_HEADING = re.compile(r"[A-Z][A-Z '&,-]+ / \S")
_AUTHORITIES = {"bisacsh": "bisac"}


def read_publication(path: Path, package: Callable[[Path], bytes]) -> Iterator[Record]:
    """Read the one book of a file; the record has a problem where the file is damaged, hostile or encrypted.

    `package` returns the bytes of the file's package document. A file that is missing is a `DataError`.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}; check the name")
    try:
        yield describe_publication(1, parse_package(package(path)))
    except DataError as error:
        yield Record(1, None, problem=str(error))


def describe_publication(number: int, package: PackageDocument, more: Mapping[str, str] | None = None) -> Record:
    """Return what a package document says of its book; `more` are further fields of the record."""
    isbn, languages = _isbn(package), [entry.text for entry in package.all("dc:language") if entry.text]
    code = languages[0].lower()[:2] if languages and re.match(r"[A-Za-z]{2}(?![A-Za-z])", languages[0]) else None
    book = Book(
        _description(package),
        _title(package) or None,
        authors=_authors(package),
        identifiers={"isbn13": isbn} if isbn else {},
        language=code,
    )
    record = book_record(
        number,
        book,
        isbn or _identifier(package),
        subjects=tuple(dict.fromkeys(_subjects(package))),
        publisher=next((entry.text for entry in package.all("dc:publisher")), ""),
        language=next(iter(languages), ""),
    )
    return replace(record, fields={**record.fields, **more}) if more else record


def _description(package: PackageDocument) -> str:
    """The long description of Standard Ebooks, or the longest; one too short to be one only where there is no other."""
    short = sorted((entry.text for entry in package.all("dc:description")), key=len, reverse=True)
    return best_description((package.property("se:long-description"), *short))


def _title(package: PackageDocument) -> str:
    titles = [entry for entry in package.all("dc:title") if entry.text]
    kinds = {package.refined(entry, "title-type"): entry.text for entry in reversed(titles)}
    main = kinds.get("main") or (titles[0].text if titles else "")
    subtitle = kinds.get("subtitle", "")
    # Two blanks and line ends are of the layout.
    return " ".join((f"{main}: {subtitle}" if subtitle and subtitle not in main else main).split())


def _authors(package: PackageDocument) -> tuple[str, ...]:
    creators = [entry for entry in package.all("dc:creator") if entry.text]
    authors = [entry for entry in creators if package.refined(entry, "role").lower() in ("", "aut")]
    return tuple(dict.fromkeys(" ".join(entry.text.split()) for entry in authors or creators))


def _isbn(package: PackageDocument) -> str:
    """The ISBN of the book, or nothing."""
    for entry in package.all("dc:identifier"):
        found = isbn13(re.sub(r"^urn:isbn:", "", entry.text, flags=re.IGNORECASE))
        # A short number of another scheme may pass for an ISBN that has lost its zeros.
        if found and len(re.sub(r"\D", "", entry.text)) >= 9:
            return found
    return ""


def _identifier(package: PackageDocument) -> str:
    entries = package.all("dc:identifier")
    named = [entry.text for entry in entries if package.unique and entry.attributes.get("id") == package.unique]
    return next((text for text in (*named, *(entry.text for entry in entries)) if text), "")


def _subjects(package: PackageDocument) -> Iterator[Subject]:
    yield from (_subject(package, entry) for entry in package.all("dc:subject") if entry.text)
    for meta in package.all("meta"):
        if meta.attributes.get("property") == "se:subject" and meta.text:
            yield Subject("Standard Ebooks", heading=meta.text)


def _subject(package: PackageDocument, entry: Entry) -> Subject:
    text = " ".join(entry.text.split())
    authority = package.refined(entry, "authority").lower()
    term = package.refined(entry, "term")
    if authority:
        return Subject(_AUTHORITIES.get(authority, authority), term, "" if text == term else text)
    if _BISAC_CODE.fullmatch(text):
        return Subject("bisac", code=text)
    return Subject("bisac" if _BISAC_HEADING.match(text) else "", heading=text)


def subjects_to_add(finding: Finding, package: PackageDocument) -> list[str]:
    """Return the names of the genres to act on, without those that are among the subjects.

    Names and no codes: reading programs show each subject as a tag.
    """
    present = {entry.text.casefold() for entry in package.all("dc:subject")}
    names = () if finding.problem else tuple(genre.name for genre in finding.shortlist)
    return [name for name in dict.fromkeys(names) if name.casefold() not in present]
