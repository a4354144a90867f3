"""The page that says whether a palette fits."""

from flask import Blueprint, Response, make_response, render_template, request

from bookgenre.covers import PaletteCheck, check_palette
from bookgenre.covers.check import split_colours
from bookgenre.errors import InputError
from bookgenre.web.headers import FOR_ITS_READER
from bookgenre.web.service import current_service

__all__ = ["palette_page"]

palette_page = Blueprint("palette", __name__)

_MOST_TYPED = 500


@palette_page.get("/check")
def ask() -> Response:
    """The form."""
    return make_response(render_template("check.html", colours="", genre="", found=None))


@palette_page.post("/check")
def answer() -> Response:
    """The verdict. Colours come by POST, so that they are in no address."""
    colours, genre = (request.form.get(name, "").strip() for name in ("colours", "genre"))
    found: PaletteCheck | None = None
    problem = ""
    if max(len(colours), len(genre)) > _MOST_TYPED:
        problem = f"A field holds {_MOST_TYPED} characters; shorten it."
        colours, genre = colours[:_MOST_TYPED], genre[:_MOST_TYPED]
    else:
        typed = split_colours(colours)
        try:
            found = current_service().compute(lambda: check_palette(typed, [genre] if genre else None))
        except InputError as error:
            problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
    page = render_template("check.html", colours=colours, genre=genre, found=found, problem=problem)
    response = make_response(page, 422 if problem else 200)
    response.headers["Cache-Control"] = FOR_ITS_READER
    return response
