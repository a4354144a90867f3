"""What an operator watches, in Prometheus' text format."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from bookgenre.web.concurrency import ConcurrencyLimit

__all__ = ["Metrics", "method_and_route"]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters of one application.

    Where the variable ``PROMETHEUS_MULTIPROC_DIR`` names a folder, the numbers of all processes that share it are added
    up, as Prometheus' Python client describes.
    """

    def __init__(self, concurrency: ConcurrencyLimit, model_version: str) -> None:
        self._concurrency = concurrency
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "bookgenre_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "bookgenre_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self.books = Counter("bookgenre_books", "Books whose genres were predicted.", registry=self.registry)
        self.refused = Counter(
            "bookgenre_refused", "Requests refused because the server was busy.", registry=self.registry
        )
        self._inside = Gauge(
            "bookgenre_inside", "Requests computing or waiting.", registry=self.registry, multiprocess_mode="livesum"
        )
        Gauge(
            "bookgenre_model_info",
            "The model that answers.",
            ["version"],
            registry=self.registry,
            multiprocess_mode="max",
        ).labels(model_version).set(1)

    def watch(self, app: Flask) -> None:
        """Count each request under its route; `trace_requests` has to come before, as it takes the time."""

        @app.after_request
        def count(response: Response) -> Response:
            method, route = method_and_route()
            self.requests.labels(method, route, str(response.status_code)).inc()
            self.seconds.labels(route).observe(time.perf_counter() - g.began)
            self._inside.set(self._concurrency.inside)
            if response.status_code == 503:
                self.refused.inc()
            return response

    def expose(self) -> Response:
        """Make the response of /metrics."""
        registry = self.registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def method_and_route() -> tuple[str, str]:
    """Return what a request is counted and logged as: neither can be made up by a client."""
    method = request.method if request.method in _METHODS else "other"
    return method, request.url_rule.rule if request.url_rule else "(none)"
