"""The operations of the REST API that compute nothing: the genres, and the state of the server."""

from typing import Any

from flask import Response, jsonify, request
from flask_openapi.blueprint import APIBlueprint

from bookgenre.genres import Genre, load_taxonomy
from bookgenre.web.headers import cacheable
from bookgenre.web.openapi import PREFIX, responses, text
from bookgenre.web.problems import problem
from bookgenre.web.request_schemas import GenrePath, GenreQuery
from bookgenre.web.response_schemas import GenreDetail, GenreList, Health, Readiness
from bookgenre.web.service import current_service

__all__ = ["look_up_api", "metrics_api"]

look_up_api = APIBlueprint("look_up_api", __name__, url_prefix=PREFIX)

metrics_api = APIBlueprint("metrics_api", __name__, url_prefix=PREFIX)
"""``/metrics``, which an operator may leave out."""

_HOUR = 3600


@look_up_api.get(
    "/genres",
    operation_id="list_genres",
    tags=[{"name": "genres"}],
    summary="List or search the genres",
    responses=responses(GenreList, 412, 422, 429),
)
def list_genres(query: GenreQuery) -> Response:
    """List genres."""
    taxonomy = load_taxonomy()
    found = taxonomy.search(query.q) if query.q is not None else taxonomy
    rows = [_genre(genre) for genre in found if query.facet in (None, genre.facet)]
    # Only a new release changes them.
    return cacheable(jsonify(model_version=current_service().model_version, genres=rows), _HOUR)


@look_up_api.get(
    "/genres/<id>",
    operation_id="get_genre",
    tags=[{"name": "genres"}],
    summary="Describe a genre",
    responses=responses(GenreDetail, 404, 412, 422, 429),
)
def get_genre(path: GenrePath) -> Response:
    """Describe a genre."""
    taxonomy = load_taxonomy()
    if path.id not in taxonomy:
        near = " or ".join(taxonomy.nearest(path.id))
        advice = f"did you mean {near}?" if near else f"see {request.script_root}{PREFIX}/genres."
        return problem(404, f"There is no genre with this id; {advice}")
    genre = taxonomy[path.id]
    service = current_service()
    known = service.recommender.classifier.labels.get(path.id)
    answer = _genre(genre) | {
        "model_version": service.model_version,
        "path": list(taxonomy.ancestors(genre.id)),
        "children": [child.id for child in taxonomy.children(genre.id)],
        "aliases": list(genre.aliases),
        "thema": list(genre.thema),
        "base_rate": None if known is None else round(known.base_rate, 4),
        "threshold": None if known is None else round(known.threshold, 4),
    }
    return cacheable(jsonify(answer), _HOUR)


def _genre(genre: Genre) -> dict[str, Any]:
    return {name: getattr(genre, name) for name in ("id", "name", "facet", "parent", "definition")}


@look_up_api.get(
    "/health",
    operation_id="health",
    tags=[{"name": "operation"}],
    summary="Say whether the process is running",
    responses=responses(Health),
)
def health() -> Response:
    """Say whether the process is running."""
    return jsonify(status="ok", model_version=current_service().model_version)


@look_up_api.get(
    "/ready",
    operation_id="ready",
    tags=[{"name": "operation"}],
    summary="Say whether the server is ready for traffic",
    description="The model is loaded. 503 while the server is being stopped.",
    responses=responses(Readiness, 503),
)
def ready() -> Response:
    """Say whether the server is ready for traffic."""
    service = current_service()
    if service.is_draining():
        return problem(503, "The server is being stopped; ask another.", headers={"Retry-After": "10"})
    return jsonify(status="ready", model_version=service.model_version)


@metrics_api.get(
    "/metrics",
    operation_id="metrics",
    tags=[{"name": "operation"}],
    summary="Show the counters in Prometheus' text format",
    responses=responses(text("text/plain")),
)
def metrics() -> Response:
    """Give the counters."""
    return current_service().metrics.expose()
