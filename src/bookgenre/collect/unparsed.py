"""Pages that could not be understood, kept with the reason for whoever mends the selectors."""

import json
from pathlib import Path

from bookgenre.files import write_file
from bookgenre.files.atomic import write_errors

__all__ = ["UnparsedPages"]


class UnparsedPages:
    """A folder with two files a page: the page itself, and where it comes from and what it lacks.

    Parameters
    ----------
    folder
        Made with the first page.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, book_id: str, *, url: str, reason: str, body: bytes) -> None:
        """Keep one page, in place of what was kept of it before.

        Raises
        ------
        DataError
            If it cannot be written; as `forget` does.
        """
        write_file(self.folder / f"{book_id}.html", body)
        entry = {"id": book_id, "url": url, "reason": reason}
        write_file(self.folder / f"{book_id}.json", json.dumps(entry, ensure_ascii=False) + "\n")

    def forget(self, book_id: str) -> None:
        """Remove a page that is understood now."""
        for suffix in (".html", ".json"):
            path = self.folder / f"{book_id}{suffix}"
            with write_errors(path):
                path.unlink(missing_ok=True)
