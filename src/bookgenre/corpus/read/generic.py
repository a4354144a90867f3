"""Any other CSV, JSON Lines or Parquet file with a description in each row."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bookgenre.corpus.read.adapter import Columns, SourceRecord, TableAdapter
from bookgenre.files import Rejects, require_columns
from bookgenre.files.column_names import NamedColumns, has_description, name_columns, seen_columns

__all__ = ["generic_adapter"]


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
        What holds what; nothing else is read. None: recognised by common names when a file is opened.
    named
        Where `columns` is None, the columns that are known: ``{"description": "Blurb", "isbn13": "EAN"}``. The keys are
        fields of `Columns` or kinds of identifiers; ``genre_separator`` and ``author_separator`` are taken as well.

    Raises
    ------
    DataError
        On reading, if the file lacks a named column or none seems to hold descriptions.
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
        return description in columns if description else has_description(columns)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a row.

        Raises
        ------
        DataError
            If the file is missing or empty, lacks a named column, or none seems to hold descriptions.
        """
        found = seen_columns(path)
        columns = self.columns
        if not self._settled:
            named = dict(self._named)
            separators = {key: named.pop(key, None) for key in ("genre_separator", "author_separator")}
            columns = _as_columns(name_columns(path, found, named), separators)
        used = _as_named(columns)
        require_columns(path, found, used.used)
        rejects.note(path, used.sentence)
        if columns.genres is None:
            rejects.note(path, "no column holds genres, so no record is labelled; name it: --column genres=NAME")
        # One line of JSON may leave out what the others have; only without a description is it of no use.
        table = TableAdapter(self.name, columns, complete=self.complete, needed=[columns.description])
        yield from table.read(path, rejects)


def _as_columns(named: NamedColumns, separators: Mapping[str, str | None]) -> Columns:
    return Columns(
        named.description,
        title=named.title,
        genres=next(iter(named.genres), None),
        authors=named.authors,
        language=named.language,
        identifiers=named.identifiers,
        more_genres=named.genres[1:],
        **separators,
    )


def _as_named(columns: Columns) -> NamedColumns:
    genres = tuple(name for name in (columns.genres, *columns.more_genres) if name)
    return NamedColumns(
        columns.description, columns.title, genres, columns.authors, columns.language, columns.identifiers
    )
