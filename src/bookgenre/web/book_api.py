"""The operations of the REST API that compute: genres, store categories, two versions of a description, colours."""

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request
from flask_openapi.blueprint import APIBlueprint

from bookgenre.book import Book
from bookgenre.classifier import Prediction
from bookgenre.covers import check_palette
from bookgenre.errors import GenreError, InputError
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.genres import load_taxonomy
from bookgenre.stores import StoreReport
from bookgenre.web.bodies import MOST_KEYS, too_many_keys
from bookgenre.web.openapi import PREFIX, responses
from bookgenre.web.problems import FieldProblem, field_problems, problem, said
from bookgenre.web.request_schemas import (
    CompareRequest,
    CoverRequest,
    ManyBooks,
    PaletteCheckRequest,
    PredictRequest,
    StoresRequest,
    UnusableBook,
)
from bookgenre.web.response_schemas import ComparisonModel, CoverAnswer, PaletteCheckModel, Predictions, StoresAnswer
from bookgenre.web.service import FieldError, current_service

__all__ = ["book_api"]

book_api = APIBlueprint("api", __name__, url_prefix=PREFIX)

_PROBLEMS = (400, 408, 413, 415, 422, 429, 503)
_NOTHING_LISTED = "no genre is probable enough to suggest a category for; a longer description may help"


@book_api.before_request
def check_body() -> Response | None:
    """Refuse a body that is not a JSON object of a sensible form."""
    if request.method != "POST":  # a preflight request (OPTIONS) has no body
        return None
    if request.mimetype != "application/json":
        return problem(415)
    try:
        body = request.get_json()
    except RecursionError:
        return problem(400, "The body is nested too deeply. Send an object as the documentation shows it.")
    if not isinstance(body, dict):
        return problem(422, "The body is not a JSON object; send one.")
    if where := too_many_keys(body):
        detail = f"an object of this request has at most {MOST_KEYS} keys"
        return problem(422, f"{where}: {detail}", errors=[FieldProblem(pointer=where, detail=detail)])
    return None


@book_api.errorhandler(FieldError)
def wrong(error: FieldError) -> Response:
    """Point at the field of the body that cannot be used."""
    return problem(422, str(error), errors=[FieldProblem(pointer=f"#/{error.field}", detail=str(error))])


@book_api.post(
    "/predict",
    operation_id="predict",
    tags=[{"name": "books"}],
    summary="Predict the genres of one book, or of up to 64",
    description=(
        "`shortlist` holds the three to five genres to use, `genres` as many as were requested, in the order of "
        "`rank`. With `stores`, the answer suggests categories for each store; with `explain`, it says what each "
        "sentence and word of one book contributes to a genre. If some of many books cannot be answered, `errors` "
        "names them; if none can be answered, the status is 422."
    ),
    responses=responses(Predictions, *_PROBLEMS),
)
def predict(body: PredictRequest) -> Response:
    """Predict genres."""
    asked = body.root
    if isinstance(asked, ManyBooks):
        return _predict_many(asked)
    service = current_service()
    genre = asked.explain if isinstance(asked.explain, str) and asked.explain != "first" else None
    if genre is not None:
        try:
            service.recommender.classifier.labels.find(genre)
        except GenreError as error:
            raise FieldError(said(error), "explain") from None
    book = Book(asked.description, asked.title)
    prediction = service.predict(book, asked.top, asked.rank)
    answer = _answered(prediction, book, asked.store_names)
    if asked.explain:
        if genre is None:
            specific = prediction.shortlist.most_specific if asked.explain is True else None
            genre = (specific or prediction.genres[0]).id
        try:
            answer["explanation"] = service.explain(book, genre, prediction.windows).to_dict()
        except InputError as error:
            raise FieldError(str(error), "description") from None
    return jsonify(answer)


@book_api.post(
    "/stores",
    operation_id="suggest_stores",
    tags=[{"name": "books"}],
    summary="Suggest categories for each store",
    description=(
        "The suggestions are for the shortlist of a description, or for genres that are given. Each says which genre "
        "it stands for and whether it is exact, broader or narrower. `unshelved` names the genres for which a store "
        "has no category, `refused` those that its rules do not allow together with the others."
    ),
    responses=responses(StoresAnswer, *_PROBLEMS),
)
def suggest_stores(body: StoresRequest) -> Response:
    """Suggest store categories."""
    _check_genres(body.genres)
    service = current_service()
    book = Book(body.description or "", body.title)
    warnings: tuple[str, ...] = ()
    prediction = None
    if not body.genres:
        prediction = service.predict(book, 1)
        warnings = (*prediction.shortlist.doubts, *prediction.warnings)
        if not prediction.shortlist.genres:
            nothing = StoreReport((), prediction.shortlist.side, prediction.shortlist.audience, (), ())
            return _stores_answer(nothing, (*warnings, _NOTHING_LISTED))
    try:
        report = service.stores(book, body.stores or (), genres=body.genres or None, prediction=prediction)
    except GenreError as error:
        raise FieldError(said(error), "genres") from None
    return _stores_answer(report, warnings)


