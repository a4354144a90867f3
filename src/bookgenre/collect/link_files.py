"""Links to books from files: the collector's JSON Lines, or a table with a column ``url``."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bookgenre.collect.records import BookLink
from bookgenre.collect.site import Site
from bookgenre.errors import DataError
from bookgenre.files import Rejects, Row, read_rows, require_columns
from bookgenre.files.lists import plain_text
from bookgenre.files.rows import columns_of, is_table

__all__ = ["addressed_rows", "by_small_letters", "read_links"]


def read_links(paths: Sequence[Path], site: Site, rejects: Rejects) -> list[BookLink]:
    """Return the links of all files in order, each book once; a file without links to the site is a `DataError`."""
    links: dict[str, BookLink] = {}
    for path in paths:
        columns = columns_of(path)
        if is_table(path) and "url" not in by_small_letters(dict.fromkeys(columns)):
            require_columns(path, columns, ["url"])
        for row, book_id in addressed_rows(path, site, rejects):
            if book_id is None:
                rejects.add("not the address of a book", file=path, line=row.line)
            elif book_id not in links:
                links[book_id] = BookLink(book_id, site.book_url(book_id), plain_text(row.values.get("title")))
    if not links:
        raise DataError(
            f"no link in {', '.join(map(str, paths))} leads to a book on {site.host} "
            f"({rejects.total:,} rejected); name another site with --site"
        )
    return list(links.values())


def addressed_rows(path: Path, site: Site, rejects: Rejects) -> Iterator[tuple[Row, str | None]]:
    """Yield rows, their columns named in small letters, and the id of the book that ``url`` leads to; None without one.

    Rows whose address leads elsewhere go to `rejects`.
    """
    for row in read_rows(path, rejects):
        values = by_small_letters(row.values)
        link = plain_text(values.get("url"))
        url = site.absolute(link)
        book_id = site.book_id(url)
        if url and book_id is None:
            reason = "not the address of a book" if site.holds(url) else "a link to another site"
            rejects.add(reason, file=path, line=row.line, excerpt=link)
        else:
            yield Row(row.line, values), book_id


def by_small_letters(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row by the names of its columns in small letters, so that ``Title,URL`` is ``title,url``."""
    return {name.strip().lower(): value for name, value in values.items()}
