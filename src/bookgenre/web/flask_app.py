"""`create_app`: the Flask application from settings and a recommender."""

import os
import re
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, request
from flask_compress import Compress
from flask_cors import CORS
from flask_openapi.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import safe_join

from bookgenre.classifier import GenreClassifier
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy
from bookgenre.recommender import Recommender
from bookgenre.stores import read_mapping
from bookgenre.web.bodies import bound_bodies
from bookgenre.web.book_api import book_api
from bookgenre.web.client_throttle import Throttle, client_name
from bookgenre.web.concurrency import ConcurrencyLimit
from bookgenre.web.deadline import limit_time
from bookgenre.web.docs_page import api_docs
from bookgenre.web.error_handlers import handle_errors
from bookgenre.web.headers import set_headers
from bookgenre.web.job_runner import JobRunner, current_jobs
from bookgenre.web.jobs import JobStore
from bookgenre.web.jobs_api import jobs_api
from bookgenre.web.jobs_page import jobs_page
from bookgenre.web.look_up_api import look_up_api, metrics_api
from bookgenre.web.openapi import INFO, PREFIX, finish
from bookgenre.web.pages import pages
from bookgenre.web.problems import Problem, validation_problem
from bookgenre.web.prometheus import Metrics
from bookgenre.web.ranges import read_ranges
from bookgenre.web.service import Service
from bookgenre.web.settings import Settings, read_settings
from bookgenre.web.tracing import trace_requests

__all__ = ["create_app"]

# Beginnings of endpoints; of the jobs, all but the upload, which is a POST.
_LOOK_UPS = (
    "static",
    "look_up_api.",
    "metrics_api.",
    "jobs_api.",
    "api_docs.openapi",
    "pages.answer_without_form",
    "catalogue.progress",
)
_OF_JOBS = ("jobs_api.", "catalogue.")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")


def create_app(settings: Settings | None = None, classifier: GenreClassifier | None = None) -> Flask:
    """Make the site and its API.

    ``app.extensions["bookgenre"]`` is its `Service`.

    Parameters
    ----------
    settings
        None reads them from the environment; `InputError` or `DataError` says what cannot be used.
    classifier
        The model; None loads the one that the settings name, or raises `ModelError`.
    """
    settings = settings or read_settings()
    mapping = read_mapping(settings.mapping)
    if classifier is None:
        # One thread a computation: two at once on two cores do more than one on both.
        classifier = GenreClassifier.from_pretrained(settings.model, threads=1)
        # The first answer takes longest; no visitor should wait for it.
        classifier.predict("A first description, so that the next is read at once.")
    concurrency = ConcurrencyLimit(settings.workers, settings.max_waiting, settings.max_wait_s)
    metrics = Metrics(concurrency, classifier.model_version)
    throttle = Throttle(settings)
    app = OpenAPI(
        "bookgenre.web",
        info=INFO,
        validation_error_callback=validation_problem,
        validation_error_model=Problem,
        doc_ui=False,
    )
    service = Service(Recommender(classifier, mapping), concurrency, throttle, metrics, settings)
    jobs = JobRunner(JobStore(settings), service, Throttle(settings, books=True))
    app.extensions |= {"bookgenre": service, "bookgenre.jobs": jobs}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if prefix := _prefix():
        app.wsgi_app = _below_prefix(app.wsgi_app, prefix)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        # Proxies add to the list of addresses, one each; of the other headers there is one value.
        app.wsgi_app = _checked_prefix(  # type: ignore[method-assign]
            ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=0, x_prefix=1)
        )
    # Handlers after a request run in reverse: the log line comes last and knows all.
    trace_requests(app)
    limit_time(app, settings.answer_timeout_s)
    metrics.watch(app)
    set_headers(app, service)
    handle_errors(app)
    read_ranges(app)
    _refuse_other_sites(app, settings)
    _throttle_requests(app, throttle, service)
    bound_bodies(app, settings.max_body_bytes)
    _allow_origins(app, settings)
    Compress(app)
    app.register_api(book_api)
    app.register_api(look_up_api)
    app.register_api(jobs_api)
    if settings.metrics:
        app.register_api(metrics_api)
    app.extensions["bookgenre.openapi"] = finish(app.api_doc)
    app.register_blueprint(api_docs)
    app.register_blueprint(pages)
    app.register_blueprint(jobs_page)
    return app


