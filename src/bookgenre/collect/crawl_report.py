"""What a crawl did, and the pages that could not be understood."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bookgenre.files import write_file
from bookgenre.files.atomic import write_errors

__all__ = ["CrawlReport", "UnparsedPages"]

_CHANGED = 0.05


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did; its spider fills it.

    Attributes
    ----------
    new, known
        Records added, and those that stood in the output before.
    pages
        Pages read, from the site or from the cache.
    asked
        Requests that went out to the site.
    refused, failed
        Refusals by status, and pages that were not had, by reason.
    unparsed, hidden
        Pages that yielded no book, by reason, and those hidden by the adult filter.
    unanswered
        How many of the failed pages the network lost; a later run can still have them.
    repeated
        Links seen more than once.
    missing, empty
        Listings or books that do not exist, and listings without a book.
    interrupted, reached_limit
        Whether the user, or the limit, ended it.
    stop_reason
        Why the site or the network ended it, or None.
    seconds
        How long it took.
    """

    new: int = 0
    known: int = 0
    pages: int = 0
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    unparsed: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    unanswered: int = 0
    repeated: int = 0
    missing: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    interrupted: bool = False
    reached_limit: bool = False
    stop_reason: str | None = None
    seconds: float = 0.0

    @property
    def site_has_changed(self) -> bool:
        """Whether more than 5 percent of the books' pages could not be understood, those of earlier runs included."""
        return self.unparsed.total() > _CHANGED * self.judged

    @property
    def judged(self) -> int:
        """Pages that yielded a book or should have; a resumed crawl meets only the latter again."""
        return self.unparsed.total() + self.new + self.known


class UnparsedPages:
    """A folder with two files a page, for whoever mends the selectors: the page itself, and its address and reason."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, book_id: str, *, url: str, reason: str, body: bytes) -> None:
        """Keep one page, in place of what was kept of it before; `DataError` if it cannot be written."""
        write_file(self.folder / f"{book_id}.html", body)
        entry = {"id": book_id, "url": url, "reason": reason}
        write_file(self.folder / f"{book_id}.json", json.dumps(entry, ensure_ascii=False) + "\n")

    def forget(self, book_id: str) -> None:
        """Remove a page that is understood now."""
        for suffix in (".html", ".json"):
            path = self.folder / f"{book_id}{suffix}"
            with write_errors(path):
                path.unlink(missing_ok=True)
