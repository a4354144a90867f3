"""Which adapter reads which file."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from bookgenre.corpus.read.adapter import Adapter
from bookgenre.corpus.read.blurb_genre import blurb_genre_collection
from bookgenre.corpus.read.collected import collected_books
from bookgenre.corpus.read.generic import GenericAdapter
from bookgenre.corpus.read.known_tables import (
    best_books_ever,
    cmu_book_summaries,
    goodbooks_extended,
    reference_details,
    seven_k_books,
)
from bookgenre.corpus.read.labelled import labelled_records
from bookgenre.errors import DataError
from bookgenre.files.rows import columns_of

__all__ = ["ADAPTERS", "find_adapter"]

_GENERIC = GenericAdapter()

# The most particular first: the first that knows a file reads it.
ADAPTERS: Mapping[str, Adapter] = {
    adapter.name: adapter
    for adapter in (
        collected_books,
        labelled_records,
        best_books_ever,
        goodbooks_extended,
        seven_k_books,
        reference_details,
        cmu_book_summaries,
        blurb_genre_collection,
        _GENERIC,
    )
}


def find_adapter(path: Path, name: str | None = None) -> Adapter:
    """Return the adapter called `name`, or else the one that knows the file by its columns.

    Parameters
    ----------
    path
        The file; not looked at where a name is given.
    name
        A key of `ADAPTERS`.

    Raises
    ------
    DataError
        If there is no adapter of that name, or the file is missing or empty. That no column holds descriptions is said
        on reading.
    """
    if name is not None:
        if name in ADAPTERS:
            return ADAPTERS[name]
        near = difflib.get_close_matches(name.lower(), ADAPTERS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise DataError(f"there is no format {name!r}; {hint}choose one of: {', '.join(ADAPTERS)}")
    columns = columns_of(path)
    return next((adapter for adapter in ADAPTERS.values() if adapter.knows(path, columns)), _GENERIC)
