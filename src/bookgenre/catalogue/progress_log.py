"""Progress of a run over many records, as lines of the log."""

import logging
import time

__all__ = ["ProgressLog"]

_log = logging.getLogger(__name__)

_FIRST_LINE, _NEXT_LINE = 3.0, 10.0
"""Seconds until progress is logged first, and again."""


class ProgressLog:
    """Logs how far a run over `total` records is, at what rate, and how long it will take."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = self._next = 0.0
        self._first = 0

    def tell(self, done: int) -> None:
        """Log a line where it is time for one."""
        now = time.monotonic()
        if not self._began:
            # From the first answer on: loading the model says nothing about the rate.
            self._began, self._next, self._first = now, now + _FIRST_LINE, done
        if now < self._next:
            return
        self._next = now + _NEXT_LINE
        rate = (done - self._first) / (now - self._began)
        left = _duration((self._total - done) / rate)
        _log.info("%s of %s records, %.3g per second, %s left", f"{done:,}", f"{self._total:,}", rate, left)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
