"""Pages that were fetched once, in one SQLite file.

Scrapy's own storages write several files a page, with pickle among them; a kill between two of them leaves an entry
that cannot be read. A transaction is complete or absent.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings

from bookgenre.collect.options import LARGEST_PAGE
from bookgenre.errors import CollectError

__all__ = ["PageCache"]

_TABLE = """
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY,
    fetched REAL NOT NULL,
    status INTEGER NOT NULL,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL
)
"""


class PageCache:
    """A storage for Scrapy's ``HttpCacheMiddleware``.

    While it is open no other process may use it: two crawls side by side would ask the site twice as fast as either
    believes.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._path = Path(settings["BOOKGENRE_CACHE"])
        self._max_age: float = settings.getfloat("HTTPCACHE_EXPIRATION_SECS")
        self._database: sqlite3.Connection | None = None

    def open_spider(self, spider: Any) -> None:
        """Open the file; where another crawl came first since the start, end this one before it asks for anything."""
        try:
            self._database = connect(self._path)
        except CollectError as error:
            spider.throttle.stop(str(error))

    def close_spider(self, spider: Spider) -> None:  # noqa: ARG002
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:  # noqa: ARG002
        """Return the page, if it was fetched and is not too old."""
        if self._database is None:
            return None
        with self._own_faults():
            found = self._database.execute(
                "SELECT fetched, status, url, headers, body FROM pages WHERE key = ?", (_key(request),)
            ).fetchone()
        if found is None or time.time() - found[0] > self._max_age:
            return None
        _, status, url, headers, body = found
        fields = Headers(json.loads(headers))
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(body, LARGEST_PAGE)
        if unpacker.unconsumed_tail:
            # Kept by an older version, which took pages of any size.
            return None
        kind = responsetypes.from_args(headers=fields, url=url, body=content)
        return kind(url=url, headers=fields, status=status, body=content)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:  # noqa: ARG002
        """Keep a page."""
        if self._database is None:
            return
        headers = {
            name.decode("latin-1"): [value.decode("latin-1") for value in values]
            for name, values in response.headers.items()
            if name.lower() != b"set-cookie"
        }
        page = (response.status, response.url, json.dumps(headers), zlib.compress(response.body))
        with self._own_faults(), self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)", (_key(request), time.time(), *page)
            )

    @contextmanager
    def _own_faults(self) -> Iterator[None]:
        """Distinguish a full disk from a site that does not answer: Scrapy counts both as a failed page."""
        try:
            yield
        except sqlite3.Error as error:
            raise CollectError(f"{self._path} cannot be used: {error}; make room or choose another folder") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open the cache exclusively for this process; `CollectError` if another crawl uses it or it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=2)
        try:
            # Process-wide safety needs no fsync a page; a page lost with the machine is fetched again.
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            with database:
                database.execute(_TABLE)
        except BaseException:
            database.close()
            raise
    except (OSError, sqlite3.Error) as error:
        if "locked" in str(error):
            raise CollectError(
                f"another crawl uses {path}; wait until it has ended, or choose another folder"
            ) from None
        raise CollectError(f"{path} cannot be used: {error}; choose another folder for --out") from error
    return database


def _key(request: Request) -> str:
    # The adult filter's cookie changes what a page shows.
    return f"{request.url} {(request.headers.get('Cookie') or b'').decode()}".strip()
