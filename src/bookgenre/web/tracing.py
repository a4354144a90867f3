"""One id and one log line per request, without its content."""

import logging
import logging.config
import re
import time
import traceback
import uuid
from typing import Any

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

from bookgenre.web.prometheus import method_and_route
from bookgenre.web.settings import Settings, unknown_names

__all__ = ["configure_logging", "log_config", "log_failure", "trace_requests"]

_HEADER = "X-Request-ID"
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LEVELS = ("debug", "info", "warning", "error")
log = logging.getLogger("bookgenre.web")


def trace_requests(app: Flask) -> None:
    """Give each request an id (its own, where X-Request-ID names one) and log it when it is answered.

    A line holds the route rather than the address, so that nothing typed into one is kept, and neither the body nor the
    client's address.
    """

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        sent = request.headers.get(_HEADER, "")
        g.request_id = sent if _USABLE.fullmatch(sent) else uuid.uuid4().hex

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[_HEADER] = g.get("request_id", "")
        method, route = method_and_route()
        level = logging.DEBUG if route.endswith(("/health", "/ready", "/metrics")) else logging.INFO
        # To count the bytes of a file would read it into memory.
        sent = response.content_length if response.is_streamed else response.calculate_content_length()
        fields = {
            "request_id": g.get("request_id", ""),
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - g.began), 1),
            "bytes_in": request.content_length or 0,
            "bytes_out": sent or 0,
        }
        log.log(level, "request", extra=fields)
        return response


def log_failure(message: str, error: BaseException, **fields: str) -> None:
    """Log an unexpected error by its kind and the way to it; its own message may repeat what was asked."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    log.error(message, extra={**fields, "error": type(error).__name__, "where": where})


def configure_logging(settings: Settings) -> None:
    """Write the log to the standard error stream, a JSON object a line (or plain text)."""
    logging.config.dictConfig(log_config(settings))
    for name in unknown_names():
        log.warning("there is no setting of this name; docs/deploy.md lists them", extra={"variable": name})


def log_config(settings: Settings) -> dict[str, Any]:
    """Return what `logging.config.dictConfig` takes, for this process and for gunicorn."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": _Discreet}},
        "formatters": {
            "json": {
                "()": JsonFormatter,
                "format": "{asctime}{levelname}{message}",
                "style": "{",
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
                "rename_fields": {"asctime": "time", "levelname": "level"},
            },
            "text": {"()": _Plain, "format": "%(asctime)s %(levelname)s %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": settings.log_format, "filters": ["discreet"]}
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            # A command of this process may have kept its messages from the root logger.
            "bookgenre": {"level": settings.log_level.upper(), "propagate": True},
            # It says which columns and files it has read: those of a visitor.
            "bookgenre.catalogue": {"level": "CRITICAL"},
            # At its debug level it quotes requests in many places.
            "gunicorn.error": {"level": max(settings.log_level, "info", key=_LEVELS.index).upper(), "propagate": True},
            # It repeats what the 503 says.
            "waitress.queue": {"level": "ERROR"},
        },
    }


class _Discreet(logging.Filter):
    """Cuts what the servers quote of a request that they could not read: it may be a piece of a body."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("gunicorn", "waitress")):
            message = record.getMessage()
            for start in ("Invalid request", "Error handling request", "Exception while serving"):
                if message.startswith(start):
                    record.msg, record.args, record.exc_info, record.exc_text = start, (), None, None
        return True


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if variable := getattr(record, "variable", ""):
            line += f" ({variable})"
        if record.msg == "request":
            fields = ("method", "route", "status", "ms", "request_id")
            line += " " + " ".join(str(getattr(record, name, "")) for name in fields)
        return line
