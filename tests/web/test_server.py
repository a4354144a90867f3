"""Real processes: what they do when they are stopped, and what they write down."""

import json
import os
import re
import signal
import socket
import statistics
import threading
import time
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from processes import children

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
PREDICT = "/api/v1/predict"
# Fills some twenty windows of the tiny model, so that an explanation takes a while.
LONG = " ".join([SPY] * 60)


@pytest.fixture
def memory(tmp_path):
    """A folder in the place of /dev/shm, where the servers of other tests put their files, too."""
    folder = tmp_path / "memory"
    folder.mkdir()
    return folder


def gunicorn_in(memory):
    """The program that is gunicorn with this folder in the place of /dev/shm."""
    return (
        "import sys; from bookgenre.web import processes; from gunicorn.app.wsgiapp import run\n"
        f"processes._MEMORY = {str(memory)!r}; sys.argv = ['gunicorn', '--config', 'gunicorn.conf.py']; run()"
    )


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_a_request_in_flight_is_answered_when_the_server_is_stopped(start, kind):
    server = start(kind, BOOKGENRE_RATE_LIMIT="none")
    assert server.ask("/api/v1/ready")[0] == 200
    answers = []
    body = {"books": [{"description": LONG}] * 16}
    asking = threading.Thread(target=lambda: answers.append(server.ask(PREDICT, body)))
    asking.start()
    wait_for(lambda: accepted(server))
    assert server.stop() == 0
    asking.join(300)
    ((status, answer),) = answers
    assert status == 200
    assert len(answer["predictions"]) == 16
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), 1)


