"""The pages of the site.

The views that compute, ``pages.answer`` and ``pages.download``, accept only POST, so that no address holds what was
typed.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from bookgenre.covers import Palette, recommend_colours
from bookgenre.covers.palette import MODE_NAMES
from bookgenre.formats import answer_format, answer_names, palette_format, palette_names
from bookgenre.formats.answer_txt import percent
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.genres import Genre, Taxonomy, load_taxonomy
from bookgenre.genres.genre import FACET_NAMES
from bookgenre.text.cleaning import MAX_CHARACTERS, MIN_CHARACTERS
from bookgenre.web.accuracy import accuracy_words, accuracy_words_of, figures_of
from bookgenre.web.answer_view import compute_answer, compute_view
from bookgenre.web.form import BookForm, read_form, unchecked_form
from bookgenre.web.headers import FOR_ITS_READER
from bookgenre.web.palette_form import PaletteForm, read_palette_form, unchecked_palette_form
from bookgenre.web.problems import sentence
from bookgenre.web.samples import SAMPLES
from bookgenre.web.service import current_service

__all__ = ["pages"]

pages = Blueprint("pages", __name__)
pages.add_app_template_filter(percent)
pages.add_app_template_filter(sentence)

_COLOURS_OF_GENRE = 6


@pages.app_context_processor
def common_values() -> dict[str, Any]:
    """Values that every template may use."""
    return {
        "samples": SAMPLES,
        "taxonomy": load_taxonomy(),
        "facet_names": FACET_NAMES,
        "mode_names": MODE_NAMES,
        "least": MIN_CHARACTERS,
        "most": MAX_CHARACTERS,
        "model_version": current_service().model_version,
        "typed": _typed,
        "typed_palette": _typed_palette,
    }


@pages.get("/")
def home() -> Response:
    """The form, empty or with a sample."""
    sample = next((sample for sample in SAMPLES if sample.key == request.args.get("sample")), None)
    genre = load_taxonomy().by_label(request.args.get("genre", ""))
    form = BookForm(
        description=sample.description if sample else "",
        title=sample.title if sample else "",
        author=sample.author if sample else "",
        typed_genres=genre.name if genre else "",
    )
    return _cacheable(render_template("home.html", form=form))


@pages.get("/answer")
def answer_without_form() -> BaseResponse:
    """An answer's address without a form leads to the form."""
    return redirect(url_for("pages.home"), 303)


@pages.post("/answer")
def answer() -> Response:
    """The answer to the form."""
    service = current_service()
    form = _read_form()
    if form.problems:
        return _for_its_reader(render_template("home.html", form=form), 422)
    view = compute_view(service, form)
    page = render_template(
        "answer.html",
        view=view,
        form=form,
        prediction=view.answer.prediction,
        palette=view.answer.palette,
        barcode=_barcode(view.answer.palette) if view.answer.palette else "",
        # Our own drawing, escaped where it is made.
        cover=Markup(view.cover),  # noqa: S704
        # By it a browser finds again what it kept of this page.
        key=g.get("request_id", ""),
        accuracy=accuracy_words_of(service.settings.model),
        unmeasured=accuracy_words(None),
        copies=[(one, one.write([view.answer])) for one in map(answer_format, answer_names()) if one.for_one_book],
        palette_formats=[palette_format(name) for name in palette_names()],
    )
    return _for_its_reader(page)


@pages.post("/download/<name>")
def download(name: str) -> Response:
    """The answer to the form as a file: ``answer.FORMAT``, ``palette.FORMAT`` or ``cover.svg``."""
    kind, _, suffix = name.partition(".")
    names = {"answer": answer_names(), "palette": palette_names(), "cover": ("svg",)}
    if suffix not in names.get(kind, ()):
        abort(404)
    form = _read_form()
    if form.problems:
        return make_response(render_template("home.html", form=form), 422)
    content, media_type = _file(form, kind, suffix)
    response = Response(content, mimetype=media_type)
    file_name = f"{_file_name(form.title)}-{name}"
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response


@pages.get("/genres")
def genres() -> Response:
    """All genres, or those that a search finds."""
    query = request.args.get("q", "").strip()[:100]
    if query:
        found = load_taxonomy().search(query)
        return _cacheable(render_template("genres.html", query=query, found=found, roots={}))
    return _cacheable(_all_genres(request.script_root, current_service().model_version))


