"""The known sources, and which adapter reads which file."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bookgenre.corpus.read.adapter import Adapter, TableAdapter
from bookgenre.corpus.read.blurb_genre import blurb_genre_collection
from bookgenre.corpus.read.generic import GenericAdapter
from bookgenre.corpus.read.own_records import collected_books, labelled_records
from bookgenre.errors import DataError
from bookgenre.files import Row
from bookgenre.files.column_names import NamedColumns
from bookgenre.files.rows import columns_of

__all__ = ["ADAPTERS", "find_adapter"]

_BETWEEN_NAMES = re.compile(r",\s+(?![^()]*\))")
_NOTE = re.compile(r"\(([^()]*)\)")
_AUTHOR_NOTES = frozenset({"", "author", "goodreads author"})
_MORE = frozenset({"more…", "…more", "more...", "...more"})
_REFERENCE_NAME = "desc_genres_data"
_CMU_HEADER = ("wikipedia", "freebase", "title", "author", "published", "genres", "summary")


class _BestBooksEver(TableAdapter):
    def authors(self, row: Row) -> tuple[str, ...]:
        """Return the names in "Ann Example, Bo Brush (Illustrator)" without the notes.

        Translators, illustrators and others are left out, unless the book has nobody else.
        """
        names: list[str] = []
        others: list[str] = []
        for entry in _BETWEEN_NAMES.split(str(row.values.get("author") or "")):
            notes = [note.strip().casefold() for notes in _NOTE.findall(entry) for note in notes.split(",")]
            name = " ".join(_NOTE.sub(" ", entry).split())
            if name and name not in _MORE:
                (names if _AUTHOR_NOTES.issuperset(notes) else others).append(name)
        return tuple(dict.fromkeys(names or others))


class _ReferenceDetails(TableAdapter):
    def knows(self, path: Path, columns: Sequence[str]) -> bool:
        """Say whether the file has the columns and the name of the project's own: others have such columns, too."""
        return path.name.startswith(_REFERENCE_NAME) and frozenset(columns) - {""} == self.marks


class _BookSummaries(TableAdapter):
    def knows(self, path: Path, columns: Sequence[str]) -> bool:  # noqa: ARG002
        """Say whether the first line has seven fields and a Freebase id in the second: there is no header."""
        return len(columns) == len(_CMU_HEADER) and columns[1].startswith("/m/")


_GENERIC = GenericAdapter()

# The most particular first: the first that knows a file reads it.
ADAPTERS: Mapping[str, Adapter] = {
    adapter.name: adapter
    for adapter in (
        collected_books,
        labelled_records,
        _BestBooksEver(
            "best-books-ever",
            NamedColumns(
                "description",
                title="title",
                genres=("genres",),
                authors="author",
                language="language",
                identifiers={"goodreads": "bookId", "isbn13": "isbn"},
            ),
            title="Goodreads Best Books Ever (Casanova Lozano and Costa Planells, 2020)",
            url="https://zenodo.org/record/4265096",
            licence="CC BY-NC 4.0",
            complete=True,
            marks=frozenset({"bookId", "description", "genres", "likedPercent", "bbeScore"}),
        ),
        # Its language_code was guessed from the titles by its makers, so it is not read. Its isbn13 was rounded to
        # twelve places in most rows, as the check digit shows; then the ISBN-10 is used, which lost its leading zeros.
        TableAdapter(
            "goodbooks-10k-extended",
            NamedColumns(
                "description",
                title="title",
                genres=("genres",),
                authors="authors",
                identifiers={"goodreads": "goodreads_book_id", "isbn13": "isbn13", "isbn10": "isbn"},
            ),
            title="goodbooks-10k expansion pack (malcolmosh)",
            url="https://github.com/malcolmosh/goodbooks-10k",
            complete=True,
            marks=frozenset({"goodreads_book_id", "description", "genres"}),
        ),
        TableAdapter(
            "7k-books",
            NamedColumns(
                "description",
                title="title",
                genres=("categories",),
                authors="authors",
                identifiers={"isbn13": "isbn13", "isbn10": "isbn10"},
            ),
            title="7k books with metadata (Dylan Castillo)",
            url="https://www.kaggle.com/datasets/dylanjcastillo/7k-books-with-metadata",
            licence="CC0 (as its page on Kaggle is said to state; not verified)",
            marks=frozenset({"isbn13", "isbn10", "categories", "description", "thumbnail"}),
        ),
        _ReferenceDetails(
            "reference-details",
            NamedColumns("description", title="title", genres=("genres",)),
            title="Smashwords details of multi-label-genre-classifier (krishnaraketla)",
            url="https://github.com/krishnaraketla/multi-label-genre-classifier",
            licence="publishers' and authors' blurbs; for your own research, not to be passed on",
            complete=True,
            marks=frozenset({"title", "description", "genres"}),
        ),
        # A plot tells more than a blurb; Freebase lists what somebody added, hence no evidence by absence.
        _BookSummaries(
            "cmu-book-summaries",
            NamedColumns(
                "summary",
                title="title",
                genres=("genres",),
                authors="author",
                identifiers={"wikipedia": "wikipedia", "freebase": "freebase"},
            ),
            title="CMU Book Summary data set (Bamman and Smith, 2013)",
            url="https://www.cs.cmu.edu/~dbamman/booksummaries.html",
            licence="CC BY-SA 3.0 US",
            header=_CMU_HEADER,
            language="en",
        ),
        blurb_genre_collection,
        _GENERIC,
    )
}


def find_adapter(path: Path, name: str | None = None) -> Adapter:
    """Return the adapter called `name`, a key of `ADAPTERS`, or else the one that knows the file by its columns.

    Raises `DataError` if there is no adapter of that name, or the file is missing or empty. That no column holds
    descriptions is said on reading.
    """
    if name is not None:
        if name in ADAPTERS:
            return ADAPTERS[name]
        near = difflib.get_close_matches(name.lower(), ADAPTERS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise DataError(f"there is no format {name!r}; {hint}choose one of: {', '.join(ADAPTERS)}")
    columns = columns_of(path)
    return next((adapter for adapter in ADAPTERS.values() if adapter.knows(path, columns)), _GENERIC)
