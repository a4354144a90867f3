"""deploy/nginx.conf before a real server."""

import http.client
import json
import re
import socket
import time
from contextlib import suppress

import pytest
from run_nginx import NGINX, Nginx

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
HEAD = b"POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed: sh deploy/install_nginx.sh")


class Proxy(Nginx):
    """nginx, and how to ask it."""

    def ask(self, path, body=None, source="127.0.0.1", **headers):
        """Status, headers and text of an answer to a client of some address of this machine."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, 30, source_address=(source, 0))
        try:
            data = None if body is None else json.dumps(body)
            kind = {} if body is None else {"Content-Type": "application/json"}
            connection.request("GET" if body is None else "POST", path, data, kind | headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture
def behind_nginx(start, tmp_path_factory):
    proxies = []

    def make(change=lambda text: text, **environment):
        server = start(BOOKGENRE_TRUSTED_PROXIES="1", **environment)
        # Its processes run as another user, who must get there.
        folder = tmp_path_factory.mktemp("nginx")
        for above in folder.parents:
            if above.stat().st_mode & 0o001:
                break
            above.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        proxies.append(Proxy(folder, port, server.port, change))
        return proxies[-1]

    yield make
    for proxy in proxies:
        proxy.stop()


def test_slow_clients_take_nobodys_place(behind_nginx):
    proxy = behind_nginx(BOOKGENRE_RATE_LIMIT="none", BOOKGENRE_THREADS="40", BOOKGENRE_WORKERS="1")
    slow = []
    try:
        for number in range(300):
            slow.append(socket.create_connection(("127.0.0.1", proxy.port), 10))
            slow[-1].sendall(HEAD if number % 2 else HEAD + b"Content-Length: 500\r\n\r\n{")
        for _ in range(3):
            for connection in slow:
                with suppress(OSError):
                    connection.sendall(b"a")
            assert proxy.ask("/api/v1/predict", {"description": SPY}, "127.0.0.2")[0] == 200
            time.sleep(0.2)
    finally:
        for connection in slow:
            connection.close()


def test_the_limits_are_those_of_each_client_whatever_it_says_of_itself(behind_nginx):
    proxy = behind_nginx(BOOKGENRE_RATE_LIMIT="2 per hour")
    statuses = [
        proxy.ask("/api/v1/predict", {"description": SPY}, **{"X-Forwarded-For": f"192.0.2.{number}"})[0]
        for number in range(3)
    ]
    assert statuses == [200, 200, 429]
    assert proxy.ask("/api/v1/predict", {"description": SPY}, "127.0.0.2")[0] == 200


def test_a_client_cannot_name_host_or_prefix(behind_nginx):
    proxy = behind_nginx()
    status, _, page = proxy.ask("/", **{"Host": "evil.example", "X-Forwarded-Prefix": "/evil", "SCRIPT_NAME": "/evil"})
    assert status == 200
    assert "evil" not in page
    assert "evil" not in str(proxy.ask("//genres", Host="evil.example")[1])


def test_the_counters_are_for_this_machine_only_and_a_long_body_is_for_nobody(behind_nginx):
    proxy = behind_nginx()
    assert proxy.ask("/api/v1/metrics")[0] == 200
    assert proxy.ask("/api/v1/predict", {"description": "x" * 2_000_000})[0] == 413


def test_below_a_prefix_as_the_comment_says(behind_nginx):
    def below(text):
        text = text.replace("location / {", "location /books/ {", 1)
        text = text.replace("proxy_pass http://bookgenre;", "proxy_pass http://bookgenre/;", 1)
        return text.replace('X-Forwarded-Prefix ""', "X-Forwarded-Prefix /books", 1)

    proxy = behind_nginx(below)
    status, _, page = proxy.ask("/books/")
    assert status == 200
    style = re.search(r'href="(/books/static/[^"]+)"', page)[1]
    assert proxy.ask(style)[0] == 200
    assert proxy.ask("/books/answer")[1]["Location"] == "/books/"
    assert json.loads(proxy.ask("/books/api/v1/openapi.json")[2])["servers"] == [{"url": "/books"}]
