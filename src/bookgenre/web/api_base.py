"""What the operations of the REST API share: where they are registered, the check of a body, common problems."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, request
from flask_openapi.blueprint import APIBlueprint

from bookgenre.errors import GenreError
from bookgenre.genres import load_taxonomy
from bookgenre.web.bodies import MOST_KEYS, too_many_keys
from bookgenre.web.openapi import PREFIX
from bookgenre.web.problems import FieldProblem, problem
from bookgenre.web.service import current_service

__all__ = ["COMPUTING", "api", "metrics_api", "model_version", "unknown_genre", "wrong"]

COMPUTING = (400, 408, 413, 415, 422, 429, 503)
"""Statuses of the problems of an operation that computes."""

api = APIBlueprint("api", __name__, url_prefix=PREFIX)

metrics_api = APIBlueprint("metrics_api", __name__, url_prefix=PREFIX)
"""``/metrics``, which an operator may leave out."""


@api.before_request
def check_body() -> Response | None:
    """Refuse a body that is not a JSON object of a sensible form."""
    if request.method != "POST":
        return None
    if request.mimetype != "application/json":
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = request.get_json()
    except RecursionError:
        return problem(HTTPStatus.BAD_REQUEST, "The body is nested too deeply.")
    if not isinstance(body, dict):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not a JSON object; send one.")
    if where := too_many_keys(body):
        detail = f"an object of this request has at most {MOST_KEYS} keys"
        return problem(422, f"{where}: {detail}", errors=[FieldProblem(pointer=where, detail=detail)])
    return None


def unknown_genre(genres: Sequence[str]) -> Response | None:
    """Return the problem of the first genre that is not known."""
    taxonomy = load_taxonomy()
    for place, genre in enumerate(genres):
        try:
            taxonomy.find_all(genre)
        except GenreError as error:
            return wrong(f"genres/{place}", error)
    return None


def wrong(pointer: str, error: Exception) -> Response:
    """Return the problem of one field of a body, 422."""
    return problem(422, str(error), errors=[FieldProblem(pointer=f"#/{pointer}", detail=str(error))])


def model_version() -> str:
    """Return the version of the model that answers."""
    return current_service().recommender.classifier.model_version
