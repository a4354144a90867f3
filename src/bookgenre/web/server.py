"""One process that serves: waitress, which reads slow clients without a thread each, and ends in good order."""

import logging
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from bookgenre.errors import InputError
from bookgenre.web.service import Service
from bookgenre.web.settings import Settings

__all__ = ["bind", "serve"]

log = logging.getLogger("bookgenre.web")

_CONNECTIONS = 1000
_SLACK = 8
# For a connection that has just been made, and whose request is on the way.
_LINGER_S = 0.3


def bind(app: Flask, settings: Settings) -> TcpWSGIServer:
    """Listen where the settings say; nothing is answered before `serve`.

    Raises
    ------
    InputError
        If the port is taken, or the address is none of this machine's.
    """
    return create_server(
        app,
        sockets=[_listen(settings.host, settings.port)],
        threads=settings.handled_at_once,
        connection_limit=_CONNECTIONS,
        channel_timeout=settings.request_timeout_s,
        # What exceeds our own limit a little is answered by us, in our form; what exceeds it by far is not read.
        max_request_body_size=_SLACK * settings.max_body_bytes,
        ident=None,
        # select() takes no more than 1,024 files.
        asyncore_use_poll=True,
        expose_tracebacks=False,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_CONNECTIONS)
    except (OSError, UnicodeError) as error:
        reason = ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
        raise InputError(
            f"{host}:{port} cannot be listened on ({reason}); "
            "stop what uses it, or choose another with --port or --host"
        ) from None


def serve(server: TcpWSGIServer, service: Service, settings: Settings) -> None:
    """Answer requests until SIGTERM or SIGINT, then finish those in flight.

    New connections are refused from then on; those in flight have `Settings.shutdown_timeout_s` seconds. A second
    signal ends at once.
    """
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        if stopping:
            raise SystemExit(1)
        stopping = service.draining = True
        server.pull_trigger()

    with _handling(stop):
        while not stopping:
            _turn(server, 1)
        deadline = time.monotonic() + settings.shutdown_timeout_s
        log.info("stopping", extra={"in_flight": _in_flight(server)})
        # Whoever is at the door already is let in.
        while select.select([server.socket], [], [], 0)[0] and time.monotonic() < deadline:
            _turn(server, 0)
        server.accepting = False
        server.del_channel()
        server.socket.close()
        linger = min(deadline, time.monotonic() + _LINGER_S)
        while (now := time.monotonic()) < linger or (_in_flight(server) and now < deadline):
            _turn(server, 0.05)
        left = _in_flight(server)
        server.task_dispatcher.shutdown(timeout=0 if left else 1)
        wasyncore.close_all(server._map)
        log.info("stopped", extra={"unfinished": left})


def _turn(server: TcpWSGIServer, seconds: float) -> None:
    """One round of waitress's loop."""
    wasyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)


def _in_flight(server: TcpWSGIServer) -> int:
    """Connections with a request that was begun and not answered, or an answer that was not sent."""
    return sum(
        bool(channel.requests or channel.total_outbufs_len or (channel.request and not channel.request.empty))
        for channel in list(server.active_channels.values())
    )


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], Any]) -> Iterator[None]:
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, handler) for number in signals]
    try:
        yield
    finally:
        for number, old in zip(signals, before, strict=True):
            signal.signal(number, old)
