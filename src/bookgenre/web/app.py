"""The application: settings and a classifier in, a Flask application out."""

import os
from importlib.util import find_spec
from typing import Any

from flask import Flask, request
from flask_compress import Compress
from flask_cors import CORS
from flask_openapi.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from bookgenre.classifier import GenreClassifier
from bookgenre.errors import InputError
from bookgenre.web.api import make_api
from bookgenre.web.bodies import bound_bodies
from bookgenre.web.concurrency import ConcurrencyLimit
from bookgenre.web.deadline import check_request, limit_time
from bookgenre.web.docs_page import make_docs
from bookgenre.web.errors import handle_errors
from bookgenre.web.headers import set_headers
from bookgenre.web.limits import RateLimit, client
from bookgenre.web.metrics import Metrics
from bookgenre.web.openapi import INFO, PREFIX, finish
from bookgenre.web.problems import Problem, validation_problem
from bookgenre.web.service import Service
from bookgenre.web.settings import Settings, read_settings
from bookgenre.web.tracing import trace_requests

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, classifier: GenreClassifier | None = None) -> Flask:
    """Make the site and its API.

    ``app.extensions["bookgenre"]`` is its `Service`.

    Parameters
    ----------
    settings
        None reads them from the environment.
    classifier
        Who answers; None loads the model that the settings name.

    Raises
    ------
    InputError
        If a variable of the environment cannot be used.
    ModelError
        If there is no model to load.
    """
    settings = settings or read_settings()
    if classifier is None:
        # One thread a computation: two at once on two cores do more than one on both.
        classifier = GenreClassifier.from_pretrained(settings.model, threads=1)
        # The first answer takes longest, so nobody shall wait for it.
        classifier.predict("A first description, so that the next is read at once.")
    concurrency = ConcurrencyLimit(settings.workers, settings.max_waiting, settings.max_wait_s)
    metrics = Metrics(concurrency, classifier.model_version)
    rates = RateLimit(settings)
    app = OpenAPI(
        "bookgenre.web",
        info=INFO,
        validation_error_callback=validation_problem,
        validation_error_model=Problem,
        doc_ui=False,
    )
    service = Service(
        classifier,
        concurrency,
        client=client,
        check=check_request,
        charge=rates.charge,
        answered=metrics.books.inc,
    )
    app.extensions["bookgenre"] = service
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if prefix := _prefix():
        app.wsgi_app = _BelowPrefix(app.wsgi_app, prefix)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        # Proxies add to the list of addresses, one each; of the other headers there is one value.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=0, x_prefix=1
        )
    # Handlers after a request run in reverse: the log line comes last and knows all.
    trace_requests(app)
    limit_time(app, settings.answer_timeout_s)
    metrics.watch(app)
    set_headers(app, service, settings)
    handle_errors(app)
    _count_requests(app, rates, service)
    bound_bodies(app, settings.max_body_bytes)
    _allow_origins(app, settings)
    Compress(app)
    app.register_api(make_api(service, metrics, settings))
    app.register_blueprint(make_docs(finish(app.api_doc)))
    if find_spec("bookgenre.web.pages"):
        from bookgenre.web.pages import make_pages
        from bookgenre.web.palette_page import make_palette_page

        app.register_blueprint(make_pages(service, settings))
        app.register_blueprint(make_palette_page(service))
    return app


def _prefix() -> str:
    """Return what SCRIPT_NAME says, the variable by which servers have always been told of a prefix."""
    prefix = os.environ.get("SCRIPT_NAME", "").rstrip("/")
    if prefix and not prefix.startswith("/"):
        raise InputError(f"SCRIPT_NAME is {prefix!r}; begin it with a slash, such as /books")
    return prefix


class _BelowPrefix:
    """Puts the site below a prefix, whether or not the proxy has taken it off the address."""

    def __init__(self, application: Any, prefix: str) -> None:
        self._application, self._prefix = application, prefix

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if not environ.get("SCRIPT_NAME"):
            environ["SCRIPT_NAME"] = self._prefix
            path = environ.get("PATH_INFO", "")
            if f"{path}/".startswith(f"{self._prefix}/"):
                environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        return self._application(environ, start_response)


def _count_requests(app: Flask, rates: RateLimit, service: Service) -> None:
    @app.before_request
    def arrive() -> None:
        # All that costs more than a look-up is asked by POST. Before the body is read.
        if request.method == "POST":
            rates.arrive()
            service.concurrency.check(client())


def _allow_origins(app: Flask, settings: Settings) -> None:
    if settings.cors_origins:
        CORS(
            app,
            resources={rf"{PREFIX}/.*": {"origins": "*" if "*" in settings.cors_origins else settings.cors_origins}},
            methods=["GET", "POST"],
            allow_headers=["Content-Type", "X-Request-ID"],
            expose_headers=["X-Request-ID", "X-Model-Version", "Retry-After", "ETag"],
            max_age=600,
            send_wildcard=True,
        )