def _prefix() -> str:
    """Return the prefix in SCRIPT_NAME, the variable that WSGI servers use for it."""
    prefix = os.environ.get("SCRIPT_NAME", "").rstrip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise InputError(f"SCRIPT_NAME is {prefix!r}; give a path that begins with a slash, such as /books")
    return prefix


def _checked_prefix(application: Any) -> Any:
    """Drop a header X-Forwarded-Prefix that is no path.

    Proxies that set no prefix, such as those of many platforms, pass on what the client sends; a link that begins with
    ``//elsewhere.example`` would leave the site.
    """

    def checked(environ: dict[str, Any], start_response: Any) -> Any:
        last = environ.get("HTTP_X_FORWARDED_PREFIX", "").rpartition(",")[2].strip().rstrip("/")
        if not _PREFIX.fullmatch(last):
            environ.pop("HTTP_X_FORWARDED_PREFIX", None)
        return application(environ, start_response)

    return checked


def _below_prefix(application: Any, prefix: str) -> Any:
    """Put the site below a prefix, whether or not the proxy has taken it off the address."""

    def below(environ: dict[str, Any], start_response: Any) -> Any:
        if not environ.get("SCRIPT_NAME"):
            environ["SCRIPT_NAME"] = prefix
            path = environ.get("PATH_INFO", "")
            if f"{path}/".startswith(f"{prefix}/"):
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return application(environ, start_response)

    return below


def _throttle_requests(app: Flask, throttle: Throttle, service: Service) -> None:
    @app.before_request
    def count() -> None:
        # Before the body is read.
        if not _is_look_up():
            throttle.count_request()
        if request.method == "POST":
            service.concurrency.check(client_name())


def _refuse_other_sites(app: Flask, settings: Settings) -> None:
    """Refuse what the page of another site has a visitor's browser do to jobs, which are counted for the visitor."""

    @app.before_request
    def refuse() -> None:
        if request.method not in ("POST", "DELETE") or request.headers.get("Sec-Fetch-Site") != "cross-site":
            return
        if (request.endpoint or "").startswith(_OF_JOBS):
            origins = settings.cors_origins
            if "*" not in origins and request.headers.get("Origin") not in origins:
                abort(403)


def _is_look_up() -> bool:
    """Whether a request asks for what lies ready. A page, or a search among the genres, costs as much as an answer."""
    endpoint = request.endpoint or ""
    if request.method == "POST" or "q" in request.args or not endpoint.startswith(_LOOK_UPS):
        return False
    # What does not lie there counts: a genre that is searched for, a job whose id is guessed, a page that says so.
    name = next(iter((request.view_args or {}).values()), None)
    if name is None:
        return True
    if endpoint == "static":
        return Path(safe_join(str(current_app.static_folder), name) or "").is_file()
    if endpoint.startswith(_OF_JOBS):
        return current_jobs().store.find(name) is not None
    return name in load_taxonomy()


def _allow_origins(app: Flask, settings: Settings) -> None:
    if not settings.cors_origins:
        return
    anyone = "*" in settings.cors_origins
    CORS(
        app,
        resources={rf"{PREFIX}/.*": {"origins": "*" if anyone else settings.cors_origins}},
        methods=["GET", "POST", "DELETE"],
        allow_headers=["Content-Type", "X-Request-ID"],
        expose_headers=["Location", "X-Request-ID", "X-Model-Version", "Retry-After", "ETag"],
        max_age=600,
        send_wildcard=True,
        # It is sent only with some answers.
        vary_header=False,
    )

    @app.after_request
    def vary(response: Response) -> Response:
        # A cache must not give one origin what it keeps for another, nor for none.
        if not anyone and request.path.startswith(f"{PREFIX}/"):
            response.vary.add("Origin")
        return response
