"""Every error as an answer: problem details for the API, a page for a browser."""

from http import HTTPStatus
from typing import cast

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from bookgenre.errors import BookgenreError, GenreError, InputError
from bookgenre.web.deadline import ClientGoneError
from bookgenre.web.headers import FOR_ITS_READER
from bookgenre.web.problems import ExplainedError, TryLaterError, kind_of, problem, said, sentence
from bookgenre.web.tracing import log_failure

__all__ = ["handle_errors"]

# Pages with a form of their own, to which the page of an error leads back; the others lead to the form of the site.
_FORMS = {"pages.checked": "pages.check", "catalogue.upload": "catalogue.ask"}
# What werkzeug's exceptions know beside their words: Allow of a 405, Retry-After of a 429.
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate", "Content-Range")


def handle_errors(app: Flask) -> None:
    """Answer every error of a request; an unexpected one is logged, without the content of the request."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None:  # made by us, a redirection or an answer of the OpenAPI library
            return cast(Response, error.response)
        status = error.code or 500
        headers = {name: value for name, value in error.get_headers() if name in _KEPT}
        known = error if isinstance(error, ExplainedError) else None
        return _answer(status, known.detail if known else None, headers, known.slug if known else "")

    @app.errorhandler(TryLaterError)
    def refused(error: TryLaterError) -> Response:
        return _answer(error.status, error.detail, {"Retry-After": str(error.retry_after)}, error.slug)

    @app.errorhandler(ClientGoneError)
    def gone(_error: ClientGoneError) -> Response:
        # For the log and the counters; nobody reads it. The number is nginx's.
        return Response(status="499 Client Closed Request")

    @app.errorhandler(InputError)
    @app.errorhandler(GenreError)
    def unusable(error: BookgenreError) -> Response:
        return _answer(422, said(error), {})

    @app.after_request
    def precondition_failed(response: Response) -> Response:
        if response.status_code != HTTPStatus.PRECONDITION_FAILED:
            return response
        # werkzeug sends all of the answer with it.
        response.close()
        return _answer(response.status_code, None, {})

    @app.errorhandler(InternalServerError)
    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log_failure("failed", error, request_id=g.get("request_id", ""))
        return _answer(500, None, {})


def _answer(status: int, detail: str | None, headers: dict[str, str], slug: str = "") -> Response:
    if request.path.startswith("/api/"):
        return problem(status, detail, slug=slug, headers=headers)
    kind = kind_of(status, slug)
    values = {"status": status, "title": kind.title, "detail": detail or kind.advice}
    values["request_id"] = g.get("request_id", "")
    form_page = _FORMS.get(request.endpoint or "", "pages.home")
    try:
        # The page has words of its own for each kind; what is known of this request goes before them.
        known = detail and sentence(detail)
        page = render_template("error.html", **values, kind=kind, known=known, form_page=form_page)
        response = Response(page, status)
    except Exception as error:  # an error while the page of an error is made must not end in none
        log_failure("no error page", error, request_id=g.get("request_id", ""))
        response = Response("\n".join(f"{value}" for value in values.values()), status, mimetype="text/plain")
    response.headers.extend(headers)
    # It may hold what was typed, and Back should find it.
    response.headers["Cache-Control"] = FOR_ITS_READER
    return response
