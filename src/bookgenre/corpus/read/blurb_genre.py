"""The Blurb Genre Collection of the University of Hamburg: blurbs of Penguin Random House, English and German."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.corpus.read.adapter import PATH_SEPARATOR, Adapter, SourceRecord, clean_identifiers
from bookgenre.corpus.read.languages import language_code
from bookgenre.errors import DataError, MissingExtraError
from bookgenre.files import Rejects, open_lines

__all__ = ["blurb_genre_collection"]

_EDGE = re.compile(r"<book(?=[\s>])|</book\s*>")
_TAGS = "authors?|body|book|categor(?:ies|y)|copyright|d[0-9]|isbn|metadata|page_num|published|title|topics?|url"
# What is markup here is known: any other "<" and "&" is text, and with "<!" go DTDs and the entities they declare.
_STRAY_TAG = re.compile(rf"<(?!/?(?:{_TAGS})[\s>/])")
_STRAY_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});)")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX_BOOK = 1 << 20


class BlurbGenreCollection(Adapter):
    """Reads a run of ``<book>`` elements that have no root element around them.

    Genres are paths: English files give ``<d0>`` to ``<d3>`` side by side (nested ones are read too), German ones
    (GermEval 2019) ``<topic d="0">`` in a ``<category>``; each stands below the last one of the level above it.
    """

    name = "blurb-genre-collection"
    title = "Blurb Genre Collection (Aly, Remus and Biemann, 2019)"
    url = "https://www.inf.uni-hamburg.de/en/inst/ab/lt/resources/data/blurb-genre-collection.html"
    licence = "CC BY-NC 4.0"
    complete = False

    def knows(self, path: Path, columns: Sequence[str]) -> bool:
        """Say whether the file is XML, by its name or by its first line."""
        return ".xml" in path.suffixes or (bool(columns) and columns[0].startswith(("<book", "<?xml")))

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record per book; each is parsed by itself, so that a broken one damages no other.

        Raises `DataError` if the file is missing or empty, or holds no book, and `MissingExtraError` without lxml.
        """
        try:
            from lxml import etree  # type: ignore[import-untyped, unused-ignore]
        except ModuleNotFoundError as error:
            raise MissingExtraError("corpus", "lxml") from error
        line = 0
        for line, text, complete in _cut(open_lines(path, rejects)):
            book = _book(etree, text) if complete else None
            if book is None:
                rejects.add("broken book", file=path, line=line, excerpt=text)
                continue
            yield SourceRecord(line, self.record(book))
        if not line:
            raise DataError(f"{path} has no <book> element; give a file of the {self.title}")


def _cut(lines: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield the line on which each book starts, its text, and whether it ends before the next one starts."""
    parts: list[str] | None = None
    size = start = 0
    for number, line in enumerate(lines, start=1):
        position = 0
        for edge in _EDGE.finditer(line):
            opens = not edge[0].startswith("</")
            if parts is not None:
                parts.append(line[position : edge.start() if opens else edge.end()])
                yield start, "".join(parts), not opens
                parts = None
            if opens:
                parts, size, start, position = [], 0, number, edge.start()
        if parts is not None:
            parts.append(line[position:])
            size += len(line) - position
            if size > _MAX_BOOK:
                yield start, "".join(parts), False
                parts = None
    if parts is not None:
        yield start, "".join(parts), False


def _book(etree: Any, text: str) -> Book | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(_STRAY_AMPERSAND.sub("&amp;", _STRAY_TAG.sub("&lt;", text)), parser)
    # A tag that is not closed swallows what follows: then the body stands inside another element, or holds one.
    body = None if root is None else root.find("body")
    if body is None or len(body):
        return None
    return Book(
        description=_content(body),
        title=_content(root.find("title")) or None,
        genres=tuple(_paths(root)),
        identifiers=clean_identifiers({"isbn13": _content(root.find(".//isbn")), "url": _content(root.find(".//url"))}),
        source=BlurbGenreCollection.name,
        authors=tuple(filter(None, (_content(author) for author in root.iter("author", "authors")))),
        language=language_code(root.get(_LANGUAGE)),
    )


def _paths(root: Any) -> list[str]:
    """Return the genres as paths from the top, without those that another one goes on from."""
    paths: list[tuple[str, ...]] = []
    above: tuple[str, ...] = ()
    for element in root.iter("category", "topic", *(f"d{level}" for level in range(10))):
        if element.tag == "category":
            above = ()
            continue
        level = element.get("d", "") if element.tag == "topic" else element.tag[1:]
        name = " ".join((element.text or "").split())
        if name and level.isdecimal():
            above = (*above[: int(level)], name)
            paths.append(above)
    extended = {path[:length] for path in paths for length in range(1, len(path))}
    return [PATH_SEPARATOR.join(path) for path in dict.fromkeys(paths) if path not in extended]


def _content(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


blurb_genre_collection = BlurbGenreCollection()
