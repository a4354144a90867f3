"""The operations of the REST API on the taxonomy."""

from typing import Any

from flask import Response, jsonify, request

from bookgenre.genres import Genre, load_taxonomy
from bookgenre.web.api_base import api, model_version
from bookgenre.web.openapi import PREFIX, responses
from bookgenre.web.problems import problem
from bookgenre.web.request_schemas import GenrePath, GenreQuery
from bookgenre.web.response_schemas import GenreDetail, GenreList
from bookgenre.web.service import current_service

__all__ = ["get_genre", "list_genres"]

_HOUR = 3600


@api.get(
    "/genres",
    operation_id="list_genres",
    tags=[{"name": "genres"}],
    summary="List or search the genres",
    responses=responses(GenreList, 422),
)
def list_genres(query: GenreQuery) -> Response:
    """List genres."""
    taxonomy = load_taxonomy()
    found = taxonomy.search(query.q) if query.q is not None else taxonomy
    rows = [_genre(genre) for genre in found if query.facet in (None, genre.facet)]
    return _cacheable(jsonify(model_version=model_version(), genres=rows))


@api.get(
    "/genres/<id>",
    operation_id="get_genre",
    tags=[{"name": "genres"}],
    summary="Describe a genre",
    responses=responses(GenreDetail, 404, 422),
)
def get_genre(path: GenrePath) -> Response:
    """Describe a genre."""
    taxonomy = load_taxonomy()
    if path.id not in taxonomy:
        near = " or ".join(taxonomy.nearest(path.id))
        advice = f"did you mean {near}?" if near else f"see {request.script_root}{PREFIX}/genres."
        return problem(404, f"There is no genre with this id; {advice}")
    genre = taxonomy[path.id]
    known = current_service().recommender.classifier.labels.get(path.id)
    return _cacheable(
        jsonify(
            _genre(genre)
            | {
                "model_version": model_version(),
                "path": list(taxonomy.ancestors(genre.id)),
                "children": [child.id for child in taxonomy.children(genre.id)],
                "aliases": list(genre.aliases),
                "thema": list(genre.thema),
                "base_rate": None if known is None else round(known.base_rate, 4),
                "threshold": None if known is None else round(known.threshold, 4),
            }
        )
    )


def _genre(genre: Genre) -> dict[str, Any]:
    return {name: getattr(genre, name) for name in ("id", "name", "facet", "parent", "definition")}


def _cacheable(response: Response) -> Response:
    """Let anyone keep what only a new release changes, and ask by its ETag whether it is still so."""
    response.cache_control.public = True
    response.cache_control.max_age = _HOUR
    response.add_etag()
    response.make_conditional(request)
    return response
