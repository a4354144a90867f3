"""gunicorn's threaded worker, in which slow clients occupy no thread.

A thread handles a request once all of it has arrived; until then the connection waits in the worker's poller. Of a
client with too many connections, and of all clients where the worker is full, the oldest unfinished one is closed.

What this builds on, beside the documented ``worker_class``: the worker's poller and its two queues of waiting
connections. pyproject.toml keeps to the versions of gunicorn that have them, and tests go through each.
"""

import signal
import time
from collections import Counter
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from bookgenre.web.request_buffer import BUSY, TOO_SLOW, BufferedSocket

__all__ = ["Worker"]

_LINGER_S = 2.0
_MOST_DROPPED = 8 * 1024 * 1024
# Of all unfinished requests of one process.
_MOST_BUFFERED = 64 * 1024 * 1024
_LARGE = 65_536

# What `handle` returns for a connection that goes back to the poller.
_UNFINISHED = object()


class Worker(ThreadWorker):  # type: ignore[misc]
    """The worker; its own settings are class attributes, which `bookgenre.web.server` sets."""

    most_body: int
    # For sending a request, and again for reading the answer.
    request_seconds: float
    # 0 for no limit.
    connections_per_client: int
    # Shared with the arbiter: whether the whole server is being stopped, not only this worker.
    stopping: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of_client: Counter[str] = Counter()
        self._swept = 0.0

    def init_signals(self) -> None:
        """As gunicorn has it, but what a terminal sends to all processes is left to the arbiter."""
        super().init_signals()
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    def run(self) -> None:
        """As gunicorn has it, but end at once where the signal to stop came before this process could take it."""
        if self.stopping[0]:
            self.alive = False
        super().run()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Go on accepting while the whole server is being stopped, to say so: see `enqueue_req`."""
        if enabled or self.alive or not self.stopping[0]:
            super().set_accept_enabled(enabled)

    def enqueue_req(self, conn: Any) -> None:
        """Buffer a connection that is new, and pass it to a thread."""
        if not isinstance(conn.sock, BufferedSocket):
            conn.sock = BufferedSocket(conn.sock, self.most_body, self.request_seconds)
            conn.is_late = not self.alive
            self._of_client[_address(conn)] += 1
            self._close_oldest(conn)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Handle a request that has arrived in full; runs in a thread."""
        if conn.parser is not None:
            conn.sock.unread(conn.parser.unreader.take_buffered())
        late = (conn.sock.deadline or float("inf")) < time.monotonic()
        try:
            complete = conn.sock.fill()
        except OSError:
            return False
        if not complete:
            if late:
                conn.sock.try_send(TOO_SLOW)
                return False
            return _UNFINISHED
        if conn.is_late:
            conn.sock.try_send(BUSY)
            return False
        conn.data_ready = True
        return super().handle(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Put a connection back into the poller, or end it; runs in the main thread."""
        result = False if fs.cancelled() or fs.exception() else fs.result()
        if result is _UNFINISHED:
            if conn.sock.buffered > _LARGE and sum(one.sock.buffered for one in self.pending_conns) > _MOST_BUFFERED:
                conn.sock.try_send(BUSY)
                self._drop(conn)
            else:
                self._wait(conn, self.on_pending_socket_readable)
                # None could be closed for a new one while threads had all of the others.
                self._close_oldest(conn)
        elif result:
            super().finish_request(conn, fs)
        else:
            try:
                conn.sock.drain(_LINGER_S)
            except OSError:
                self._drop(conn)
                return
            conn.dropped = 0
            self._wait(conn, self._read_on)

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """Give a connection to a thread again, unless it was closed for another in the same round of events."""
        if conn.sock.fileno() >= 0:
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """As above, for one that was kept alive."""
        if conn.sock.fileno() >= 0:
            super().on_client_socket_readable(conn, client)

    def murder_pending(self) -> None:
        """Close connections whose time is over, once a second."""
        now = time.monotonic()
        if now - self._swept < 1:
            return
        self._swept = now
        for conn in list(self.pending_conns):
            if conn.sock.deadline is not None and conn.sock.deadline < now:
                if conn.sock.buffered:
                    conn.sock.try_send(TOO_SLOW)
                self._drop(conn, self.pending_conns)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close connections that are kept alive and were idle for too long, or all of them."""
        now = time.monotonic()
        for conn in list(self.keepalived_conns):
            if not force and conn.timeout > now:
                break
            self._drop(conn, self.keepalived_conns)

    def _wait(self, conn: Any, callback: Any) -> None:
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(callback, conn))

    def _read_on(self, conn: Any, _sock: Any) -> None:
        """Read and drop what a client sends after its answer."""
        if conn.sock.fileno() < 0:
            return
        conn.dropped += 1
        if conn.sock.has_drained() or conn.dropped * 65_536 > _MOST_DROPPED:
            self._drop(conn, self.pending_conns)

    def _close_oldest(self, conn: Any) -> None:
        """Close the oldest connection that waits for its client where there is one too many: of the same client.

        The queues are no guide to age: a connection goes to the end of its queue whenever a byte arrives.
        """
        client, most = _address(conn), self.connections_per_client
        full = self.nr_conns >= self.worker_connections
        if not full and not (most and self._of_client[client] > most):
            return
        for queue in (self.pending_conns, self.keepalived_conns):
            if found := [old for old in queue if full or _address(old) == client]:
                self._drop(min(found, key=lambda old: old.sock.begun), queue)
                return

    def _drop(self, conn: Any, queue: Any = None) -> None:
        """Close a connection that no thread has."""
        if queue is not None:
            queue.remove(conn)
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        client = _address(conn)
        self._of_client[client] -= 1
        if not self._of_client[client]:
            del self._of_client[client]
        conn.sock.close()


def _address(conn: Any) -> str:
    return conn.client[0] if isinstance(conn.client, tuple) else ""
