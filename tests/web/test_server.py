"""Real processes: what they do when they are stopped, and what they write down."""

import signal
import socket
import threading
import time
import urllib.request
from pathlib import Path

import pytest

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
PREDICT = "/api/v1/predict"
# Fills some twenty windows of the tiny model, so that an explanation takes a while.
LONG = " ".join([SPY] * 60)


@pytest.mark.parametrize("kind", ["waitress", "gunicorn"])
def test_a_request_in_flight_is_answered_when_the_server_is_stopped(start, kind):
    server = start(kind, BOOKGENRE_RATE_LIMIT="")
    answers = []
    body = {"books": [{"description": LONG}] * 64}
    asking = threading.Thread(target=lambda: answers.append(server.ask(PREDICT, body)))
    asking.start()
    # Until it is being computed.
    for _ in range(200):
        if server_is_busy(server):
            break
        time.sleep(0.01)
    assert server.stop() == 0
    asking.join(30)
    ((status, answer),) = answers
    assert status == 200
    assert len(answer["predictions"]) == 64
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), 1)


def server_is_busy(server):
    """Whether a connection to the server has been accepted: there is one that is established on its port."""
    port = f":{server.port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return any(row[1].endswith(port) and row[3] == "01" for row in rows)


@pytest.mark.parametrize("kind", ["waitress", "gunicorn"])
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
        {"description": text, "title": word, "author": word},
        {"description": text * 1000},
        [word],
    ]
    for body in bodies:
        for path in (PREDICT, "/api/v1/cover", "/api/v1/genres", f"/api/v1/{word}"):
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
        with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            connection.sendall(raw.encode())
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
    assert server.stop() == 0
    log = server.log.read_text()
    assert '"route": "/api/v1/predict"' in log
    assert word not in log


def test_several_processes_add_up_their_numbers(start):
    server = start("gunicorn", BOOKGENRE_RATE_LIMIT="")
    for _ in range(10):
        assert server.ask(PREDICT, {"description": SPY})[0] == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/api/v1/metrics") as response:
        assert "bookgenre_books_total 10.0" in response.read().decode()


def test_a_second_signal_ends_it_at_once(start):
    server = start(BOOKGENRE_RATE_LIMIT="")
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        # A request that never ends.
        connection.sendall(f"POST {PREDICT} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n".encode())
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert server.process.poll() is None
        assert server.stop() == 1


def test_a_taken_port_is_said_in_one_line(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError, match=f"bookgenre: 127.0.0.1:{port} cannot be listened on"):
            start(BOOKGENRE_PORT=str(port))


def test_or_another_is_taken_where_that_will_do(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start("waitress", "--or-next", "--port", str(port))
        assert server.port != port
        assert "another was taken" in server.log.read_text()
        assert server.ask("/api/v1/ready")[0] == 200
