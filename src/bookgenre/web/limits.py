"""How much one client may ask: books a minute, counted in memory or in Redis."""

import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Flask, g, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse_many

from bookgenre.errors import InputError
from bookgenre.web.settings import Settings

__all__ = ["BOOKS_OF_AN_EXPLANATION", "TooManyError", "client", "limit_books"]

BOOKS_OF_AN_EXPLANATION = 5
"""An explanation has the network read a text up to 64 times, so it counts as so many books."""

_SECONDS_FOR_REDIS = 0.5


class TooManyError(Exception):
    """The client has asked about as many books as it may; it may ask again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many books; try again in {retry_after} s")
        self.retry_after = retry_after


def limit_books(app: Flask, settings: Settings) -> Callable[[int], None]:
    """Return a function that counts books for the client of the request at hand.

    It raises `TooManyError` when the limit is passed, and `InputError` for more books than any window holds. Where the
    storage cannot be reached, each process counts in its own memory until it can be reached again: a lost Redis must
    not take the site down.
    """
    if not settings.rate_limit:
        return lambda books: None  # noqa: ARG005
    most = min(limit.amount for limit in parse_many(settings.rate_limit))
    timeouts: dict[str, Any] = dict.fromkeys(("socket_connect_timeout", "socket_timeout"), _SECONDS_FOR_REDIS)
    limiter = Limiter(
        client,
        app=app,
        storage_uri=settings.rate_limit_storage,
        storage_options={} if settings.rate_limit_storage == "memory://" else timeouts,
        # Unlike the sliding ones it can say when exactly the next request will be let in.
        strategy="fixed-window",
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )

    @limiter.shared_limit(settings.rate_limit, scope="books", cost=lambda: g.books_counted)
    def check() -> None:
        pass

    def count(books: int) -> None:
        if books > most:
            raise InputError(
                f"this counts as {books} books, and this server allows {settings.rate_limit}; ask for fewer"
            )
        g.books_counted = books
        try:
            check()
        except RateLimitExceeded:
            limit = limiter.current_limit
            wait = limit.reset_at - time.time() if limit else 1
            raise TooManyError(max(1, math.ceil(wait))) from None

    return count


def client() -> str:
    """Whom a request is counted for: an IPv4 address, or the network of 64 bits that a household has of IPv6."""
    sent = request.remote_addr or ""
    try:
        address = ip_address(sent)
    except ValueError:  # a Unix socket has none
        return sent or "local"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)
