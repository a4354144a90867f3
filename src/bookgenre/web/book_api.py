"""The operations of the REST API on books: genres, store categories, two versions of a description."""

from typing import Any

from flask import Response, jsonify

from bookgenre.book import Book
from bookgenre.classifier import Prediction
from bookgenre.errors import GenreError, InputError
from bookgenre.stores import StoreReport
from bookgenre.web.api_base import COMPUTING, api, model_version, unknown_genre, wrong
from bookgenre.web.openapi import responses
from bookgenre.web.problems import FieldProblem, field_problems, problem
from bookgenre.web.request_schemas import (
    CompareRequest,
    ManyBooks,
    OneBook,
    PredictRequest,
    StoresRequest,
    UnusableBook,
)
from bookgenre.web.response_schemas import ComparisonModel, Predictions, StoresAnswer
from bookgenre.web.service import UnreadableError, current_service

__all__ = ["compare", "predict", "suggest_stores"]

_NOTHING_LISTED = "no genre is probable enough to find a shelf for; a longer description may help"


@api.post(
    "/predict",
    operation_id="predict",
    tags=[{"name": "books"}],
    summary="Predict the genres of one book, or of up to 64",
    description=(
        "`shortlist` holds the three to five genres to act on; `genres` all that were requested, in the order of "
        "`rank`. With `stores` also what to choose at each store, and with `explain` what each sentence and word of "
        "one book contributes to a genre. Of many books those that can be answered are; `errors` names the others, "
        "and where none can be answered, the status is 422."
    ),
    responses=responses(Predictions, *COMPUTING),
)
def predict(body: PredictRequest) -> Response:
    """Predict genres."""
    if isinstance(body.root, ManyBooks):
        return _predict_many(body.root)
    return _predict_one(body.root)


@api.post(
    "/stores",
    operation_id="suggest_stores",
    tags=[{"name": "books"}],
    summary="Suggest what to choose at each store",
    description=(
        "For the genres of the shortlist that a description has, or for genres that are given. Every suggestion says "
        "which genre it stands for and whether it is exact, broader or narrower; `unshelved` names the genres for "
        "which a store has no shelf, `refused` those that its rules do not allow beside the others."
    ),
    responses=responses(StoresAnswer, *COMPUTING),
)
def suggest_stores(body: StoresRequest) -> Response:
    """Suggest store categories."""
    if unknown := unknown_genre(body.genres):
        return unknown
    service = current_service()
    book = Book(body.description or "", body.title)
    warnings: tuple[str, ...] = ()
    prediction = None
    if not body.genres:
        try:
            prediction = service.predict(book, 1)
        except UnreadableError as error:
            return wrong("description", error)
        warnings = (*prediction.shortlist.doubts, *prediction.warnings)
        if not prediction.shortlist.genres:
            nothing = StoreReport((), prediction.shortlist.side, prediction.shortlist.audience, (), ())
            return _stores_answer(nothing, (*warnings, _NOTHING_LISTED))
    try:
        report = service.stores(book, body.stores or (), genres=body.genres or None, prediction=prediction)
    except GenreError as error:
        return wrong("genres", error)
    except UnreadableError as error:
        return wrong("description", error)
    return _stores_answer(report, warnings)


@api.post(
    "/compare",
    operation_id="compare",
    tags=[{"name": "books"}],
    summary="Compare two versions of a description",
    description="Which genres rose and fell from the first to the second, and which sentences did it.",
    responses=responses(ComparisonModel, *COMPUTING),
)
def compare(body: CompareRequest) -> Response:
    """Compare two versions."""
    first, second = (Book(book.description, book.title) for book in (body.first, body.second))
    try:
        comparison = current_service().compare(first, second)
    except UnreadableError as error:
        return wrong(f"{('first', 'second')[error.position]}/description", error)
    return jsonify(comparison.to_dict())


def _stores_answer(report: StoreReport, warnings: tuple[str, ...]) -> Response:
    return jsonify(report.to_dict() | {"model_version": model_version(), "warnings": list(warnings)})


def _predict_one(asked: OneBook) -> Response:
    service = current_service()
    genre = asked.explain if isinstance(asked.explain, str) and asked.explain != "first" else None
    if genre is not None:
        try:
            service.recommender.classifier.labels.find(genre)
        except GenreError as error:
            return wrong("explain", error)
    book = Book(asked.description, asked.title)
    try:
        prediction = service.predict(book, asked.top, asked.rank)
    except UnreadableError as error:
        return wrong("description", error)
    answer = _answered(prediction, book, asked.store_names)
    if asked.explain:
        try:
            explanation = service.explain(book, genre or _telling(prediction, asked.explain), prediction.windows)
        except InputError as error:
            return wrong("description", error)
        answer["explanation"] = explanation.to_dict()
    return jsonify(answer)


def _telling(prediction: Prediction, asked: str | bool) -> str:
    """Id of the genre to explain where none is named: the first of the answer, or the most specific to act on."""
    found = prediction.shortlist.most_specific if asked is True else None
    return (found or prediction.genres[0]).id


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
        model_version=model_version(),
        predictions=predictions,
        errors=[{"position": place + 1, "pointer": one.pointer, "detail": one.detail} for place, one in errors],
    )