def wait_for(true, seconds=300):
    """Wait until something is so, and fail where it never is."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def accepted(server):
    """How many connections the processes of the server have: established on its port, and with an inode.

    One that still waits in the kernel to be accepted has none.
    """
    port = f":{server.port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return sum(row[1].endswith(port) and row[3] == "01" and row[9] != "0" for row in rows)


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_blurbs_are_not_written_down(start, kind):
    server = start(kind, BOOKGENRE_LOG_LEVEL="debug", BOOKGENRE_MAX_BODY_BYTES="20000")
    word = "rhubarbarous"
    text = f"A {word} spy in Berlin. {SPY}"
    bodies = [
        {"description": text, "title": word, "explain": "first"},
        {"description": word},
        {"description": text, word: word},
        {"description": text, "explain": word},
        {"genres": [word]},
        {"description": text, "title": word, "stores": True},
        {"first": {"description": text, "title": word}, "second": {"description": f"{text} {word}."}},
        {"description": text, "title": word, "author": word},
        {"description": text * 1000},
        [word],
    ]
    for body in bodies:
        for path in (
            PREDICT,
            "/api/v1/stores",
            "/api/v1/compare",
            "/api/v1/cover",
            "/api/v1/genres",
            f"/api/v1/{word}",
        ):
            assert server.ask(path, body)[0] != 500
    assert server.ask(f"/api/v1/genres?q={word}")[0] == 200
    assert server.ask(f"/api/v1/genres/{word}")[0] == 404
    for raw in (
        f"{word} / HTTP/1.1\r\n\r\n",
        f"GET /{word} {word}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{word}\r\n\r\n",
        f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{word} {text}",
        f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: {word}\r\n\r\n{text}",
        f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{word}",
        f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {word}\r\n\r\n{word}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), 300) as connection:
            connection.sendall(raw.encode())
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
    assert server.stop() == 0
    log = server.log.read_text()
    assert '"route": "/api/v1/predict"' in log
    assert word not in log


def test_several_processes_add_up_their_numbers(start):
    server = start("gunicorn", BOOKGENRE_RATE_LIMIT="none")
    for _ in range(10):
        assert server.ask(PREDICT, {"description": SPY})[0] == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/api/v1/metrics") as response:
        assert "bookgenre_books_total 10.0" in response.read().decode()


def test_a_second_signal_ends_it_at_once(start):
    server = start(BOOKGENRE_RATE_LIMIT="none")
    with socket.create_connection(("127.0.0.1", server.port), 300) as connection:
        # A request that never ends.
        connection.sendall(f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n".encode())
        wait_for(lambda: accepted(server))
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.ask("/api/v1/ready")[0] == 503)
        assert server.process.poll() is None
        assert server.stop() == 1


def test_a_taken_port_is_said_in_one_line(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError, match=f"bookgenre: 127.0.0.1:{port} cannot be listened on"):
            start(BOOKGENRE_PORT=str(port))


@pytest.mark.parametrize(
    "wrong",
    [
        {"WEB_CONCURRENCY": "0"},
        {"BOOKGENRE_RATE_LIMIT_STORAGE": "redis:/nothing"},
        {"BOOKGENRE_PROT": "80"},
        {"BOOKGENRE_MODEL": "/nothing"},
        {"BOOKGENRE_MAPPING": "/nothing"},
        {"SCRIPT_NAME": "books"},
    ],
    ids=str,
)
def test_what_an_operator_gets_wrong_is_said_in_one_line(start, memory, wrong):
    ((name, value),) = wrong.items()
    with pytest.raises(AssertionError) as failed:
        start(gunicorn_in(memory), **wrong)
    lines = [line for line in str(failed.value).splitlines() if line and not line.startswith("{")]
    assert len(lines) == 1
    assert lines[0].startswith("bookgenre: ")
    assert name in lines[0] or value in lines[0]
    assert not list(memory.iterdir())


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_an_address_of_ipv6_can_be_listened_on(start, kind):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    server = start(kind, BOOKGENRE_HOST="::1", WEB_CONCURRENCY="1")
    with socket.create_connection(("::1", server.port), 10) as connection:
        connection.sendall(b"GET /api/v1/ready HTTP/1.1\r\nHost: x\r\n\r\n")
        assert whole_answer(connection).startswith(b"HTTP/1.1 200 ")


def test_a_closed_terminal_ends_a_server_in_good_order(start):
    server = start()
    assert server.ask("/api/v1/ready")[0] == 200
    server.process.send_signal(signal.SIGHUP)
    assert server.process.wait(300) == 0
    assert "Traceback" not in server.log.read_text()


def test_a_server_whose_configuration_was_read_again_is_stopped_in_good_order(start, memory):
    server = start(gunicorn_in(memory), BOOKGENRE_RATE_LIMIT="none", BOOKGENRE_WORKERS="1")
    assert list(memory.glob("bookgenre-metrics-*"))
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.log.read_text().count("Worker exiting") == 2)
    asking = threading.Thread(target=server.ask, args=(PREDICT, {"books": [{"description": LONG}] * 64}))
    asking.start()
    time.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert server.ask("/api/v1/ready")[0] == 503
    asking.join(300)
    assert server.process.wait(300) == 0
    assert not list(memory.glob("bookgenre-metrics-*"))


def test_or_another_is_taken_where_that_will_do(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start("serve", "--or-next", "--port", str(port))
        assert server.port != port
        assert "using another port" in server.log.read_text()
        assert server.ask("/api/v1/ready")[0] == 200


BODY = f'{{"description": "{SPY}"}}'.encode()
HEAD = f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()


def send(server, *pieces):
    """Everything that the server answers to pieces of a request."""
    with socket.create_connection(("127.0.0.1", server.port), 300) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.05)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_slow_clients_take_nobodys_place(start, kind):
    # No time of a busy machine is near that which the slow clients have.
    server = start(kind, BOOKGENRE_RATE_LIMIT="none", WEB_CONCURRENCY="1", BOOKGENRE_REQUEST_TIMEOUT_S="600")
    slow = []
    try:
        # More than there are threads, and more than one client may have; the oldest give way.
        for number in range(150):
            slow.append(socket.create_connection(("127.0.0.1", server.port), 300))
            slow[-1].sendall(HEAD if number % 2 else HEAD + b"Content-Length: 500\r\n\r\n{")
        for _ in range(3):
            for connection in slow:
                with suppress(OSError):
                    connection.sendall(b"a")
            status, answer = server.ask(PREDICT, {"description": SPY})
            assert status == 200
            assert answer["genres"]
        closed = [place for place, connection in enumerate(slow) if is_closed(connection)]
        # It has 100, our own among them. While threads look at the oldest, as on a busy machine, a younger one goes.
        assert 45 <= len(closed) <= 60
        assert statistics.median(closed) < 75
    finally:
        for connection in slow:
            connection.close()
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


def test_the_oldest_gives_way_however_often_it_sends_a_byte(start):
    server = start(BOOKGENRE_CONNECTIONS_PER_CLIENT="10", BOOKGENRE_REQUEST_TIMEOUT_S="600")
    with ExitStack() as stack:
        slow = []
        for _ in range(10):
            slow.append(stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 300)))
            slow[-1].sendall(HEAD)
            time.sleep(0.05)
        for connection in slow[:5]:
            connection.sendall(b"a")
            time.sleep(0.05)
        for number in range(3):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 300)).sendall(HEAD)
            wait_for(lambda number=number: is_closed(slow[number]))
        assert [is_closed(connection) for connection in slow] == [True] * 3 + [False] * 7


# gunicorn's worker, which begins a second after it was forked.
SLOW_TO_BEGIN = """
import sys, time
from bookgenre.web.gunicorn_worker import Worker
from bookgenre.__main__ import main
begin = Worker.init_process
def later(self):
    time.sleep(1)
    begin(self)
