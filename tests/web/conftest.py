"""The site around the tiny model, and servers in processes of their own."""

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("flask_openapi", reason="the site is not installed: pip install 'bookgenre[web]'")

from jinja2 import FileSystemBytecodeCache

from bookgenre.web import Settings, create_app
from processes import COMMAND, FORKS, Forked

ROOT = Path(__file__).parents[2]
# What a machine that does much else may take for work of a second.
PATIENCE_S = 300
SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."


@pytest.fixture
def spy():
    return SPY


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """What Jinja has compiled of the templates, so that it does so once and not for each application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(tiny_classifier, templates):
    """A function that makes the application with some settings, answered by the tiny model."""

    def make(**values):
        patient = {"rate_limit": "", "answer_timeout_s": 2 * PATIENCE_S, "max_wait_s": PATIENCE_S}
        app = create_app(Settings(**patient | values), tiny_classifier)
        app.jinja_env.bytecode_cache = templates
        return app

    return make


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def client(app):
    return app.test_client()


class Server:
    """A server in a process of its own, and what it wrote."""

    def __init__(self, program, arguments, log, environment):
        self.log = log
        self.process = Forked(program, arguments, log, environment, ROOT)
        try:
            self.port = self._wait_for(rb"(?:is at|Listening at:) http://(?:127\.0\.0\.1|\[::1\]):(\d+)")
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def _wait_for(self, pattern):
        for _ in range(10 * PATIENCE_S):
            if found := re.search(pattern, self.log.read_bytes()):
                return int(found[1])
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(self.log.read_text())

    def ask(self, path, body=None, timeout=PATIENCE_S):
        """Status and decoded JSON of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def stop(self):
        """End it as an operator does; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE_S)
        if status:
            # For the report of a test that fails on it.
            print(self.log.read_text())  # noqa: T201
        return status


@pytest.fixture
def start(tmp_path, tiny_model_folder):
    """A function that starts a server, ``serve``, ``gunicorn`` or a program; all are ended after the test."""
    if not FORKS:
        pytest.skip("servers are forked, and this system has no fork")
    servers = []

    def start(kind="serve", *options, **environment):
        program, arguments = {
            "serve": (COMMAND, ["bookgenre", "serve", *options]),
            "gunicorn": ("from gunicorn.app.wsgiapp import run; run()", ["gunicorn", "--config", "gunicorn.conf.py"]),
        }.get(kind, (kind, ["program"]))
        given = {"BOOKGENRE_MODEL": str(tiny_model_folder), "BOOKGENRE_PORT": "0", "WEB_CONCURRENCY": "2"}
        # Work is given up, and a server that is being stopped is killed, where a test asks for it.
        given |= dict.fromkeys(("BOOKGENRE_ANSWER_TIMEOUT_S", "BOOKGENRE_SHUTDOWN_TIMEOUT_S"), "600")
        servers.append(
            Server(
                program,
                arguments,
                tmp_path / f"server{len(servers)}.log",
                # None: as it would be without this.
                {k: v for k, v in (os.environ | given | environment).items() if v is not None},
            )
        )
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