@lru_cache(maxsize=4)
def _all_genres(_prefix: str, _model_version: str) -> str:
    # The longest page, and always the same but for the prefix of its links and the version at its end.
    taxonomy = load_taxonomy()
    roots = {facet: [g for g in taxonomy if g.facet == facet and _is_root(g, taxonomy)] for facet in FACET_NAMES}
    return render_template("genres.html", query="", found=None, roots=roots)


@pages.get("/genres/<genre_id>")
def genre(genre_id: str) -> BaseResponse:
    """One genre: its names, its figures, its cover colours."""
    taxonomy = load_taxonomy()
    if genre_id not in taxonomy:
        named = taxonomy.by_label(genre_id)
        if named:
            return redirect(url_for("pages.genre", genre_id=named.id), 308)
        near = [taxonomy[near_id] for near_id in taxonomy.nearest(genre_id[:100])]
        return make_response(render_template("genre_unknown.html", label=genre_id[:100], near=near), 404)
    palette = _palette_of(genre_id)
    figures = figures_of(current_service().settings.model)
    return _cacheable(
        render_template(
            "genre.html",
            genre=taxonomy[genre_id],
            path=[taxonomy[above] for above in taxonomy.ancestors(genre_id)],
            children=taxonomy.children(genre_id),
            known=current_service().recommender.classifier.labels.get(genre_id),
            measured=figures.genres.get(genre_id) if figures else None,
            palette=palette,
            barcode=_barcode(palette),
        )
    )


@pages.get("/about")
def about() -> Response:
    """How it works, what it cannot know, and its figures."""
    settings = current_service().settings
    return _cacheable(render_template("about.html", figures=figures_of(settings.model), settings=settings))


@pages.get("/check")
def check() -> Response:
    """The form of the palette check."""
    return make_response(render_template("check.html", form=PaletteForm()))


@pages.post("/check")
def checked() -> Response:
    """Whether a palette fits. Colours come by POST, so that they are in no address."""
    fields = request.form
    form = current_service().compute(lambda: read_palette_form(fields))
    return _for_its_reader(render_template("check.html", form=form), 422 if form.problems else 200)


def _read_form() -> BookForm:
    fields = request.form
    return current_service().compute(lambda: read_form(fields))


def _file(form: BookForm, kind: str, suffix: str) -> tuple[str | bytes, str]:
    """Content and media type of a download."""
    service = current_service()
    answer, _ = compute_answer(service, form)
    assert answer.palette is not None  # noqa: S101 - computed for every form
    if kind == "cover":
        return service.recommender.cover(answer.palette, form.book, form.layout), "image/svg+xml"
    if kind == "palette":
        colours = palette_format(suffix)
        return colours.write(answer.palette, form.title), colours.media_type
    genres = answer_format(suffix)
    # Excel reads UTF-8 only with a byte order mark.
    mark = "\ufeff" if suffix == "csv" else ""
    return mark + genres.write([answer]), genres.media_type


def _barcode(palette: Palette) -> Markup:
    return Markup(barcode_svg(palette, height=120))  # noqa: S704 - our own drawing, escaped where it is made


def _file_name(title: str) -> str:
    """Return the title as the name of a file: small ASCII letters and digits, at most 60."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "book"


def _typed() -> BookForm | None:
    """Texts of a form whose request has failed, so that the page of the error can show them again."""
    if request.method != "POST" or request.blueprint != "pages":
        return None
    try:
        form = unchecked_form(request.form)
    except HTTPException:  # too large to be read at all
        return None
    return form if form.description else None


def _typed_palette() -> PaletteForm | None:
    """As `_typed`, for the form of the palette check."""
    if request.endpoint != "pages.checked":
        return None
    try:
        form = unchecked_palette_form(request.form)
    except HTTPException:
        return None
    return form if form.colours or form.genre else None


def _is_root(genre: Genre, taxonomy: Taxonomy) -> bool:
    """Whether a genre is the root of a tree within its facet."""
    return genre.parent is None or taxonomy[genre.parent].facet != genre.facet


@cache
def _palette_of(genre_id: str) -> Palette:
    return recommend_colours(genres=[genre_id], n=_COLOURS_OF_GENRE)


def _for_its_reader(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = FOR_ITS_READER
    return response


def _cacheable(page: str) -> Response:
    """A page without anything of its reader: a browser may keep it, and what was typed, for the way back."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-cache"
    return response
