"""The operations of the REST API on cover colours."""

from flask import Response, jsonify

from bookgenre.book import Book
from bookgenre.covers import check_palette
from bookgenre.errors import InputError
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.web.api_base import COMPUTING, api, model_version, unknown_genre, wrong
from bookgenre.web.openapi import responses
from bookgenre.web.request_schemas import CoverRequest, PaletteCheckRequest
from bookgenre.web.response_schemas import CoverAnswer, PaletteCheckModel
from bookgenre.web.service import UnreadableError, current_service

__all__ = ["check_cover", "cover"]


@api.post(
    "/cover",
    operation_id="cover",
    tags=[{"name": "covers"}],
    summary="Recommend cover colours for a description, for genres, or for both",
    description="With a barcode of the colours and a mock-up, as SVG.",
    responses=responses(CoverAnswer, *COMPUTING),
)
def cover(body: CoverRequest) -> Response:
    """Recommend colours."""
    if unknown := unknown_genre(body.genres):
        return unknown
    service = current_service()
    book = Book(body.description or "", body.title, tuple(body.genres), authors=(body.author,) if body.author else ())
    try:
        prediction = service.predict(book, 10) if body.description is not None else None
    except UnreadableError as error:
        return wrong("description", error)
    palette = service.palette(book, body.colours, prediction=prediction, mode=body.mode, variant=body.variant)
    return jsonify(
        model_version=model_version(),
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
    responses=responses(PaletteCheckModel, *COMPUTING),
)
def check_cover(body: PaletteCheckRequest) -> Response:
    """Check a palette."""
    if unknown := unknown_genre(body.genres):
        return unknown
    try:
        found = current_service().compute(lambda: check_palette(body.colours, body.genres or None))
    except InputError as error:
        return wrong("colours", error)
    return jsonify(found.to_dict() | {"model_version": model_version()})
