"""Any other CSV, JSON Lines or Parquet file with a description in each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bookgenre.corpus.read.adapter import SourceRecord, TableAdapter
from bookgenre.files import Rejects, require_columns
from bookgenre.files.column_names import NamedColumns, has_description, name_columns
from bookgenre.files.rows import seen_columns

__all__ = ["GenericAdapter"]


class GenericAdapter(TableAdapter):
    """Reads a table of any columns, which are recognised by common names when its file is opened.

    `named` are the columns that are known: ``{"description": "Blurb", "isbn13": "EAN"}``, as `name_columns` takes them.
    """

    def __init__(
        self, name: str = "generic", named: Mapping[str, str] | None = None, separator: str | None = None
    ) -> None:
        title = "Any table with a column of descriptions"
        super().__init__(name, NamedColumns("description"), title, separator=separator)
        self._named = named or {}

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether there is a column that holds descriptions."""
        description = self._named.get("description")
        return description in columns if description else has_description(columns)

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record per row; a `DataError` if a named column is missing, or none seems to hold descriptions."""
        found = seen_columns(path)
        # A corpus is of one kind of text.
        used = replace(name_columns(path, found, self._named), other_descriptions=())
        require_columns(path, found, used.used)
        rejects.note(path, used.sentence)
        if not used.genres:
            rejects.note(path, "no column holds genres, so no record is labelled; name it: --column genres=NAME")
        # One line of JSON may leave out what the others have; only without a description is it of no use.
        table = TableAdapter(self.name, used, needed=[used.description], separator=self.separator)
        yield from table.read(path, rejects)
