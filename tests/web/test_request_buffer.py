import socket
import time
from types import SimpleNamespace

import pytest

from bookgenre.web import request_buffer
from bookgenre.web.request_buffer import BufferedSocket

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
WHOLE = [
    GET,
    HEAD + b"Content-Length: 0\r\n\r\n",
    HEAD + b"content-length : 3\r\n\r\nabc",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nName: value\r\n\r\n",
]


@pytest.fixture
def pair():
    here, there = socket.socketpair()
    with BufferedSocket(there, 1000, 5.0) as connection, here:
        yield here, connection


@pytest.mark.parametrize("request_", WHOLE)
def test_a_request_is_complete_with_its_last_byte(pair, request_):
    client, connection = pair
    for byte in request_[:-1]:
        client.sendall(bytes([byte]))
        assert not connection.fill()
    client.sendall(request_[-1:])
    assert connection.fill()
    assert connection.recv(100_000) == request_
    # As at the end of a connection: whoever reads more does not wait for the client.
    assert connection.recv(100_000) == b""


def test_a_body_of_very_many_chunks_is_not_read_to_its_end():
    here, there = socket.socketpair()
    with BufferedSocket(there, 1_000_000, 5.0) as connection, here:
        connection.unread(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 16_384)
        assert not connection.fill()
        here.sendall(b"1\r\na\r\n")
        assert connection.fill()


@pytest.mark.parametrize(
    "refused",
    [
        HEAD + b"Content-Length: 1001\r\n\r\n",
        HEAD + b"Content-Length: many\r\n\r\n",
        HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFF\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 9000,
        b"GET /" + b"a" * 70_000,
    ],
)
def test_what_will_be_refused_anyway_is_not_waited_for(pair, refused):
    client, connection = pair
    client.sendall(refused)
    assert connection.fill()


def test_a_client_that_has_ended_is_not_waited_for(pair):
    client, connection = pair
    client.sendall(b"GET / HT")
    assert not connection.fill()
    client.shutdown(socket.SHUT_WR)
    assert connection.fill()


def test_what_was_sent_of_the_next_request_is_kept(pair):
    client, connection = pair
    client.sendall(GET + GET[:10])
    assert connection.fill()
    read = connection.recv(100_000)
    assert read == GET + GET[:10]
    connection.unread(read[len(GET) :])
    assert not connection.fill()
    client.sendall(GET[10:])
    assert connection.fill()
    assert connection.recv(100_000) == GET


def test_each_request_has_its_time_from_its_beginning(pair):
    client, connection = pair
    first = connection.deadline
    time.sleep(0.01)
    client.sendall(b"G")
    connection.fill()
    assert connection.deadline == first
    client.sendall(GET[1:])
    connection.fill()
    assert connection.deadline is None
    connection.recv(100_000)
    connection.fill()
    assert connection.deadline > first


def test_a_client_that_asks_first_whether_to_send_is_answered_once(pair):
    client, connection = pair
    client.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert not connection.fill()
    assert not connection.fill()
    assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abc")
    assert connection.fill()


def test_a_client_that_does_not_read_its_answer_is_given_up():
    here, there = socket.socketpair()
    with here, BufferedSocket(there, 1000, 0.2) as connection, pytest.raises(TimeoutError):
        connection.sendall(b"x" * 50_000_000)


def test_after_an_answer_what_is_still_sent_is_dropped(pair):
    client, connection = pair
    connection.drain(1.0)
    assert client.recv(10) == b""
    client.sendall(b"more")
    assert not connection.has_drained()
    client.close()
    assert connection.has_drained()


def test_an_answer_has_its_time_for_all_of_its_pieces_and_more_with_its_size(pair, monkeypatch):
    client, connection = pair
    now = [1_000.0]
    monkeypatch.setattr(request_buffer, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def send(size):
        connection.sendall(b"x" * size)
        while size:
            size -= len(client.recv(size))

    for answer in range(2):
        client.sendall(GET)
        assert connection.fill()
        connection.recv(1_000)
        # 5 seconds, and 2 more for 100,000 bytes: a piece that comes in time gives the next one no new 5 seconds.
        for _ in range(10):
            send(10_000)
            now[0] += 0.69
        if answer:
            now[0] += 1
            with pytest.raises(TimeoutError, match="too slowly"):
                send(1)
