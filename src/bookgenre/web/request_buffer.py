"""A socket that buffers a whole request before a thread handles it."""

import re
import socket
import time
from typing import Any

__all__ = ["BUSY", "TOO_SLOW", "BufferedSocket"]

_MOST_HEAD = 65_536
_MOST_CHUNK_LINE = 8_192
_MOST_CHUNKS = 16_384
"""Chunks of a body, each of which costs as much as a kilobyte of text; programs send them by the kilobyte."""
_READ = 65_536
_BYTES_PER_S = 50_000
"""How fast a client has to read an answer that is too large for the seconds it has."""
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LENGTHS = re.compile(rb"^content-length[ \t]*:", re.IGNORECASE | re.MULTILINE)
_CODING = re.compile(rb"^transfer-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_EXPECTS = re.compile(rb"^expect[ \t]*:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


def _response(status: str, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}", *headers, "", body]
    return "\r\n".join(lines).encode("ascii")


TOO_SLOW = _response("408 Request Timeout")
"""For a client that did not send its request in time."""

BUSY = _response(
    "503 Service Unavailable",
    "Retry-After: 10",
    "Content-Type: application/problem+json",
    body='{"type": "about:blank", "title": "The server is being stopped", "status": 503, "detail": "Ask another one."}',
)
"""For a request that arrives while the server is being stopped, or when its buffers are full."""


class BufferedSocket(socket.socket):
    """Reads a whole request without blocking, and then gives it to a parser.

    The parser can read what was buffered and no more, so that no thread waits for a client. A body of more than
    `most_body` bytes is not buffered, as it will be refused. A client has `seconds` for sending a request, and again
    for reading the answer, with one more for each 50,000 bytes of a large answer.

    Attributes
    ----------
    begun
        When the request, or the wait after an answer, began, by the monotonic clock.
    deadline
        When it has to have ended; None where nothing is waited for.
    """

    def __init__(self, connection: socket.socket, most_body: int, seconds: float) -> None:
        super().__init__(fileno=connection.detach())
        self._most_body, self._seconds = most_body, seconds
        self._buffer = bytearray()
        self._draining = False
        self.deadline: float | None = None
        self._begin()

    def _begin(self) -> None:
        self._head = 0
        self._continued = False
        # Where in a chunked body the next size, or the end of the trailers, is looked for.
        self._at = 0
        self._chunks = 0
        self._last_chunk = False
        self._sent = 0
        self._answer_begun: float | None = None
        self.begun = time.monotonic()
        self.deadline = self.begun + self._seconds

    @property
    def buffered(self) -> int:
        """Bytes that are buffered."""
        return len(self._buffer)

    def unread(self, data: bytes) -> None:
        """Take back what the parser of the last request has read of the next one."""
        self._buffer[:0] = data

    def fill(self) -> bool:
        """Read what has arrived; return whether the request can be handled: all of it is here, or it is refused anyway.

        `OSError` says that the connection is broken.
        """
        if self.deadline is None:
            self._begin()
        self.setblocking(False)
        while not self._is_complete():
            try:
                data = super().recv(_READ)
            except BlockingIOError:
                return False
            if not data:
                break
            self._buffer += data
        self.deadline = None
        return True

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return a piece of what was buffered; nothing, as at the end of a connection, where that is used up."""
        if flags or self._draining:
            return super().recv(size, flags)
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send a piece of an answer, within the seconds that a client has for what it has read of the answer so far."""
        view = memoryview(data).cast("B")
        for start in range(0, len(view), _READ):
            now = time.monotonic()
            if self._answer_begun is None:
                self._answer_begun = now
            left = self._answer_begun + self._seconds + self._sent / _BYTES_PER_S - now
            if left <= 0:
                raise TimeoutError("the client has read too slowly")
            self.settimeout(left)
            piece = view[start : start + _READ]
            super().sendall(piece, flags)
            self._sent += len(piece)

    def try_send(self, response: bytes) -> None:
        """Send a short response, if that is possible without blocking."""
        try:
            self.setblocking(False)
            self.send(response)
        except OSError:
            pass

    def drain(self, seconds: float) -> None:
        """Shut down the sending side; what the client still sends is to be read and dropped for so many seconds.

        Closed at once, the connection would be reset, and the client could lose the end of its answer.
        """
        self._draining = True
        self._buffer.clear()
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.setblocking(False)
        self.shutdown(socket.SHUT_WR)

    def has_drained(self) -> bool:
        """Read and drop what has arrived after `drain`; return whether the client has closed its side."""
        try:
            return super().recv(_READ) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _is_complete(self) -> bool:
        if not self._head:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return len(self._buffer) > _MOST_HEAD
            self._head = self._at = end + 4
        head = bytes(self._buffer[: self._head])
        if _CODING.search(head):
            self._ask_to_continue(head)
            return self._has_all_chunks()
        found = _LENGTH.search(head)
        if found is None or len(_LENGTHS.findall(head)) > 1:
            # There is no body, or the parser will say what is wrong with it.
            return True
        length = int(found[1])
        if length > self._most_body or len(self._buffer) >= self._head + length:
            return True
        self._ask_to_continue(head)
        return False

    def _ask_to_continue(self, head: bytes) -> None:
        if not self._continued and _EXPECTS.search(head) and len(self._buffer) == self._head:
            self.try_send(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._continued = True

    def _has_all_chunks(self) -> bool:
        """Whether a chunked body has ended, is too long, or cannot be read."""
        if len(self._buffer) - self._head > 2 * self._most_body + _MOST_HEAD:
            return True
        while not self._last_chunk:
            end = self._buffer.find(b"\r\n", self._at, self._at + _MOST_CHUNK_LINE)
            if end < 0:
                return len(self._buffer) - self._at > _MOST_CHUNK_LINE
            size = _SIZE.match(self._buffer, self._at, end)
            self._chunks += 1
            if size is None or self._chunks > _MOST_CHUNKS:
                return True
            if not int(size[0], 16):
                self._at, self._last_chunk = end, True
                break
            after = end + 2 + int(size[0], 16)
            if after - self._head > self._most_body:
                return True
            if len(self._buffer) < after + 2:
                return False
            if self._buffer[after : after + 2] != b"\r\n":
                return True
            self._at = after + 2
        return self._buffer.find(b"\r\n\r\n", self._at) >= 0 or len(self._buffer) - self._at > _MOST_HEAD
