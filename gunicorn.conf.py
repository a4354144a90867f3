"""Production: gunicorn --config gunicorn.conf.py (docs/deploy.md).

The number of processes is WEB_CONCURRENCY, as gunicorn has it; all else is set by the variables that `bookgenre serve`
reads. Where a platform names a PORT, it is listened on at all addresses.
"""

import os
import shutil
import tempfile
from pathlib import Path

wsgi_app = "bookgenre.web.wsgi:app"

workers = int(os.environ.get("WEB_CONCURRENCY") or 1)

# The processes share the cores.
_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
os.environ.setdefault("BOOKGENRE_WORKERS", str(max(1, _cores // workers)))

# The Prometheus client adds up the processes' numbers through files; it wants to know of the folder before it is
# imported, which happens below.
_own_folder = None
if workers > 1 and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    _own_folder = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="bookgenre-metrics-")

from bookgenre.web.settings import read_settings  # noqa: E402
from bookgenre.web.tracing import log_config  # noqa: E402

_settings = read_settings()
_port = os.environ.get("PORT")
bind = f"0.0.0.0:{_port}" if _port else f"{_settings.host}:{_settings.port}"

# The model is loaded once, before the processes are forked, and its memory is shared. ONNX Runtime starts no threads
# for a session of one thread, so none are missing afterwards.
preload_app = True
worker_class = "gthread"
threads = _settings.handled_at_once
graceful_timeout = _settings.shutdown_timeout_s
timeout = 60
keepalive = 5
# Where the heartbeat's file lies on a disk, a busy disk stops the workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
logconfig_dict = log_config(_settings)
accesslog = None


def pre_request(_worker, request):
    """Give up a client that stops in the middle of its body, instead of keeping a thread for it."""
    request.unreader.sock.settimeout(_settings.request_timeout_s)


def child_exit(_server, worker):
    """Take the numbers of a process that has ended out of what is added up as now."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)


def on_exit(_server):
    """Take the folder away that was made above."""
    if _own_folder:
        shutil.rmtree(_own_folder, ignore_errors=True)
