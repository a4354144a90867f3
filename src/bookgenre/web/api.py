"""The REST API, version 1."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_openapi.blueprint import APIBlueprint

from bookgenre.book import Book
from bookgenre.classifier import Prediction
from bookgenre.covers import check_palette
from bookgenre.covers.mockup import barcode_svg
from bookgenre.errors import GenreError, InputError
from bookgenre.genres import Genre, load_taxonomy
from bookgenre.web.bodies import MOST_KEYS, too_many_keys
from bookgenre.web.openapi import PREFIX, responses
from bookgenre.web.problems import FieldProblem, field_problems, problem
from bookgenre.web.request_schemas import (
    CoverRequest,
    GenrePath,
    GenreQuery,
    ManyBooks,
    OneBook,
    PaletteCheckRequest,
    PredictRequest,
    UnusableBook,
)
from bookgenre.web.response_schemas import (
    CoverAnswer,
    GenreDetail,
    GenreList,
    Health,
    PaletteCheckModel,
    Predictions,
    Readiness,
)
from bookgenre.web.service import UnreadableError, current_service

__all__ = ["api", "metrics_api"]

_COMPUTING = (400, 408, 413, 415, 422, 429, 503)
_HOUR = 3600

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


@api.post(
    "/predict",
    operation_id="predict",
    tags=[{"name": "books"}],
    summary="Predict the genres of one book, or of up to 64",
    description=(
        "With `explain` also what each sentence and word of one book contributes to a genre. Of many books those "
        "that can be answered are; `errors` names the others, and where none can be answered, the status is 422."
    ),
    responses=responses(Predictions, *_COMPUTING),
)
def predict(body: PredictRequest) -> Response:
    """Predict genres."""
    if isinstance(body.root, ManyBooks):
        return _predict_many(body.root)
    return _predict_one(body.root)


@api.post(
    "/cover",
    operation_id="cover",
    tags=[{"name": "covers"}],
    summary="Recommend cover colours for a description, for genres, or for both",
    description="With a barcode of the colours and a mock-up, as SVG.",
    responses=responses(CoverAnswer, *_COMPUTING),
)
def cover(body: CoverRequest) -> Response:
    """Recommend colours."""
    if unknown := _unknown_genre(body.genres):
        return unknown
    service = current_service()
    book = Book(body.description or "", body.title, tuple(body.genres), authors=(body.author,) if body.author else ())
    try:
        prediction = service.predict(book, 10) if body.description is not None else None
    except UnreadableError as error:
        return _wrong("description", error)
    palette = service.palette(book, body.colours, prediction=prediction, mode=body.mode, variant=body.variant)
    return jsonify(
        model_version=_model_version(),
        palette=palette.to_dict(),
        prediction=None if prediction is None else prediction.to_dict(),
        barcode_svg=barcode_svg(palette) if body.svg else None,
        cover_svg=service.recommender.cover(palette, book, body.layout) if body.svg else None,
    )


@api.post(
    "/cover/check",
    operation_id="check_palette",
    tags=[{"name": "covers"}],
    summary="Say whether a palette fits",
    description=(
        "Where its colours stand among covers of the genres, which genres it looks like, and whether a title on it is "
        "legible. Without genres only what it looks like."
    ),
    responses=responses(PaletteCheckModel, *_COMPUTING),
)
def check_cover(body: PaletteCheckRequest) -> Response:
    """Check a palette."""
    if unknown := _unknown_genre(body.genres):
        return unknown
    try:
        found = current_service().compute(lambda: check_palette(body.colours, body.genres or None))
    except InputError as error:
        return _wrong("colours", error)
    return jsonify(found.to_dict() | {"model_version": _model_version()})


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
    return _cacheable(jsonify(model_version=_model_version(), genres=rows))


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
                "model_version": _model_version(),
                "path": list(taxonomy.ancestors(genre.id)),
                "children": [child.id for child in taxonomy.children(genre.id)],
                "aliases": list(genre.aliases),
                "thema": list(genre.thema),
                "base_rate": None if known is None else round(known.base_rate, 4),
                "threshold": None if known is None else round(known.threshold, 4),
            }
        )
    )


@api.get(
    "/health",
    operation_id="health",
    tags=[{"name": "operation"}],
    summary="Say whether the process is running",
    responses=responses(Health),
)
def health() -> Response:
    """Say whether the process is running."""
    return jsonify(status="ok", model_version=_model_version())


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
    return jsonify(status="ready", model_version=_model_version())


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


def _predict_one(asked: OneBook) -> Response:
    service = current_service()
    labels = service.recommender.classifier.labels
    genre = None if asked.explain in (None, "first") else asked.explain
    if genre is not None:
        try:
            labels.find(genre)
        except GenreError as error:
            return _wrong("explain", error)
    book = Book(asked.description, asked.title)
    try:
        prediction = service.predict(book, asked.top, asked.rank)
    except UnreadableError as error:
        return _wrong("description", error)
    answer = prediction.to_dict()
    if asked.explain is not None:
        try:
            explanation = service.explain(book, genre or prediction.genres[0].id, prediction.windows)
        except InputError as error:
            return _wrong("description", error)
        answer["explanation"] = explanation.to_dict()
    return jsonify(answer)


def _predict_many(asked: ManyBooks) -> Response:
    """Answer the books that can be answered; null stands in the place of the others, and `errors` names them."""
    usable = {place: book for place, book in enumerate(asked.books) if not isinstance(book, UnusableBook)}
    books = [Book(book.description, book.title) for book in usable.values()]
    answers = current_service().predict_many(books, asked.top, asked.rank) if books else ()
    found = dict(zip(usable, answers, strict=True))
    predictions: list[dict[str, Any] | None] = []
    errors: list[tuple[int, FieldProblem]] = []
    for place, book in enumerate(asked.books):
        answer = found.get(place)
        if isinstance(answer, Prediction):
            predictions.append(answer.to_dict())
            continue
        predictions.append(None)
        if isinstance(book, UnusableBook):
            errors += [(place, one) for one in field_problems(book.error, f"#/books/{place}")]
        else:
            errors.append((place, FieldProblem(pointer=f"#/books/{place}/description", detail=str(answer))))
    if not any(predictions):
        first = errors[0][1]
        detail = f"none of the books can be answered; {first.pointer}: {first.detail}"
        return problem(422, detail, errors=[one for _, one in errors])
    return jsonify(
        model_version=_model_version(),
        predictions=predictions,
        errors=[{"position": place + 1, "pointer": one.pointer, "detail": one.detail} for place, one in errors],
    )


def _unknown_genre(genres: Sequence[str]) -> Response | None:
    """Return the problem of the first genre that is not known."""
    taxonomy = load_taxonomy()
    for place, genre in enumerate(genres):
        try:
            taxonomy.find_all(genre)
        except GenreError as error:
            return _wrong(f"genres/{place}", error)
    return None


def _model_version() -> str:
    return current_service().recommender.classifier.model_version


def _genre(genre: Genre) -> dict[str, Any]:
    return {name: getattr(genre, name) for name in ("id", "name", "facet", "parent", "definition")}


def _cacheable(response: Response) -> Response:
    """Let anyone keep what only a new release changes, and ask by its ETag whether it is still so."""
    response.cache_control.public = True
    response.cache_control.max_age = _HOUR
    response.add_etag()
    response.make_conditional(request)
    return response


def _wrong(pointer: str, error: Exception) -> Response:
    return problem(422, str(error), errors=[FieldProblem(pointer=f"#/{pointer}", detail=str(error))])
