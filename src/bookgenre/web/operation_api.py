"""The operations of the REST API for whoever runs the server."""

from flask import Response, current_app, jsonify

from bookgenre.web.api_base import api, metrics_api, model_version
from bookgenre.web.openapi import responses
from bookgenre.web.problems import problem
from bookgenre.web.response_schemas import Health, Readiness
from bookgenre.web.service import current_service

__all__ = ["health", "metrics", "ready"]


@api.get(
    "/health",
    operation_id="health",
    tags=[{"name": "operation"}],
    summary="Say whether the process is running",
    responses=responses(Health),
)
def health() -> Response:
    """Say whether the process is running."""
    return jsonify(status="ok", model_version=model_version())


@api.get(
    "/ready",
    operation_id="ready",
    tags=[{"name": "operation"}],
    summary="Say whether the server is ready for traffic",
    description="The model is loaded. 503 while the server is being stopped.",
    responses=responses(Readiness, 503),
)
def ready() -> Response:
    """Say whether the server is ready for traffic."""
    if current_service().is_draining():
        return problem(503, "The server is being stopped; ask another.", headers={"Retry-After": "10"})
    return jsonify(status="ready", model_version=model_version())


@metrics_api.get(
    "/metrics",
    operation_id="metrics",
    tags=[{"name": "operation"}],
    summary="Give the counters, in Prometheus' text format",
    responses=responses(None, content="text/plain"),
)
def metrics() -> Response:
    """Give the counters."""
    response: Response = current_app.extensions["bookgenre.metrics"].expose()
    return response
