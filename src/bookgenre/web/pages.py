"""The pages of the site."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from bookgenre.classifier.hub import find_model_folder
from bookgenre.covers import Palette
from bookgenre.covers import recommend_colours as colours_of_genres
from bookgenre.covers.mockup import barcode_svg
from bookgenre.covers.palette import MODE_NAMES
from bookgenre.errors import ModelError
from bookgenre.genres import Genre, Taxonomy, load_taxonomy
from bookgenre.genres.taxonomy import FACETS
from bookgenre.text.cleaning import MAX_CHARACTERS, MIN_CHARACTERS
from bookgenre.web.answer import Answer, answer_question, answer_to, draw_cover
from bookgenre.web.downloads import PALETTE_FORMS, answer_csv, answer_json, answer_text, palette_file
from bookgenre.web.model_card import ModelCard, read_model_card
from bookgenre.web.question import Question, read_question, typed_question
from bookgenre.web.reasons import STRENGTHS
from bookgenre.web.samples import SAMPLES
from bookgenre.web.service import Service
from bookgenre.web.settings import Settings
from bookgenre.web.wording import FACET_NAMES, file_name

__all__ = ["make_pages"]

_ANSWERS = {"answer.txt": "text/plain", "answer.json": "application/json", "answer.csv": "text/csv"}
_COLOURS_OF_GENRE = 6


def make_pages(service: Service, settings: Settings) -> Blueprint:
    """Make the pages: home, answer, downloads, genres and about.

    Those that compute, ``pages.answer`` and ``pages.download``, take POST alone: what was typed is in no address.
    """
    pages = Blueprint("pages", __name__)
    taxonomy = load_taxonomy()
    card = _card(settings)

    @pages.app_context_processor
    def common() -> dict[str, Any]:
        return {
            "samples": SAMPLES,
            "taxonomy": taxonomy,
            "facet_names": FACET_NAMES,
            "mode_names": MODE_NAMES,
            "least": MIN_CHARACTERS,
            "most": MAX_CHARACTERS,
            "model_version": service.classifier.model_version,
            "typed": _typed,
        }

    @pages.get("/")
    def home() -> Response:
        sample = next((sample for sample in SAMPLES if sample.key == request.args.get("sample")), None)
        genre = taxonomy.by_label(request.args.get("genre", ""))
        question = Question(
            description=sample.description if sample else "",
            title=sample.title if sample else "",
            author=sample.author if sample else "",
            typed_genres=genre.name if genre else "",
        )
        return _kept(render_template("home.html", question=question))

    @pages.get("/answer")
    def ask_first() -> BaseResponse:
        return redirect(url_for("pages.home"), 303)

    @pages.post("/answer")
    def answer() -> Response:
        typed = request.form
        question = service.compute(lambda: read_question(typed, taxonomy))
        if question.problems:
            return make_response(render_template("home.html", question=question), 422)
        return make_response(_answer_page(answer_question(service, question)))

    @pages.post("/download/<name>")
    def download(name: str) -> Response:
        kind, _, form = name.partition(".")
        if name not in (*_ANSWERS, "cover.svg") and not (kind == "palette" and form in PALETTE_FORMS):
            abort(404)
        typed = request.form
        question = service.compute(lambda: read_question(typed, taxonomy))
        if question.problems:
            return make_response(render_template("home.html", question=question), 422)
        return _download(service, question, name)

    @pages.get("/genres")
    def genres() -> Response:
        query = request.args.get("q", "").strip()[:100]
        found = taxonomy.search(query) if query else None
        roots = {facet: [g for g in taxonomy if g.facet == facet and _is_top(g, taxonomy)] for facet in FACETS}
        return _kept(render_template("genres.html", query=query, found=found, roots=roots))

    @pages.get("/genres/<genre_id>")
    def genre(genre_id: str) -> BaseResponse:
        if genre_id not in taxonomy:
            named = taxonomy.by_label(genre_id)
            if named:
                return redirect(url_for("pages.genre", genre_id=named.id), 308)
            near = [taxonomy[near_id] for near_id in taxonomy.nearest(genre_id[:100])]
            return make_response(render_template("genre_unknown.html", label=genre_id[:100], near=near), 404)
        palette = _colours_of(genre_id)
        labels = service.classifier.labels
        known = labels.genres[labels.index[genre_id]] if genre_id in labels.index else None
        return _kept(
            render_template(
                "genre.html",
                genre=taxonomy[genre_id],
                path=[taxonomy[above] for above in taxonomy.ancestors(genre_id)],
                children=taxonomy.children(genre_id),
                known=known,
                measured=card.genres.get(genre_id),
                palette=palette,
                barcode=Markup(barcode_svg(palette, height=120)),  # noqa: S704 - our own drawing, escaped where it is made
            )
        )

    @pages.get("/about")
    def about() -> Response:
        return _kept(render_template("about.html", card=card, settings=settings))

    return pages


def _card(settings: Settings) -> ModelCard:
    try:
        return read_model_card(find_model_folder(settings.model, None))
    except ModelError:
        return ModelCard()


def _answer_page(answer: Answer) -> str:
    return render_template(
        "answer.html",
        answer=answer,
        question=answer.question,
        palette=answer.palette,
        # Our own drawings, escaped where they are made.
        barcode=Markup(barcode_svg(answer.palette, height=120)),  # noqa: S704
        cover=Markup(answer.cover),  # noqa: S704
        strengths=STRENGTHS,
        palette_forms=PALETTE_FORMS,
        as_text=answer_text(answer.question, answer.prediction, answer.palette),
        as_json=answer_json(answer.question, answer.prediction, answer.palette),
        as_csv=answer_csv(answer.question, answer.prediction),
    )


def _download(service: Service, question: Question, name: str) -> Response:
    prediction, _ = answer_to(service, question)
    palette = service.colours(prediction, question.book, mode=question.mode, variant=question.variant)
    stem = file_name(question.title, "book")
    kind, _, form = name.partition(".")
    content: str | bytes
    if name == "answer.csv":
        # Excel takes UTF-8 for what it is only with a byte order mark.
        content, mimetype = "\ufeff" + answer_csv(question, prediction), _ANSWERS[name]
    elif name == "answer.json":
        content, mimetype = answer_json(question, prediction, palette), _ANSWERS[name]
    elif name == "answer.txt":
        content, mimetype = answer_text(question, prediction, palette), _ANSWERS[name]
    elif name == "cover.svg":
        content, mimetype = draw_cover(question, palette), "image/svg+xml"
    else:
        content, mimetype = palette_file(palette, form, question.title), PALETTE_FORMS[form][0]
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"{stem}-{kind}.{form}")
    return response


def _typed() -> Question | None:
    """What a form held whose request has failed, so that the page of the error can give it back."""
    if request.method != "POST" or request.blueprint != "pages":
        return None
    try:
        question = typed_question(request.form)
    except HTTPException:  # too large to be read at all
        return None
    return question if question.description else None


def _is_top(genre: Genre, taxonomy: Taxonomy) -> bool:
    """Whether a genre is the root of a tree within its facet."""
    return genre.parent is None or taxonomy[genre.parent].facet != genre.facet


@cache
def _colours_of(genre_id: str) -> Palette:
    return colours_of_genres(genres=[genre_id], n=_COLOURS_OF_GENRE)


def _kept(page: str) -> Response:
    """A page that tells nothing of its reader: a browser may keep it, and what was typed, for the way back."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-cache"
    return response
