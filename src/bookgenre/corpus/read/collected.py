"""What ``bookgenre collect books`` wrote."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.corpus.read.adapter import PATH_SEPARATOR, Adapter, SourceRecord, clean_identifiers, excerpt
from bookgenre.corpus.read.language_codes import language_code
from bookgenre.files import Rejects, read_rows

__all__ = ["CollectedBooks", "collected_books"]

_MARKS = frozenset({"url", "description", "categories", "collected"})


class CollectedBooks(Adapter):
    """Reads the collector's JSON Lines; each category of the store becomes one genre, its path from the top."""

    name = "smashwords"
    title = "Smashwords, as collected by bookgenre"
    url = "https://www.smashwords.com"
    licence = "publishers' and authors' blurbs; for your own research, not to be passed on"
    complete = True

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether the first object has the collector's fields."""
        return _MARKS.issubset(columns)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a line; a line whose fields are of the wrong types goes to `rejects`.

        Raises
        ------
        DataError
            If the file is missing or empty.
        """
        for row in read_rows(path, rejects, needed=("description", "categories")):
            try:
                book = _book(row.values)
            except ValueError as error:
                rejects.add("not a collected book", file=path, line=row.line, excerpt=excerpt(row), why=str(error))
                continue
            yield SourceRecord(row.line, self.record(book))


def _book(entry: Mapping[str, Any]) -> Book:
    if not isinstance(entry["categories"], list):
        raise ValueError("categories is not a list")
    paths = [_texts("categories", path) for path in entry["categories"]]
    return Book(
        description=_text(entry, "description"),
        title=_text(entry, "title") or None,
        genres=tuple(dict.fromkeys(PATH_SEPARATOR.join(path) for path in paths if path)),
        identifiers=clean_identifiers({"smashwords": str(entry.get("id") or ""), "url": _text(entry, "url")}),
        source=CollectedBooks.name,
        authors=tuple(_texts("authors", entry.get("authors") or [])),
        language=language_code(_text(entry, "language")),
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    return value.strip()


def _texts(name: str, values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} is {values!r}, but must be a list of texts")
    return [text for value in values if (text := value.strip())]


collected_books = CollectedBooks()
