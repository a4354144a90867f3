"""Any other CSV, JSON Lines or Parquet file with a description in each row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from bookgenre.corpus.read.adapter import Columns, SourceRecord, TableAdapter
from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows, require_columns
from bookgenre.files.rows import columns_of

__all__ = ["GenericAdapter", "guess_columns"]

# What a column may be called, in small letters, words joined by underscores; the first that a file has is taken.
_FIELDS = {
    "description": (
        "description blurb summary synopsis body text about book_description overview book_summary book_blurb "
        "long_description product_description short_description publisher_description plot plot_summary "
        "description_text desc annotation abstract back_cover back_cover_copy beschreibung klappentext inhalt "
        "zusammenfassung résumé resume descripción descripcion sinopsis descrizione trama beschrijving comments"
    ).split(),
    "title": (
        "title name book_title full_title product_title book_name titel buchtitel titre título titulo titolo"
    ).split(),
    "genres": (
        "genres genre categories category bisac bisacs bisac_subjects bisac_subject bisac_categories "
        "bisac_category bisac_headings bisac_heading bisac_codes bisac_code subjects subject subject_headings thema "
        "thema_codes thema_subjects tags topics labels label book_genres book_genre genre_list genre_names main_genre "
        "primary_genre shelves bookshelves shelf gattung kategorie kategorien genero género géneros genere categorie "
        "catégorie schlagwörter keywords"
    ).split(),
    "authors": (
        "authors author author_name book_author author_names creator creators autor autoren auteur autore"
    ).split(),
    "language": "language lang language_code languages sprache langue idioma lingua".split(),
}
_IDENTIFIERS = {
    "isbn13": "isbn13 isbn_13 isbn ean ean13 gtin".split(),
    "isbn10": "isbn10 isbn_10".split(),
    "goodreads": "goodreads_book_id goodreads_id".split(),
    "url": "url link book_url".split(),
    "id": "id book_id bookid".split(),
}
# "Genre 1", "BISAC2": one genre in each.
_NUMBERED = re.compile(r"(?:genre|category|bisac(?:_(?:subject|code|heading|category))?|subject|tag)s?_?\d")
_KINDS = [*_IDENTIFIERS, "smashwords", "wikipedia"]
_LOOK_AHEAD = 100
_SHOWN = 30
# The name of a column is not as long as a sentence.
_LONG_NAME = 60


class GenericAdapter(TableAdapter):
    """Reads a table of any columns, which are recognised by common names when its file is opened.

    Parameters
    ----------
    name
        See `Adapter`.
    named
        The columns that are known: ``{"description": "Blurb", "isbn13": "EAN"}``. The keys are fields of `Columns` or
        kinds of identifiers; ``genre_separator`` and ``author_separator`` are taken as well.
    """

    def __init__(self, name: str = "generic", named: Mapping[str, str] | None = None) -> None:
        super().__init__(name, Columns(), title="Any table with a column of descriptions")
        self._named = named or {}

    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether there is a column that holds descriptions."""
        description = self._named.get("description")
        return description in columns if description else _find(_FIELDS["description"], columns) is not None

    def read(self, path: Path, rejects: Rejects) -> Iterator[SourceRecord]:
        """Yield one record a row.

        Raises
        ------
        DataError
            If the file is missing or empty, lacks a named column, or none seems to hold descriptions.
        """
        found = _columns_of(path)
        columns = guess_columns(path, found, self._named)
        require_columns(path, found, _used(columns))
        rejects.note(path, _column_note(columns))
        if columns.genres is None:
            rejects.note(path, "no column holds genres, so no record is labelled; name it: --column genres=NAME")
        # One line of JSON may leave out what the others have; only without a description is it of no use.
        table = TableAdapter(self.name, columns, needed=[columns.description])
        yield from table.read(path, rejects)


def guess_columns(path: Path, found: Sequence[str], named: Mapping[str, str] | None = None) -> Columns:
    """Recognise the columns `found` in `path` by their names, as far as they are not `named`.

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
        raise DataError(f"there is no field {unknown[0]!r}; choose one of: {', '.join([*_FIELDS, *_KINDS])}")
    fields = {field: named.get(field) or _find(names, found) for field, names in _FIELDS.items()}
    description = fields.pop("description")
    if description is None:
        raise DataError(_no_description(path, found))
    numbered = [] if fields["genres"] else [name for name in found if _NUMBERED.fullmatch(_plain(name))]
    if numbered:
        fields["genres"] = numbered[0]
    kinds = {kind: named.get(kind) or _find(_IDENTIFIERS.get(kind, []), found) for kind in _KINDS}
    return Columns(
        description,
        **fields,
        identifiers={kind: name for kind, name in kinds.items() if name},
        genre_separator=genre_separator,
        author_separator=author_separator,
        more_genres=tuple(numbered[1:]),
    )


def _no_description(path: Path, found: Sequence[str]) -> str:
    plain = {_plain(name) for name in found}
    if plain <= {"title", "url", "link", ""} and not plain.isdisjoint({"url", "link"}):
        return (
            f"{path} lists links to books ({', '.join(filter(None, found))}) and holds no descriptions; "
            "collect the books that it names first: bookgenre collect books"
        )
    shown = ", ".join(name[:40] for name in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
    if any(len(name) > _LONG_NAME for name in found):
        return (
            f"the first line of {path} is a row and no header: {shown}; "
            "write a line with the names of the columns above it, such as title,description,genres"
        )
    if sum(map(bool, found)) == 1:
        return (
            f"the first line of {path} names no description: {shown}; write the names of the columns there, such as "
            "title,description,genres, with nothing above them, or name the column: --column description=NAME"
        )
    return (
        f"no column of {path} has a name for descriptions; it has: {shown or 'none'}; "
        "name the column that holds it: --column description=NAME"
    )


def _column_note(columns: Columns) -> str:
    """Return the sentence that says which column was taken for what."""
    names = {
        "description": columns.description,
        "title": columns.title,
        "genres": " and ".join(map(repr, filter(None, (columns.genres, *columns.more_genres)))),
        "authors": columns.authors,
        "language": columns.language,
        **columns.identifiers,
    }
    return "columns: " + ", ".join(
        f"{field} from {name if field == 'genres' else repr(name)}" for field, name in names.items() if name
    )


def _plain(name: str) -> str:
    """Return the name of a column in small letters, its words joined by underscores: ``Genre(s)`` is ``genres``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip().lstrip("\ufeff")).replace("(s)", "s")
    return re.sub(r"\W+|_+", "_", words.casefold()).strip("_")


def _find(names: Sequence[str], columns: Sequence[str]) -> str | None:
    plain = {_plain(column): column for column in reversed(columns)}
    return next((plain[name] for name in names if name in plain), None)


def _used(columns: Columns) -> list[str]:
    names = [*columns.needed, *columns.more_genres, columns.authors, columns.language, *columns.identifiers.values()]
    return [name for name in names if name]


def _columns_of(path: Path) -> list[str]:
    # The first line of JSON may leave out what later ones have.
    rejects = Rejects()
    rows = islice(read_rows(path, rejects), _LOOK_AHEAD)
    found = list(dict.fromkeys([*columns_of(path), *(name for row in rows for name in row.values)]))
    if not found and rejects.counts:
        why = next(iter(rejects.counts))
        raise DataError(f"{path} has no row that can be read ({why}); write one JSON object per line")
    return found
