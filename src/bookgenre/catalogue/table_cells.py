"""The columns that tables of findings have, and their cells."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bookgenre.catalogue.answering import SHELF_STORES
from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, GenreFinding, Record
from bookgenre.files.durations import duration_text

__all__ = ["PREFIX", "cell_text", "column_names", "found_columns", "plain_value", "table_rows"]

PREFIX = "bookgenre_"
"""Begins the names of the columns that are added."""

_SEPARATOR = "; "
_ALWAYS = ("number", "identifier", "title")
"""Columns of records that have no fields."""


def found_columns(options: WriteOptions) -> dict[str, str]:
    """Return the columns that are added: what they hold, and ``number``, ``truth``, ``list`` or ``text``."""
    if options.long:
        columns = {"rank": "whole", "genre_id": "text", "genre": "text", "probability": "number"}
        columns |= {"above_threshold": "truth", "in_shortlist": "truth"}
    else:
        columns = {"shortlist": "list", "genres": "list"}
        for place in range(1, options.top + 1):
            columns |= {f"genre_{place}": "text", f"probability_{place}": "number"}
        columns |= {"side": "text", "audience": "text"}
        columns |= dict.fromkeys(("thema", "thema_qualifiers", "bisac", "lcgft", "keywords"), "list")
        columns |= {store.replace("-", "_"): "list" for store in SHELF_STORES}
        columns |= {"colours": "list"} if options.colours else {}
        columns |= {"warnings": "list"}
    return columns | {"problem": "text", "model_version": "text"}


def column_names(options: WriteOptions) -> list[str]:
    """Return all columns: those of the input, then ours, with another prefix where the input has some of these already.

    That is told to `options.note`.
    """
    given = options.columns or _ALWAYS
    prefix, number = PREFIX, 2
    while any(prefix + column in given for column in found_columns(options)):
        prefix, number = f"{PREFIX}{number}_", number + 1
    if prefix != PREFIX:
        options.note(f"columns that begin with {PREFIX!r} are there already and stay as they are; added: {prefix}…")
    return [*given, *(prefix + column for column in found_columns(options))]


def table_rows(pairs: Iterable[tuple[Record, Finding]], options: WriteOptions) -> Iterator[list[Any]]:
    """Yield the cells of each row; tuples are lists of ours. Records of which nothing could be read give no row."""
    for record, finding in pairs:
        if finding.problem and options.columns and not record.fields:
            continue
        if options.columns:
            given = [record.fields.get(name) for name in options.columns]
        else:
            given = [record.number, record.identifier, record.book.title if record.book else None]
        if options.long:
            yield from ([*given, *cells] for cells in _long(finding))
        else:
            yield [*given, *_wide(finding, options)]


def _long(finding: Finding) -> Iterator[list[Any]]:
    if not finding.genres:
        yield [None, None, None, None, None, None, finding.problem or None, finding.model_version or None]
    listed = {genre.id for genre in finding.shortlist}
    for place, genre in enumerate(_all_genres(finding), start=1):
        probability = round(genre.probability, 4)
        cells = [place, genre.id, genre.name, probability, genre.chosen, genre.id in listed]
        yield [*cells, None, finding.model_version]


def _all_genres(finding: Finding) -> list[GenreFinding]:
    """The most probable genres and, after them, what is above its threshold or on the shortlist."""
    found = {genre.id: genre for genre in (*finding.genres, *finding.chosen, *finding.shortlist)}
    return sorted(found.values(), key=lambda genre: -genre.probability)


def _wide(finding: Finding, options: WriteOptions) -> Iterator[Any]:
    yield tuple(genre.name for genre in finding.shortlist)
    yield tuple(genre.name for genre in finding.chosen)
    for place in range(options.top):
        genre = finding.genres[place] if place < len(finding.genres) else None
        yield genre.name if genre else None
        yield round(genre.probability, 4) if genre else None
    yield finding.side
    yield finding.audience or None
    yield from (finding.thema, finding.thema_qualifiers, finding.bisac, finding.lcgft, finding.keywords)
    yield from (finding.stores.get(store, ()) for store in SHELF_STORES)
    if options.colours:
        yield finding.colours
    yield finding.warnings
    yield finding.problem or None
    yield finding.model_version or None


def cell_text(value: object) -> object:
    """Return a value as the cell of a table of text: numbers as they are, all else as text (``true``)."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "" if value != value else value
    if isinstance(value, tuple):
        return _SEPARATOR.join(map(str, value))
    if isinstance(value, list | Mapping):
        return json.dumps(plain_value(value), ensure_ascii=False)
    return plain_value(value)


def plain_value(value: object) -> object:
    """Return a value as JSON has it; what JSON has no form for becomes text, and a number that is none null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, Mapping):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, Sequence | set | frozenset):
        return [plain_value(inner) for inner in value]
    return str(value)
