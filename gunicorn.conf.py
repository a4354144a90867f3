"""Production: gunicorn --config gunicorn.conf.py (docs/deploy.md).

The number of processes is WEB_CONCURRENCY, as gunicorn has it; all else is set by the variables that `bookgenre serve`
reads. Where a platform names a PORT, it is listened on at all addresses.
"""

import os

from bookgenre.web.processes import prepare_environment

_processes = int(os.environ.get("WEB_CONCURRENCY") or 1)
# Before the application is imported.
_own_folder = prepare_environment(os.environ, _processes)

from bookgenre.web.server import gunicorn_options  # noqa: E402
from bookgenre.web.settings import read_settings  # noqa: E402

_settings = read_settings()
_port = os.environ.get("PORT")

wsgi_app = "bookgenre.web.wsgi:app"
bind = f"0.0.0.0:{_port}" if _port else f"{_settings.host}:{_settings.port}"
globals().update(gunicorn_options(_settings, _processes, _own_folder))
