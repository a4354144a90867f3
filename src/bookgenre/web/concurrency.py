"""A few requests compute at a time, a bounded number waits, and clients share the slots fairly."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bookgenre.web.problems import TryLaterError

__all__ = ["BusyError", "ConcurrencyLimit", "Slot"]

_HALF_LIFE_S = 30.0
_RECENT_S = 10.0
# What any client may have used before the last slot is kept from it.
_FREE_USE_S = 0.5
_POLL_S = 0.5
_MOST_CLIENTS = 10_000


class BusyError(TryLaterError):
    """The server has as much to do as it can."""


@dataclass(slots=True)
class _Use:
    """Seconds of slots that a client had lately; halved every `_HALF_LIFE_S` seconds."""

    seconds: float = 0.0
    at: float = 0.0
    seen: float = 0.0

    def now(self, now: float) -> float:
        return float(self.seconds * 0.5 ** ((now - self.at) / _HALF_LIFE_S))


@dataclass(eq=False, slots=True)
class _Ticket:
    client: str
    granted: threading.Event = field(default_factory=threading.Event)


class ConcurrencyLimit:
    """Admits a bounded number of requests, and lets a few of them compute at a time.

    A free slot goes to the waiting client that has computed least lately. The last free slot is kept for the client
    that has computed least among those of the last ten seconds, so that two busy clients do not make a third one wait.

    There are `workers` slots, one per core, as a computation uses one. `waiting` more requests are admitted, of which
    each waits `patience` seconds for its first slot. One client has at most a third of all places, but two or more.
    """

    def __init__(self, workers: int, waiting: int, patience: float) -> None:
        self._lock = threading.Lock()
        self._places = workers + waiting
        self._of_one_client = max(2, self._places // 3)
        self._workers = workers
        self._free = workers
        self._patience = patience
        self._inside: Counter[str] = Counter()
        self._waiting: list[_Ticket] = []
        self._uses: dict[str, _Use] = {}
        # Of one slot's use, a moving average from which Retry-After is computed.
        self._seconds = 0.05

    @property
    def inside(self) -> int:
        """Requests admitted that have not left."""
        return self._inside.total()

    def check(self, client: str = "") -> None:
        """Raise `BusyError` if there is no place, before anything of the request is read."""
        with self._lock:
            self._refuse_if_full(client)

    @contextmanager
    def admitted(self, client: str = "") -> Iterator[None]:
        """Take a place, or raise `BusyError` at once."""
        with self._lock:
            self._refuse_if_full(client)
            self._inside[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[client] -= 1
                if not self._inside[client]:
                    del self._inside[client]

    @contextmanager
    def slot(
        self, client: str = "", check: Callable[[], None] = lambda: None, patience: float | None = None
    ) -> Iterator["Slot"]:
        """Compute in a slot, or raise `BusyError` after waiting for `patience` seconds; None: those of this limit.

        `check` is called now and then while the request waits, and before each piece of work (`Slot.check`); an
        exception that it raises ends both. Visitors are inside `admitted` here. Work in the background is not, and all
        of it counts as the use of one client, so that visitors go first.
        """
        slot = Slot(self, client, check)
        slot.acquire(self._patience if patience is None else patience)
        try:
            yield slot
        finally:
            slot.release()

    def _refuse_if_full(self, client: str) -> None:
        if self._inside.total() >= self._places or self._inside[client] >= self._of_one_client:
            raise self._refusal()

    def _refusal(self) -> BusyError:
        # Until those inside are likely to be done.
        return BusyError(max(1, min(60, round(self._inside.total() * self._seconds / self._workers))))

    def _acquire(self, client: str, patience: float, check: Callable[[], None]) -> None:
        until = time.monotonic() + patience
        ticket = _Ticket(client)
        with self._lock:
            self._waiting.append(ticket)
            self._use(client).seen = time.monotonic()
            self._grant()
        try:
            while not ticket.granted.wait(min(_POLL_S, max(0.0, until - time.monotonic()))):
                check()
                if time.monotonic() >= until:
                    raise TimeoutError
        except BaseException as error:
            with self._lock:
                if ticket.granted.is_set():
                    self._free += 1
                    self._grant()
                else:
                    self._waiting.remove(ticket)
                if isinstance(error, TimeoutError):
                    raise self._refusal() from None
            raise

    def _release(self, client: str, seconds: float) -> None:
        with self._lock:
            now = time.monotonic()
            use = self._use(client)
            use.seconds, use.at, use.seen = use.now(now) + seconds, now, now
            self._seconds += 0.1 * (seconds - self._seconds)
            self._free += 1
            self._grant()

    def _others_wait(self, client: str, seconds: float) -> bool:
        """Whether a client waits that has computed less than this one, which has had `seconds` of its slot."""
        if not self._waiting:
            return False
        with self._lock:
            now = time.monotonic()
            mine = self._use(client).now(now) + seconds
            return any(t.client != client and self._use(t.client).now(now) < mine for t in self._waiting)

    def _grant(self) -> None:
        """Hand out free slots; the lock is held."""
        now = time.monotonic()
        while self._free and self._waiting:
            ticket = min(self._waiting, key=lambda one: self._use(one.client).now(now))
            if self._free == 1 < self._workers and not self._may_take_last(ticket.client, now):
                return
            self._waiting.remove(ticket)
            self._free -= 1
            ticket.granted.set()

    def _may_take_last(self, client: str, now: float) -> bool:
        recent = [use.now(now) for use in self._uses.values() if now - use.seen < _RECENT_S]
        return self._use(client).now(now) <= _FREE_USE_S + 2 * min(recent, default=0.0)

    def _use(self, client: str) -> _Use:
        if client not in self._uses and len(self._uses) >= _MOST_CLIENTS:
            now = time.monotonic()
            self._uses = {name: use for name, use in self._uses.items() if now - use.seen < _RECENT_S}
        return self._uses.setdefault(client, _Use())


class Slot:
    """The right to compute; `ConcurrencyLimit.slot` makes one."""

    def __init__(self, limit: ConcurrencyLimit, client: str, check: Callable[[], None]) -> None:
        self._limit, self._client, self._check = limit, client, check
        self._since: float | None = None

    def acquire(self, patience: float) -> None:
        """Wait for a slot."""
        self._limit._acquire(self._client, patience, self._check)
        self._since = time.monotonic()

    def release(self) -> None:
        """Give the slot back, if it is held."""
        if self._since is not None:
            seconds, self._since = time.monotonic() - self._since, None
            self._limit._release(self._client, seconds)

    def check(self) -> None:
        """Between two pieces of work: end it if nobody needs it, and let clients that have computed less go first."""
        self._check()
        if self._since is not None and self._limit._others_wait(self._client, time.monotonic() - self._since):
            self.release()
            # What was begun is not refused; the deadline, which the check knows, ends it.
            self.acquire(float("inf"))