@book_api.post(
    "/compare",
    operation_id="compare",
    tags=[{"name": "books"}],
    summary="Compare two versions of a description",
    description="Which genres rose and fell from the first version to the second, and which sentences caused it.",
    responses=responses(ComparisonModel, *_PROBLEMS),
)
def compare(body: CompareRequest) -> Response:
    """Compare two versions."""
    first, second = (Book(book.description, book.title) for book in (body.first, body.second))
    return jsonify(current_service().compare(first, second).to_dict())


@book_api.post(
    "/cover",
    operation_id="cover",
    tags=[{"name": "covers"}],
    summary="Recommend cover colours for a description, for genres, or for both",
    description="The answer includes a barcode of the colours and a mock-up, both as SVG.",
    responses=responses(CoverAnswer, *_PROBLEMS),
)
def cover(body: CoverRequest) -> Response:
    """Recommend colours."""
    _check_genres(body.genres)
    service = current_service()
    book = Book(body.description or "", body.title, tuple(body.genres), authors=(body.author,) if body.author else ())
    prediction = service.predict(book, 10) if body.description is not None else None
    palette = service.palette(book, prediction, n=body.colours, mode=body.mode, variant=body.variant)
    return jsonify(
        model_version=service.model_version,
        palette=palette.to_dict(),
        prediction=None if prediction is None else prediction.to_dict(),
        barcode_svg=barcode_svg(palette) if body.svg else None,
        cover_svg=service.recommender.cover(palette, book, body.layout) if body.svg else None,
    )


@book_api.post(
    "/cover/check",
    operation_id="check_palette",
    tags=[{"name": "covers"}],
    summary="Check whether a palette fits",
    description=(
        "The answer says how common the colours are on covers of the genres, which genres have similar covers, and "
        "whether a title is legible. Without genres, the palette is compared with covers of all genres."
    ),
    responses=responses(PaletteCheckModel, *_PROBLEMS),
)
def check_cover(body: PaletteCheckRequest) -> Response:
    """Check a palette."""
    _check_genres(body.genres)
    service = current_service()
    try:
        found = service.compute(lambda: check_palette(body.colours, body.genres or None))
    except InputError as error:
        raise FieldError(str(error), "colours") from None
    return jsonify(found.to_dict() | {"model_version": service.model_version})


def _check_genres(genres: Sequence[str]) -> None:
    """Raise `FieldError` for the first genre that is not known."""
    taxonomy = load_taxonomy()
    for place, genre in enumerate(genres):
        try:
            taxonomy.find_all(genre)
        except GenreError as error:
            raise FieldError(said(error), f"genres/{place}") from None


def _stores_answer(report: StoreReport, warnings: tuple[str, ...]) -> Response:
    return jsonify(report.to_dict() | {"model_version": current_service().model_version, "warnings": list(warnings)})


def _answered(prediction: Prediction, book: Book, stores: tuple[str, ...] | None) -> dict[str, Any]:
    answer = prediction.to_dict()
    if stores is not None:
        listed = prediction.shortlist.genres
        report = current_service().stores(book, stores, prediction=prediction) if listed else None
        answer["stores"] = None if report is None else report.to_dict()
    return answer


def _predict_many(asked: ManyBooks) -> Response:
    """Answer the books that can be answered; null stands in the place of the others, and `errors` names them."""
    usable = {
        place: Book(book.description, book.title)
        for place, book in enumerate(asked.books)
        if not isinstance(book, UnusableBook)
    }
    answers = current_service().predict_many([*usable.values()], asked.top, asked.rank) if usable else ()
    found = dict(zip(usable, answers, strict=True))
    predictions: list[dict[str, Any] | None] = []
    errors: list[tuple[int, FieldProblem]] = []
    for place, book in enumerate(asked.books):
        answer = found.get(place)
        if isinstance(answer, Prediction):
            predictions.append(_answered(answer, usable[place], asked.store_names))
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
        model_version=current_service().model_version,
        predictions=predictions,
        errors=[{"position": place + 1, "pointer": one.pointer, "detail": one.detail} for place, one in errors],
    )
