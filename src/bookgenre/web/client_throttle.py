"""The throttle: how many windows of text one client may have read per minute, counted in memory or in Redis."""

import logging
import math
import threading
import time
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import has_request_context, request
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from bookgenre.errors import InputError
from bookgenre.web.problems import TryLaterError
from bookgenre.web.settings import Settings

__all__ = ["Throttle", "TooManyRequestsError", "client_name"]

log = logging.getLogger("bookgenre.web")

_SECONDS_FOR_REDIS = 0.5
_RETRY_S = 5.0
_MOST_COUNTS = 10_000


class TooManyRequestsError(TryLaterError):
    """The client has exceeded its rate."""

    status = 429


class Throttle:
    """Counts requests in fixed windows of time: unlike sliding ones these can say when the next request is allowed.

    Where Redis cannot be reached, each process counts in its own memory until it can be reached again: a lost Redis
    must not take the site down. With `books`, books in files are counted, which have a limit of their own, in place of
    windows of text.
    """

    def __init__(self, settings: Settings, *, books: bool = False) -> None:
        self._text = settings.jobs_rate_limit if books else settings.rate_limit
        self._unit = "books" if books else "windows of text"
        self._much = "as many books" if books else "as many requests, or as much text,"
        self._advice = "fewer books" if books else "fewer books or shorter descriptions"
        self._key = "bookgenre/books" if books else "bookgenre"
        self._limits: Sequence[RateLimitItem] = parse_many(self._text) if self._text else ()
        self._most = min((limit.amount for limit in self._limits), default=0)
        self._memory = _Memory()
        self._shared = None if settings.rate_limit_storage == "memory://" else _Shared(settings.rate_limit_storage)

    def count_request(self) -> None:
        """Count a request before any of it is read, so that what is refused later counts, too."""
        self._charge(1)

    def charge(self, amount: int, counted: int = 1) -> None:
        """Count the windows that an answer reads, beyond those `counted` before; a refusal counts nothing.

        `InputError` says that this is more than is ever allowed at once.
        """
        if self._limits and amount > self._most:
            raise InputError(
                f"this counts as {amount} {self._unit}, and this server allows {self._text}; send {self._advice}"
            )
        if amount > counted:
            self._charge(amount - counted)

    def _charge(self, amount: int) -> None:
        counts = [(limit, *self._add(limit.get_expiry(), amount)) for limit in self._limits]
        if wait := max((left for limit, total, left in counts if total > limit.amount), default=0.0):
            if amount > 1:
                for limit in self._limits:
                    self._add(limit.get_expiry(), -amount)
            seconds = max(1, math.ceil(wait))
            raise TooManyRequestsError(
                seconds, f"You have sent {self._much} as one client may ({self._text}); try again in {seconds} seconds."
            )

    def _add(self, seconds: int, amount: int) -> tuple[int, float]:
        key = f"{self._key}/{seconds}/{client_name()}"
        if self._shared is not None and (found := self._shared.add(key, seconds, amount)) is not None:
            return found
        return self._memory.add(key, seconds, amount)


class _Memory:
    """Counts of this process, on the monotonic clock: a clock that is set back must not keep clients out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def add(self, key: str, seconds: int, amount: int) -> tuple[int, float]:
        now = time.monotonic()
        with self._lock:
            ends, count = self._counts.get(key, (0.0, 0))
            if now >= ends:
                ends, count = now + seconds, 0
                if len(self._counts) >= _MOST_COUNTS:
                    self._counts = {name: one for name, one in self._counts.items() if one[0] > now}
            self._counts[key] = (ends, max(0, count + amount))
            return self._counts[key][1], ends - now


class _Shared:
    """Counts of all processes, in Redis; they end by its clock."""

    def __init__(self, address: str) -> None:
        timeouts: dict[str, Any] = dict.fromkeys(("socket_connect_timeout", "socket_timeout"), _SECONDS_FOR_REDIS)
        try:
            self._storage: Any = storage_from_string(address, **timeouts)
        except (ConfigurationError, ValueError, ImportError):
            # The address, which the reason may repeat, may hold a password.
            raise InputError(
                "BOOKGENRE_RATE_LIMIT_STORAGE cannot be used; give memory:// or redis://HOST:6379, "
                "which needs pip install 'bookgenre[redis]'; see docs/deploy.md"
            ) from None
        self._retry_at = 0.0

    def add(self, key: str, seconds: int, amount: int) -> tuple[int, float] | None:
        """As in `_Memory`, or None where Redis cannot be reached."""
        if time.monotonic() < self._retry_at:
            return None
        try:
            total = self._storage.incr(key, seconds, amount)
            # The storage adds the time of day to what is left; it is taken off again at once.
            left = self._storage.get_expiry(key) - time.time()
        except self._storage.base_exceptions as error:
            self._retry_at = time.monotonic() + _RETRY_S
            log.warning("the rate limits are counted in memory", extra={"error": type(error).__name__})
            return None
        return int(total), max(0.0, min(seconds, left))


def client_name() -> str:
    """Return the client of a request: an IPv4 address, or the network of 64 bits that a household has of IPv6."""
    sent = (request.remote_addr if has_request_context() else "") or ""
    try:
        address = ip_address(sent)
    except ValueError:  # a Unix socket has none
        return sent or "local"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)
