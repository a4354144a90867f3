"""One server for a laptop and for production: gunicorn with threads; on Windows, where there is none, waitress."""

import mmap
import os
import signal
import socket
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask

from bookgenre.errors import InputError
from bookgenre.web.processes import writable_folder
from bookgenre.web.settings import Settings
from bookgenre.web.tracing import log_config

__all__ = ["gunicorn_options", "listen", "serve", "serve_with_waitress"]

_CONNECTIONS = 1000


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address; nothing is answered before `serve`."""
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


def serve(app: Flask, listener: socket.socket, settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Answer requests until SIGTERM, SIGINT or SIGHUP, then finish those in flight.

    New ones get 503 from then on; those in flight have `Settings.shutdown_timeout_s` seconds. A second signal ends
    at once. `ready` is called when signals are handled that way, just before the first request is answered.
    """
    if os.name == "nt":
        ready()
        serve_with_waitress(app, listener, settings)
        return
    from gunicorn.app.base import BaseApplication

    options = gunicorn_options(settings, hang_up=signal.getsignal(signal.SIGHUP), ready=ready)
    options["bind"] = f"fd://{listener.detach()}"

    class Application(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Application().run()


def serve_with_waitress(app: Flask, listener: socket.socket, settings: Settings) -> None:
    """Answer requests by waitress until Ctrl-C; it reads requests without a thread each, too."""
    import waitress

    waitress.serve(
        app,
        sockets=[listener],
        threads=settings.handled_at_once,
        connection_limit=_CONNECTIONS,
        channel_timeout=settings.request_timeout_s,
        channel_request_lookahead=1,
        # What exceeds our own limit a little is answered by us, in our form; what exceeds it by far is not read.
        max_request_body_size=max(8 * settings.max_body_bytes, settings.largest_body),
        ident=None,
        expose_tracebacks=False,
        _quiet=True,
    )


@cache
def _stopping() -> mmap.mmap:
    """One byte that the arbiter writes and its workers read: how often it was asked to stop.

    Like the handlers of signals it outlives SIGHUP, which has the configuration read again.
    """
    return mmap.mmap(-1, 1)


def gunicorn_options(
    settings: Settings, processes: int = 1, *, hang_up: Any = None, ready: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Return gunicorn's settings, by the names that gunicorn.conf.py uses.

    `hang_up` is what the process did on SIGHUP. With it the signal, by which a terminal says that it was closed, ends
    the server unless it was ignored (``nohup``); with None the configuration is read again. `ready` is as in `serve`.
    """
    from bookgenre.web.gunicorn_worker import Worker

    stopping = _stopping()
    worker = type(
        "Worker",
        (Worker,),
        {
            "most_body": settings.largest_body,
            "request_seconds": float(settings.request_timeout_s),
            "connections_per_client": 0 if settings.trusted_proxies else settings.connections_per_client,
            "stopping": stopping,
        },
    )

    def when_ready(server: Any) -> None:
        before = signal.getsignal(signal.SIGTERM)

        def stop(_signal: int, frame: Any) -> None:
            if os.getpid() != server.pid:
                # A worker that was forked a moment ago and has no handler of its own yet: see `Worker.run`.
                return
            # The second time at once.
            number = signal.SIGQUIT if stopping[0] else signal.SIGTERM
            stopping[0] = min(2, stopping[0] + 1)
            before(number, frame)  # type: ignore[operator, misc]

        def end(_signal: int, frame: Any) -> None:
            # A terminal and its shell may both send it.
            if not stopping[0]:
                stop(_signal, frame)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        if hang_up is not None:
            signal.signal(signal.SIGHUP, signal.SIG_IGN if hang_up is signal.SIG_IGN else end)
        ready()

    def post_worker_init(worker: Any) -> None:
        # The application knows it; gunicorn would answer addresses without it with 500.
        os.environ.pop("SCRIPT_NAME", None)
        service = worker.wsgi.extensions["bookgenre"]
        service.is_draining = lambda: bool(stopping[0]) or not worker.alive
        # A thread does not survive a fork.
        worker.wsgi.extensions["bookgenre.jobs"].start()

    def child_exit(_server: Any, worker: Any) -> None:
        """Take the numbers of a process that has ended out of what is added up as now."""
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            from prometheus_client import multiprocess

            multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

    def on_exit(_server: Any) -> None:
        if stopping[0] == 2:
            # Requests may have been cut off.
            raise SystemExit(1)

    return {
        "workers": processes,
        # The model is loaded once, before the processes are forked, and its memory is shared. ONNX Runtime starts no
        # threads for a session of one thread, so none are missing afterwards.
        "preload_app": True,
        "worker_class": worker,
        "threads": settings.handled_at_once,
        "worker_connections": max(_CONNECTIONS, 2 * settings.handled_at_once),
        "backlog": _CONNECTIONS,
        "graceful_timeout": settings.shutdown_timeout_s,
        "timeout": 60,
        "keepalive": 15,
        # Where the heartbeat's file lies on a disk, a busy disk stops the workers.
        "worker_tmp_dir": writable_folder(),
        "control_socket_disable": True,
        # Responses are sent by a socket that keeps the time.
        "sendfile": False,
        # The application handles headers of proxies, by BOOKGENRE_TRUSTED_PROXIES.
        "forwarded_allow_ips": "",
        "logconfig_dict": log_config(settings),
        "accesslog": None,
        "when_ready": when_ready,
        "post_worker_init": post_worker_init,
        "child_exit": child_exit,
        "on_exit": on_exit,
    }
