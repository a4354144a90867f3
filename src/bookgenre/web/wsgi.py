"""The application for a WSGI server: ``gunicorn --config gunicorn.conf.py bookgenre.web.wsgi:app``."""

from bookgenre.errors import BookgenreError
from bookgenre.web.flask_app import create_app
from bookgenre.web.processes import share_arenas
from bookgenre.web.settings import read_settings
from bookgenre.web.tracing import configure_logging

__all__ = ["app"]

share_arenas()
try:
    _settings = read_settings()
    configure_logging(_settings)
    app = create_app(_settings)
except BookgenreError as error:
    # One line for the operator, and no traceback.
    raise SystemExit(f"bookgenre: {error}") from None
