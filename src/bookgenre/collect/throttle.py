"""When the next request may be sent."""

import asyncio
import math
import time
from collections.abc import Awaitable
from email.utils import parsedate_to_datetime
from typing import Self, TypeVar

from scrapy.exceptions import IgnoreRequest

__all__ = ["Stopped", "Throttle", "retry_after"]

FIRST_WAIT = 1.0
LONGEST_WAIT = 600.0
LONGEST_RETRY_AFTER = 3600.0
LAST_WAIT = 0.5
"""Seconds that a crawl which is being stopped waits for an answer on its way."""

_Page = TypeVar("_Page")


class Stopped(IgnoreRequest):
    """The crawl is being stopped: this request was not sent and is not done."""


class Throttle:
    """One request at a time, each `delay` seconds after the end of the last, and later after a refusal.

    Attributes
    ----------
    delay
        Seconds between the end of one request and the start of the next, at the least; Crawl-delay may have raised it.
    refusals
        How many answers in a row were refusals.
    stop_reason
        Why the crawl stopped itself, or None.
    """

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.refusals = 0
        self.stop_reason: str | None = None
        self._next = 0.0
        self._ended = -math.inf
        self._lock = asyncio.Lock()
        self._stop = asyncio.Event()

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies its settings deeply; spider and middlewares share one throttle.
        return self

    @property
    def stopping(self) -> bool:
        """Whether no further request may go out."""
        return self._stop.is_set()

    def slow_to(self, delay: float) -> None:
        """Take a longer delay, after the last request already; a shorter one changes nothing."""
        self.delay = max(self.delay, delay)
        self._next = max(self._next, self._ended + self.delay)

    def stop(self, reason: str | None = None) -> None:
        """Allow no further request, and wake those that wait."""
        self.stop_reason = self.stop_reason or reason
        self._stop.set()

    async def begin(self) -> None:
        """Wait until a request may be sent; `end` has to follow. `Stopped` is raised if the crawl is stopped."""
        if not self.stopping:
            await self._lock.acquire()
            while not self.stopping and (wait := self._next - time.monotonic()) > 0:
                try:
                    await asyncio.wait_for(self._stop.wait(), wait)
                except TimeoutError:
                    continue
            if not self._stop.is_set():
                return
            self._lock.release()
        raise Stopped("the crawl is being stopped")

    async def unless_stopped(self, download: Awaitable[_Page]) -> _Page:
        """Wait for an answer; once the crawl is stopped, for half a second at most.

        If it has not come by then, `Stopped` is raised: the connection is closed, and the request is not done.
        """
        task, stop = asyncio.ensure_future(download), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                await asyncio.wait((task,), timeout=LAST_WAIT)
            if task.done():
                return task.result()
        finally:
            stop.cancel()
            if not task.done():
                task.cancel()
                # Its result is read, or asyncio would log that nobody has read it.
                task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        raise Stopped("the crawl is being stopped")

    def end(self) -> None:
        """Allow the next request, `delay` seconds from now."""
        self._ended = time.monotonic()
        self._next = max(self._next, self._ended + self.delay)
        if self._lock.locked():
            self._lock.release()

    def accepted(self) -> None:
        """Note that the site answered as it should."""
        self.refusals = 0

    def refused(self, after: float | None) -> float:
        """Note a refusal; how many seconds nothing will be asked for.

        That is what the site asked for by Retry-After; without it the wait doubles with each refusal in a row.
        """
        self.refusals += 1
        doubled = max(FIRST_WAIT, 2 * self.delay) * 2.0 ** (self.refusals - 1)
        wait = min(LONGEST_WAIT, doubled) if after is None else after
        if wait > LONGEST_RETRY_AFTER:
            self.stop(f"the site asks to come back in {wait / 60:,.0f} minutes; run the same command again then")
        self._next = max(self._next, time.monotonic() + wait)
        return wait


def retry_after(value: str | None, *, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number, or a date.

    `now` is in seconds since the epoch.
    """
    text = (value or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError):
        return None
