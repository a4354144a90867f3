"""The store as a web server on localhost: started, asked, watched and stopped by a test."""

import socketserver
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import NamedTuple

from .book_pages import Omit
from .books import StoreBook, make_books
from .catalogue import Catalogue
from .faults import Faults, PathMatch
from .site import HTML, Answer, Site

HOST = "127.0.0.1"
PATIENCE = 2.0
# A smaller store has no books to spare for pages with faults.
FEWEST_FOR_FAULTY_PAGES = 10


class Seen(NamedTuple):
    """One request that was answered; times are of `time.monotonic`."""

    path: str
    status: int
    started: float
    ended: float
    user_agent: str
    cookie: str


class Store:
    """A book store to crawl: `with Store() as store: ... store.url ... store.log`."""

    def __init__(
        self,
        books: Iterable[StoreBook] | None = None,
        *,
        crawl_delay: float | None = 0.02,
        page_size: int = 20,
        port: int = 0,
        latency: float = 0.0,
    ):
        self.catalogue = Catalogue(make_books() if books is None else books)
        self.books = self.catalogue.books
        self.category_ids = self.catalogue.category_ids
        self.broken_id, self.no_description_id, self.no_category_id = (
            [book.id for book in self.books[-3:]] if len(self.books) >= FEWEST_FOR_FAULTY_PAGES else (None, None, None)
        )
        omit = {
            self.broken_id: Omit(sound_markup=True),
            self.no_description_id: Omit(description=True),
            self.no_category_id: Omit(categories=True),
        }
        self.latency = latency
        self.busiest = 0
        self._site = Site(self.catalogue, omit, page_size, crawl_delay)
        self._faults = Faults()
        self._port = port
        self._server: _Server | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._seen: list[Seen] = []
        self._in_flight = 0

    def __enter__(self) -> "Store":
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> "Store":
        """Listen, and answer in the background."""
        self._stopping.clear()
        self._server = _Server((HOST, self._port), self)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop at once, whatever is still being answered."""
        self._stopping.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()
            self._server = None

    @property
    def url(self) -> str:
        """Where the store is, without a slash at the end."""
        return f"http://{HOST}:{self._port}"

    @property
    def log(self) -> list[Seen]:
        """The requests answered so far, in the order in which the answers were ready."""
        with self._lock:
            return self._seen.copy()

    def fail(self, path: PathMatch, status: int, times: int | None = 1, retry_after: int | None = None) -> None:
        """Answer a path with an error status, `times` times or for ever (None), then normally."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._faults.add("fail", path, Answer(status, f"<h1>Error {status}</h1>", headers=headers), times)

    def slow(self, path: PathMatch, seconds: float) -> None:
        """Wait before each answer to a path."""
        self._faults.add("slow", path, seconds)

    def cut(self, path: PathMatch, after: int, times: int | None = 1) -> None:
        """Close the connection after so many bytes of the body, once."""
        self._faults.add("cut", path, after, times)

    def replace(self, path: PathMatch, html: str) -> None:
        """Answer a path with this HTML."""
        self._faults.add("replace", path, html)

    def send(self, path: PathMatch, body: bytes, **headers: str) -> None:
        """Answer a path with these bytes; the names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._faults.add("redirect", path, Answer(200, body, headers=named))

    def redirect(self, path: PathMatch, to: str) -> None:
        """Send visitors of a path elsewhere."""
        self._faults.add("redirect", path, Answer(302, "", headers={"Location": to}))

    def robots(self, text: str, status: int = 200) -> None:
        """Answer /robots.txt with this text and status."""
        self._site.robots = replace(self._site.robots, body=text, status=status)

    def respond(self, path: str, cookie: str, user_agent: str) -> tuple[Answer, int | None]:
        """The answer to a request, noted in the log, and after how many bytes to cut it off."""
        started = time.monotonic()
        with self._lock:
            self._in_flight += 1
            self.busiest = max(self.busiest, self._in_flight)
        status = 500
        try:
            self._stopping.wait(self.latency + (self._faults.take("slow", path) or 0))
            answer = self._answer(path, cookie)
            status = answer.status
            # An error is no page to cut off; the cut waits for the next page.
            return answer, self._faults.take("cut", path) if status == 200 else None
        finally:
            # Noted before it is sent: a visitor who has the answer finds it in the log.
            with self._lock:
                self._in_flight -= 1
                self._seen.append(Seen(path, status, started, time.monotonic(), user_agent, cookie))

    def _answer(self, path: str, cookie: str) -> Answer:
        if fault := self._faults.take("fail", path) or self._faults.take("redirect", path):
            return fault
        html = self._faults.take("replace", path)
        if html is not None:
            return Answer(200, html, HTML)
        choice = SimpleCookie(cookie).get("adultOff")
        return self._site.answer(path, adult=choice is not None and choice.value == "no")


class _Server(ThreadingHTTPServer):
    """Threads that end with the store: it knows the open connections and can hang up on them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], store: Store):
        self.store = store
        self._open: set[socket] = set()
        self._changed = threading.Condition()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The base class asks the name service who it is, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request: socket, client_address: tuple) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: socket, client_address: tuple) -> None:
        # A visitor who hangs up is no fault of the store; anything else is, and is shown.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Close what is open, and wait until the threads that hold it have let go."""
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(SHUT_RDWR)
                except OSError:
                    continue  # The visitor was faster.
            self._changed.wait_for(lambda: not self._open, PATIENCE)


class _Handler(BaseHTTPRequestHandler):
    """One connection, kept alive between its requests."""

    protocol_version = "HTTP/1.1"
    # An answer goes out in two pieces; Nagle's algorithm would hold back the second until the first is acknowledged.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        answer, cut = self.server.store.respond(
            self.path, self.headers.get("Cookie", ""), self.headers.get("User-Agent", "")
        )
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body) + (0 if cut is None else 1)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.close_connection = self.close_connection or cut is not None

    def log_message(self, *args: object) -> None:
        pass
