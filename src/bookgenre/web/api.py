"""The REST API, version 1."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request
from flask_openapi.blueprint import APIBlueprint

from bookgenre.book import Book
from bookgenre.classifier import Prediction
from bookgenre.covers import Palette, check_palette
from bookgenre.covers.mockup import Layout, barcode_svg, cover_svg
from bookgenre.covers.recommend import genre_weights
from bookgenre.errors import GenreError, InputError
from bookgenre.genres import Genre, load_taxonomy
from bookgenre.web.bodies import MOST_KEYS, too_many_keys
from bookgenre.web.metrics import Metrics
from bookgenre.web.openapi import PREFIX, answers
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
    PaletteCheckOut,
    Predictions,
    Readiness,
)
from bookgenre.web.service import Service, UnreadableError
from bookgenre.web.settings import Settings

__all__ = ["make_api"]

_COMPUTING = (400, 408, 413, 415, 422, 429, 503)
_HOUR = 3600


def make_api(service: Service, metrics: Metrics, settings: Settings) -> APIBlueprint:
    """Make the blueprint of ``/api/v1``."""
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    version = service.classifier.model_version

    @api.before_request
    def read_body() -> Response | None:
        if request.method != "POST":
            return None
        if request.mimetype != "application/json":
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            body = request.get_json()
        except RecursionError:
            return problem(HTTPStatus.BAD_REQUEST, "The body is nested too deeply.")
        if not isinstance(body, dict):
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is no JSON object; send one.")
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
        responses=answers(Predictions, *_COMPUTING),
    )
    def predict(body: PredictRequest) -> Response:
        asked = body.root
        if isinstance(asked, ManyBooks):
            return _predict_many(service, asked)
        return _predict_one(service, asked)

    @api.post(
        "/cover",
        operation_id="cover",
        tags=[{"name": "covers"}],
        summary="Recommend cover colours for a description, for genres, or for both",
        description="With a barcode of the colours, and a mock-up where a title is given, as SVG.",
        responses=answers(CoverAnswer, *_COMPUTING),
    )
    def cover(body: CoverRequest) -> Response:
        return _cover(service, body)

    @api.post(
        "/cover/check",
        operation_id="check_palette",
        tags=[{"name": "covers"}],
        summary="Say whether a palette fits",
        description=(
            "Where its colours stand among covers of the genres, which genres it looks like, and whether a title reads "
            "on it. Without genres only what it looks like."
        ),
        responses=answers(PaletteCheckOut, *_COMPUTING),
    )
    def check(body: PaletteCheckRequest) -> Response:
        return _check_palette(service, body)

    @api.get(
        "/genres",
        operation_id="list_genres",
        tags=[{"name": "genres"}],
        summary="List or search the genres",
        responses=answers(GenreList, 422),
    )
    def list_genres(query: GenreQuery) -> Response:
        taxonomy = load_taxonomy()
        genres = taxonomy.search(query.q) if query.q is not None else taxonomy
        rows = [_genre(genre) for genre in genres if query.facet in (None, genre.facet)]
        return _kept(jsonify(model_version=version, genres=rows))

    @api.get(
        "/genres/<id>",
        operation_id="get_genre",
        tags=[{"name": "genres"}],
        summary="Say all that is known of a genre",
        responses=answers(GenreDetail, 404, 422),
    )
    def get_genre(path: GenrePath) -> Response:
        return _genre_detail(service, path.id)

    @api.get(
        "/health",
        operation_id="health",
        tags=[{"name": "operation"}],
        summary="Say whether the process lives",
        responses=answers(Health),
    )
    def health() -> Response:
        return jsonify(status="ok", model_version=version)

    @api.get(
        "/ready",
        operation_id="ready",
        tags=[{"name": "operation"}],
        summary="Say whether new requests are welcome",
        description="The model is loaded. 503 while the server is being stopped.",
        responses=answers(Readiness, 503),
    )
    def ready() -> Response:
        if service.is_draining():
            return problem(503, "The server is being stopped; ask another.", headers={"Retry-After": "10"})
        return jsonify(status="ready", model_version=version)

    if settings.metrics:

        @api.get(
            "/metrics",
            operation_id="metrics",
            tags=[{"name": "operation"}],
            summary="Give the counters, in Prometheus' text format",
            responses=answers(None, content="text/plain"),
        )
        def expose() -> Response:
            return metrics.expose()

    return api


def _predict_one(service: Service, asked: OneBook) -> Response:
    genre = None if asked.explain == "first" else asked.explain
    if genre is not None:
        try:
            service.classifier.labels.find(genre)
        except GenreError as error:
            return _wrong("explain", error)
    try:
        prediction = service.predict(Book(asked.description, asked.title), asked.top, asked.rank)
    except UnreadableError as error:
        return _wrong("description", error)
    answer = prediction.to_dict()
    if asked.explain is not None:
        try:
            answer["explanation"] = service.explain(prediction, genre).to_dict()
        except InputError as error:
            return _wrong("description", error)
    return jsonify(answer)


def _predict_many(service: Service, asked: ManyBooks) -> Response:
    """Answer the books that can be answered; the others leave null in their place and are named."""
    usable = {place: book for place, book in enumerate(asked.books) if not isinstance(book, UnusableBook)}
    books = [Book(book.description, book.title) for book in usable.values()]
    found = dict(zip(usable, service.predict_many(books, asked.top, asked.rank) if books else (), strict=True))
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
        model_version=service.classifier.model_version,
        predictions=predictions,
        errors=[{"position": place + 1, "pointer": one.pointer, "detail": one.detail} for place, one in errors],
    )


def _cover(service: Service, asked: CoverRequest) -> Response:
    taxonomy = load_taxonomy()
    for place, genre in enumerate(asked.genres):
        try:
            taxonomy.find_all(genre)
        except GenreError as error:
            return _wrong(f"genres/{place}", error)
    book = Book(asked.description or "", asked.title, tuple(asked.genres))
    try:
        prediction = service.predict(book, 10) if asked.description is not None else None
    except UnreadableError as error:
        return _wrong("description", error)
    palette = service.colours(prediction, book, asked.colours, mode=asked.mode, variant=asked.variant)
    return jsonify(
        model_version=service.classifier.model_version,
        palette=palette.to_dict(),
        prediction=None if prediction is None else prediction.to_dict(),
        barcode_svg=barcode_svg(palette) if asked.svg else None,
        cover_svg=_mockup(palette, asked.title, asked.author or "", asked.layout) if asked.svg else None,
    )


def _check_palette(service: Service, asked: PaletteCheckRequest) -> Response:
    try:
        genre_weights(asked.genres)
    except GenreError as error:
        return _wrong("genres", error)
    try:
        found = service.compute(lambda: check_palette(asked.colours, asked.genres or None))
    except InputError as error:
        return _wrong("colours", error)
    return jsonify(found.to_dict() | {"model_version": service.classifier.model_version})


def _mockup(palette: Palette, title: str | None, author: str, layout: Layout) -> str | None:
    try:
        return cover_svg(palette, title or "", author, layout=layout)
    except InputError:  # nothing that could be drawn
        return None


def _genre(genre: Genre) -> dict[str, Any]:
    return {
        "id": genre.id,
        "name": genre.name,
        "facet": genre.facet,
        "parent": genre.parent,
        "definition": genre.definition,
    }


def _genre_detail(service: Service, genre_id: str) -> Response:
    taxonomy = load_taxonomy()
    if genre_id not in taxonomy:
        near = " or ".join(taxonomy.nearest(genre_id))
        advice = f"did you mean {near}?" if near else f"see {request.script_root}{PREFIX}/genres."
        return problem(404, f"There is no genre with this id; {advice}")
    genre = taxonomy[genre_id]
    labels = service.classifier.labels
    known = labels.genres[labels.index[genre_id]] if genre_id in labels.index else None
    return _kept(
        jsonify(
            _genre(genre)
            | {
                "model_version": service.classifier.model_version,
                "path": list(taxonomy.ancestors(genre_id)),
                "children": [child.id for child in taxonomy.children(genre_id)],
                "aliases": list(genre.aliases),
                "thema": list(genre.thema),
                "base_rate": None if known is None else round(known.base_rate, 4),
                "threshold": None if known is None else round(known.threshold, 4),
            }
        )
    )


def _kept(response: Response) -> Response:
    """Let anyone keep what only a new release changes, and ask by its ETag whether it is still so."""
    response.cache_control.public = True
    response.cache_control.max_age = _HOUR
    response.add_etag()
    response.make_conditional(request)
    return response


def _wrong(pointer: str, error: Exception) -> Response:
    return problem(422, str(error), errors=[FieldProblem(pointer=f"#/{pointer}", detail=str(error))])
