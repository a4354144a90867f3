"""Who may come in, and whose turn it is: a bound on waiting requests instead of a growing queue."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["BusyError", "Gate"]


class BusyError(Exception):
    """The server has as much to do as it can; come back after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"the server is busy; try again in {retry_after} s")
        self.retry_after = retry_after


class Gate:
    """Lets in a bounded number of requests, and lets a few of them compute at a time.

    Parameters
    ----------
    workers
        How many compute at once; one a core, as a computation uses one.
    waiting
        How many more may be inside.
    patience
        Seconds that a request inside waits for its turn.
    """

    def __init__(self, workers: int, waiting: int, patience: float) -> None:
        self._turns = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._room = workers + waiting
        self._workers = workers
        self._patience = patience
        self._inside = 0
        # Of one turn, a moving average: what Retry-After is reckoned from.
        self._seconds = 0.05
        self.refused = 0

    @property
    def inside(self) -> int:
        """Requests let in that have not left."""
        return self._inside

    def check(self) -> None:
        """Raise `BusyError` if there is no room, before anything is read or reckoned for the request."""
        if self._inside >= self._room:
            with self._lock:
                self.refused += 1
                raise BusyError(self._retry_after())

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside, or raise `BusyError` at once."""
        with self._lock:
            if self._inside >= self._room:
                self.refused += 1
                raise BusyError(self._retry_after())
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Compute when it is one's turn, or raise `BusyError` after waiting too long; only inside `entered`.

        A request with many books takes a turn for each, so that one with a single book need not wait for all of them.
        """
        if not self._turns.acquire(timeout=self._patience):
            with self._lock:
                self.refused += 1
            raise BusyError(self._retry_after())
        start = time.monotonic()
        try:
            yield
        finally:
            self._seconds += 0.1 * (time.monotonic() - start - self._seconds)
            self._turns.release()

    def _retry_after(self) -> int:
        """Whole seconds until those inside are likely to be done."""
        return max(1, min(60, round(self._inside * self._seconds / self._workers)))
