"""The page that says whether a palette fits."""

import re

from flask import Blueprint, Response, make_response, render_template, request

from bookgenre.covers import PaletteCheck, check_palette
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy
from bookgenre.web.service import Service

__all__ = ["make_palette_page"]

_MOST_TYPED = 500


def make_palette_page(service: Service) -> Blueprint:
    """Make the page ``/check``; colours are typed into a form and sent by POST, so that they are in no address."""
    pages = Blueprint("palette", __name__)

    @pages.get("/check")
    def ask() -> Response:
        return make_response(render_template("check.html", taxonomy=load_taxonomy(), colours="", genre="", found=None))

    @pages.post("/check")
    def answer() -> Response:
        colours, genre = (request.form.get(name, "").strip() for name in ("colours", "genre"))
        found: PaletteCheck | None = None
        problem = ""
        if max(len(colours), len(genre)) > _MOST_TYPED:
            problem = f"A field holds {_MOST_TYPED} characters; shorten it."
            colours, genre = colours[:_MOST_TYPED], genre[:_MOST_TYPED]
        else:
            # Commas within rgb(…) separate its parts, not two colours.
            typed = [part for part in re.split(r"[,;\s]+(?![^(]*\))", colours) if part]
            try:
                found = service.compute(lambda: check_palette(typed, [genre] if genre else None))
            except InputError as error:
                problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
        page = render_template(
            "check.html", taxonomy=load_taxonomy(), colours=colours, genre=genre, found=found, problem=problem
        )
        return make_response(page, 422 if problem else 200)

    return pages
