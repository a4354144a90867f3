"""When the work on a request ends early: its time is over, or the client has left."""

import socket
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, g, has_request_context, request

from bookgenre.web.problems import TryLaterError

__all__ = ["ClientGoneError", "DeadlineError", "check_request", "limit_time"]


class DeadlineError(TryLaterError):
    """The answer takes longer than an answer may take."""

    slug = "deadline"


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


def limit_time(app: Flask, seconds: float) -> None:
    """Give every request so many seconds from its arrival."""

    @app.before_request
    def begin() -> None:
        g.deadline = time.monotonic() + seconds


def check_request() -> None:
    """Raise `DeadlineError` or `ClientGoneError` if the request at hand needs no more work.

    ``g.smaller`` is what would take less time, where that is not a shorter text.
    """
    if not has_request_context():
        return
    if time.monotonic() > g.get("deadline", float("inf")):
        usual = "fewer books or a shorter text" if request.path.startswith("/api/") else "a shorter description"
        smaller = g.get("smaller", usual)
        raise DeadlineError(5, f"The answer took too long and was stopped. Send {smaller}, or try again later.")
    if _has_left(request.environ):
        raise ClientGoneError


def _has_left(environ: Mapping[str, Any]) -> bool:
    """Whether the client has closed its connection, as far as the server can tell."""
    # Waitress, where it is set to look.
    if disconnected := environ.get("waitress.client_disconnected"):
        return bool(disconnected())
    connection = environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        return False
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        return True
