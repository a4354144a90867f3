"""The application: settings and a classifier in, a Flask application out."""

from importlib.util import find_spec

from flask import Flask
from flask_openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from bookgenre.classifier import GenreClassifier
from bookgenre.version import __version__
from bookgenre.web.errors import handle_errors
from bookgenre.web.gate import Gate
from bookgenre.web.headers import set_headers
from bookgenre.web.metrics import Metrics
from bookgenre.web.problems import validation_problem
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
    # One thread a computation: two at once on two cores do more than one on both.
    classifier = classifier or GenreClassifier.from_pretrained(settings.model, threads=1)
    service = Service(classifier, Gate(settings.workers, settings.max_waiting, settings.max_wait_s))
    app = OpenAPI(
        "bookgenre.web",
        info={"title": "bookgenre", "version": __version__},
        validation_error_callback=validation_problem,
        doc_ui=False,
    )
    app.extensions["bookgenre"] = service
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    # Handlers after a request run in reverse: the log line comes last and knows all.
    trace_requests(app)
    Metrics(service).watch(app)
    set_headers(app, service, settings)
    handle_errors(app)
    if find_spec("bookgenre.web.pages"):
        from bookgenre.web.pages import make_pages

        app.register_blueprint(make_pages(service, settings))
    return app
