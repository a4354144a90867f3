"""When the next request may go out."""

import asyncio
import math
import time
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy.exceptions import IgnoreRequest

__all__ = ["Pace", "Stopped", "retry_after"]

FIRST_WAIT = 1.0
LONGEST_WAIT = 600.0
LONGEST_RETRY_AFTER = 3600.0


class Stopped(IgnoreRequest):
    """The crawl is being stopped: this request was not sent and is not done."""


class Pace:
    """One request at a time, each `delay` after the end of the last, and longer after the site has said no.

    Parameters
    ----------
    delay
        Seconds between the end of one request and the start of the next, at the least.

    Attributes
    ----------
    delay
        The same; Crawl-delay may have raised it.
    refusals
        How many answers in a row were refusals.
    why_stopped
        Why the crawl was stopped from within, or None.
    """

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.refusals = 0
        self.why_stopped: str | None = None
        self._next = 0.0
        self._ended = -math.inf
        self._turn = asyncio.Lock()
        self._stop = asyncio.Event()

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies its settings deeply; spider and middlewares share one pace.
        return self

    @property
    def stopping(self) -> bool:
        """Whether no further request may go out."""
        return self._stop.is_set()

    def slow_to(self, delay: float) -> None:
        """Take a longer delay, after the last request already; a shorter one changes nothing."""
        self.delay = max(self.delay, delay)
        self._next = max(self._next, self._ended + self.delay)

    def stop(self, why: str | None = None) -> None:
        """Let no further request out, and wake those that wait."""
        self.why_stopped = self.why_stopped or why
        self._stop.set()

    async def begin(self) -> None:
        """Wait for one's turn; `end` has to follow.

        Raises
        ------
        Stopped
            If the crawl is stopped meanwhile.
        """
        if not self.stopping:
            await self._turn.acquire()
            while not self.stopping and (wait := self._next - time.monotonic()) > 0:
                try:
                    await asyncio.wait_for(self._stop.wait(), wait)
                except TimeoutError:
                    continue
            if not self._stop.is_set():
                return
            self._turn.release()
        raise Stopped("the crawl is being stopped")

    def end(self) -> None:
        """Let the next one have its turn, `delay` from now."""
        self._ended = time.monotonic()
        self._next = max(self._next, self._ended + self.delay)
        if self._turn.locked():
            self._turn.release()

    def accepted(self) -> None:
        """Note that the site answered as it should."""
        self.refusals = 0

    def refused(self, after: float | None) -> float:
        """Note a refusal; how many seconds nothing will be asked for.

        Parameters
        ----------
        after
            What the site asked for by Retry-After, in seconds; without it the wait doubles with each refusal in a row.
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

    Parameters
    ----------
    value
        The header.
    now
        Seconds since the epoch.
    """
    text = (value or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError):
        return None
