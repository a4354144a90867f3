"""One id a request, and one log line, that says everything but what was asked."""

import logging
import re
import sys
import time
import uuid

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

from bookgenre.web.settings import Settings

__all__ = ["configure_logging", "trace_requests"]

HEADER = "X-Request-ID"
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("bookgenre.web")


def trace_requests(app: Flask) -> None:
    """Give each request an id (its own, where X-Request-ID names one) and log it when it is answered.

    A line holds the route rather than the address, so that nothing typed into one is kept, and neither the body nor the
    client's address.
    """

    @app.before_request
    def begin() -> None:
        sent = request.headers.get(HEADER, "")
        g.request_id = sent if _USABLE.fullmatch(sent) else uuid.uuid4().hex
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.get("request_id", "")
        route = request.url_rule.rule if request.url_rule else "(none)"
        level = logging.DEBUG if route.endswith(("/health", "/ready", "/metrics")) else logging.INFO
        log.log(
            level,
            "request",
            extra={
                "request_id": g.get("request_id", ""),
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - g.get("began", time.perf_counter())), 1),
                "bytes_in": request.content_length or 0,
                "bytes_out": response.calculate_content_length() or 0,
            },
        )
        return response


def configure_logging(settings: Settings) -> None:
    """Write the log to the standard error stream, a JSON object a line (or plain text)."""
    handler = logging.StreamHandler(sys.stderr)
    if settings.log_format == "json":
        handler.setFormatter(
            JsonFormatter(
                "{asctime}{levelname}{message}", style="{", rename_fields={"asctime": "time", "levelname": "level"}
            )
        )
    else:
        handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bookgenre").setLevel(settings.log_level.upper())
    # It repeats what the 503 says.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if record.msg == "request":
            fields = ("method", "route", "status", "ms", "request_id")
            line += " " + " ".join(str(getattr(record, name, "")) for name in fields)
        return line