Worker.init_process = later
sys.argv = ["bookgenre", "serve"]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_is_stopped_in_order_while_a_process_begins(start, number):
    server = start(SLOW_TO_BEGIN, BOOKGENRE_RATE_LIMIT="none")
    wait_for(lambda: children(server.process.pid))
    if number == signal.SIGINT:
        # In a terminal, all processes get it.
        for pid in children(server.process.pid):
            os.kill(pid, number)
    server.process.send_signal(number)
    assert server.process.wait(300) == 0
    # As gunicorn puts it when it has to kill a process that does not end.
    assert "Perhaps out of memory" not in server.log.read_text()


def is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1000) == b"" or is_closed(connection)
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_a_request_has_a_time_to_arrive_in_and_the_client_is_told(start):
    server = start(BOOKGENRE_REQUEST_TIMEOUT_S="1")
    with socket.create_connection(("127.0.0.1", server.port), 300) as connection:
        connection.sendall(HEAD + b"Content-Length: 500\r\n\r\n")
        answer = b""
        for _ in range(100):
            with suppress(OSError):
                connection.sendall(b"a")
            connection.settimeout(0.2)
            with suppress(TimeoutError):
                answer = connection.recv(1000)
                break
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_request_in_pieces_is_answered_and_so_are_two_in_one_piece(start):
    server = start(BOOKGENRE_RATE_LIMIT="none")
    close = HEAD + b"Connection: close\r\n"
    length = b"Content-Length: %d\r\n" % len(BODY)
    chunked = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    assert send(server, *(bytes([byte]) for byte in close[:40]), close[40:], length, b"\r\n", BODY).startswith(
        b"HTTP/1.1 200 "
    )
    assert send(server, close, chunked[:40], chunked[40:-3], chunked[-3:]).startswith(b"HTTP/1.1 200 ")
    assert send(server, HEAD + length + b"\r\n" + BODY + close + length + b"\r\n" + BODY).count(b"HTTP/1.1 200 ") == 2
    assert b"HTTP/1.1 200 " in send(server, close + length + b"Expect: 100-continue\r\n\r\n", BODY)


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_a_malformed_chunk_is_the_clients_fault(start, kind):
    server = start(kind, WEB_CONCURRENCY="1")
    for body in (b"zz\r\nabc\r\n0\r\n\r\n", b"3\r\nabcdef\r\n0\r\n\r\n", b"-1\r\n\r\n"):
        answer = send(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        assert answer.startswith(b"HTTP/1.1 400 "), body
        assert b"problem-malformed" in answer, body


def test_a_body_that_is_too_long_is_refused_and_the_answer_arrives(start):
    server = start(BOOKGENRE_MAX_BODY_BYTES="20000")
    answer = send(server, HEAD + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"problem-too-large" in answer


def whole_answer(connection):
    """Head and body of an answer on a connection that stays open."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(65536)
        assert piece, "the server has closed the connection"
        answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.mark.parametrize("kind", ["serve", "gunicorn"])
def test_it_is_not_ready_while_it_is_being_stopped(start, kind):
    server = start(kind, BOOKGENRE_RATE_LIMIT="none", BOOKGENRE_WORKERS="1")
    assert server.ask("/api/v1/ready")[0] == 200
    with socket.create_connection(("127.0.0.1", server.port), 300) as kept:
        kept.sendall(b"GET /api/v1/ready HTTP/1.1\r\nHost: x\r\n\r\n")
        assert whole_answer(kept).startswith(b"HTTP/1.1 200 ")
        answers = []
        body = {"books": [{"description": LONG}] * 64}
        asking = threading.Thread(target=lambda: answers.append(server.ask(PREDICT, body)))
        asking.start()
        wait_for(lambda: accepted(server) == 2)
        server.process.send_signal(signal.SIGTERM)
        # On a connection that it knows, and on a new one.
        answer = b"HTTP/1.1 200 "
        while answer.startswith(b"HTTP/1.1 200 "):
            kept.sendall(b"GET /api/v1/ready HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = whole_answer(kept)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert server.ask("/api/v1/ready")[0] == 503
        # Work that comes now waits for the slot, and is answered if it gets it in time.
        assert server.ask(PREDICT, {"description": SPY})[0] in (200, 503)
    asking.join(300)
    assert [status for status, _ in answers] == [200]
    assert server.process.wait(300) == 0


def test_work_ends_when_the_client_has_left(start):
    server = start(BOOKGENRE_RATE_LIMIT="none", BOOKGENRE_WORKERS="1")
    body = json.dumps({"books": [{"description": LONG}] * 64}).encode()
    with socket.create_connection(("127.0.0.1", server.port), 300) as connection:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.2)
    wait_for(lambda: '"status": 499' in server.log.read_text())


def test_several_processes_need_no_folder_of_the_root_to_be_writable(start, tmp_path):
    memory = Path("/dev/shm")  # noqa: S108
    if not os.access(memory, os.W_OK):
        pytest.skip("there is no folder in memory, /dev/shm")
    # Where temporary files would go, there is nothing.
    server = start("gunicorn", BOOKGENRE_RATE_LIMIT="none", TMPDIR=str(tmp_path / "nothing"))
    assert server.ask(PREDICT, {"description": SPY})[0] == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/api/v1/metrics") as response:
        assert "bookgenre_books_total 1.0" in response.read().decode()
    # Other tests may have servers of their own at the same time: this one's files are those that it has mapped.
    processes = [server.process.pid, *children(server.process.pid)]
    mapped = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in processes)
    (folder,) = map(Path, set(re.findall(rf"{memory}/bookgenre-metrics-[^/\s]+", mapped)))
    assert folder.is_dir()
    assert server.stop() == 0
    assert not folder.exists()


def test_waitress_answers_where_gunicorn_does_not_run(start, tiny_model_folder):
    pytest.importorskip("waitress", reason="waitress is not installed; it serves on Windows")
    program = (
        "from bookgenre.web.flask_app import create_app; from bookgenre.web.settings import Settings\n"
        "from bookgenre.web.server import listen, serve_with_waitress\n"
        f"settings = Settings(model={str(tiny_model_folder)!r})\n"
        "app, listener = create_app(settings), listen('127.0.0.1', 0)\n"
        "print(f'it is at http://127.0.0.1:{listener.getsockname()[1]}', flush=True)\n"
        "serve_with_waitress(app, listener, settings)\n"
    )
    server = start(program)
    assert server.ask(PREDICT, {"description": SPY})[0] == 200
    assert send(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n").startswith(b"HTTP/1.1 400 ")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(300) == 0
