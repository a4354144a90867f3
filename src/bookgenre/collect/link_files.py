"""Links to books from files: the collector's JSON Lines, or a table with a column ``url``."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bookgenre.collect.records import BookLink
from bookgenre.collect.site import Site
from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows

__all__ = ["read_links"]


def read_links(paths: Sequence[Path], site: Site, rejects: Rejects) -> list[BookLink]:
    """Return the links of all files in order, each book once.

    Raises
    ------
    DataError
        If a file cannot be read or has no column ``url``, or if no link leads to a book of the site.
    """
    links: dict[str, BookLink] = {}
    rows = 0
    for path in paths:
        for link in links_of(path, site, rejects):
            rows += 1
            links.setdefault(link.id, link)
    if not links:
        raise DataError(
            f"no link in {', '.join(map(str, paths))} leads to a book on {site.host} "
            f"({rejects.total:,} rejected); another site is named by --site"
        )
    return list(links.values())


def links_of(path: Path, site: Site, rejects: Rejects) -> Iterator[BookLink]:
    """Yield the links of one file; those that lead elsewhere go to `rejects`."""
    for row in read_rows(path, rejects, needed=["url"]):
        url = str(row.values.get("url") or "").strip()
        book_id = site.book_id(url)
        if book_id is None:
            reason = "not the address of a book" if site.holds(url) or not url else "a link to another site"
            rejects.add(reason, file=path, line=row.line, excerpt=url)
            continue
        yield BookLink(book_id, site.book_url(book_id), str(row.values.get("title") or "").strip())
