"""Production: gunicorn --config gunicorn.conf.py (docs/deploy.md).

The number of processes is WEB_CONCURRENCY, as gunicorn has it; all else is set by the variables that `bookgenre serve`
reads. Where a platform names a PORT, it is listened on at all addresses.
"""

import os
import sys

from bookgenre.errors import InputError
from bookgenre.web.processes import prepare_environment

try:
    _processes = int(os.environ.get("WEB_CONCURRENCY") or 1)
    # Before the application is imported.
    prepare_environment(os.environ, _processes)

    from bookgenre.web.server import gunicorn_options
    from bookgenre.web.settings import read_settings

    _settings = read_settings()
    globals().update(gunicorn_options(_settings, _processes))
except InputError as error:
    sys.exit(f"bookgenre: {error}")

_port = os.environ.get("PORT")
_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

wsgi_app = "bookgenre.web.wsgi:app"
bind = f"0.0.0.0:{_port}" if _port else f"{_host}:{_settings.port}"
