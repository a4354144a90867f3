"""Any other CSV, JSON Lines or Parquet file with a description in each row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from bookgenre.corpus.sources.adapter import Columns, SourceRecord, TableAdapter
from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows, require_columns
from bookgenre.files.rows import columns_of

__all__ = ["generic_adapter", "guess_columns"]

# What a column may be called; the first of these that a file has is taken.
_FIELDS = {
    "description": "description blurb summary synopsis body text about book_description overview".split(),
    "title": "title name book_title".split(),
    "genres": "genres genre categories category subjects tags topics labels".split(),
    "authors": "authors author author_name book_author".split(),
    "language": "language lang language_code".split(),
}
_IDENTIFIERS = {
    "isbn13": "isbn13 isbn_13 isbn".split(),
    "isbn10": "isbn10 isbn_10".split(),
    "goodreads": "goodreads_book_id goodreads_id".split(),
    "url": "url link book_url".split(),
    "id": "id book_id bookid".split(),
}
_KINDS = [*_IDENTIFIERS, "smashwords", "wikipedia"]
_LOOK_AHEAD = 100
_SHOWN = 30


def generic_adapter(
    name: str = "generic",
    columns: Columns | None = None,
    *,
    named: Mapping[str, str] | None = None,
    title: str = "",
    url: str = "",
    licence: str = "not stated",
    complete: bool = False,
) -> TableAdapter:
    """Return an adapter for a table of any columns.

    Parameters
    ----------
    name, title, url, licence, complete
        See `Adapter`.
    columns
        What holds what; nothing else is read. None: told by common names when a file is opened.
    named
        Where `columns` is None, the columns that are known: ``{"description": "Blurb", "isbn13": "EAN"}``. The keys are
        fields of `Columns` or kinds of identifiers; ``genre_separator`` and ``author_separator`` are taken as well.

    Raises
    ------
    DataError
        On reading, if the file lacks a named column or none can be told to hold descriptions.
    """
    return _GenericAdapter(name, columns, named or {}, title=title, url=url, licence=licence, complete=complete)


class _GenericAdapter(TableAdapter):
    """A table whose columns are settled when its file is opened."""

    def __init__(
        self,
        name: str,
        columns: Columns | None,
        named: Mapping[str, str],
        *,
        title: str,
        url: str,
        licence: str,
        complete: bool,
    ) -> None:
        super().__init__(name, columns or Columns(), title=title, url=url, licence=licence, complete=complete)
        self._settled = columns is not None
        self._named = named

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether there is a column that holds descriptions."""
        description = self.columns.description if self._settled else self._named.get("description")
        return description in columns if description else _find(_FIELDS["description"], columns) is not None

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a row.

        Raises
        ------
        DataError
            If the file is missing or empty, lacks a named column, or none can be told to hold descriptions.
        """
        found = _columns_of(path)
        columns = self.columns if self._settled else guess_columns(path, found, self._named)
        require_columns(path, found, _used(columns))
        # One line of JSON may leave out what the others have; only without a description is it of no use.
        table = TableAdapter(self.name, columns, complete=self.complete, needed=[columns.description])
        yield from table.read(path, rejects)


def guess_columns(path: Path, found: Sequence[str], named: Mapping[str, str] | None = None) -> Columns:
    """Tell by their names which of the columns `found` in `path` hold what, as far as they are not `named`.

    Case does not count, nor whether words are parted by spaces, hyphens or underscores.

    Raises
    ------
    DataError
        If none seems to hold descriptions, or a key of `named` means nothing.
    """
    named = dict(named or {})
    genre_separator, author_separator = named.pop("genre_separator", None), named.pop("author_separator", None)
    unknown = [key for key in named if key not in _FIELDS and key not in _KINDS]
    if unknown:
        raise DataError(f"there is no field {unknown[0]!r}; choose of: {', '.join([*_FIELDS, *_KINDS])}")
    fields = {field: named.get(field) or _find(names, found) for field, names in _FIELDS.items()}
    description = fields.pop("description")
    if description is None:
        shown = ", ".join(name[:40] for name in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise DataError(
            f"no column of {path} is called like a description; it has: {shown or 'none'}; "
            "name the column that holds it: --column description=NAME"
        )
    kinds = {kind: named.get(kind) or _find(_IDENTIFIERS.get(kind, []), found) for kind in _KINDS}
    return Columns(
        description,
        **fields,
        identifiers={kind: name for kind, name in kinds.items() if name},
        genre_separator=genre_separator,
        author_separator=author_separator,
    )


def _find(names: Sequence[str], columns: Sequence[str]) -> str | None:
    plain = {re.sub(r"[\s_-]+", "_", column.strip()).casefold(): column for column in reversed(columns)}
    return next((plain[name] for name in names if name in plain), None)


def _used(columns: Columns) -> list[str]:
    names = [*columns.needed, columns.authors, columns.language, *columns.identifiers.values()]
    return [name for name in names if name]


def _columns_of(path: Path) -> list[str]:
    # The first line of JSON may leave out what later ones have.
    rows = islice(read_rows(path, Rejects()), _LOOK_AHEAD)
    return list(dict.fromkeys([*columns_of(path), *(name for row in rows for name in row.values)]))
