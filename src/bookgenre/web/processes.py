"""What has to be settled before the application is imported, where it runs in several processes."""

import atexit
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from bookgenre.errors import InputError

__all__ = ["prepare_environment", "writable_folder"]

_MEMORY = "/dev/shm"  # noqa: S108 - writable in most containers whose root is not

# Folders that this process has made: after SIGHUP the configuration is read again, and finds the variable set.
_made: set[str] = set()


def prepare_environment(environ: MutableMapping[str, str], processes: int) -> str | None:
    """Set what several processes need before the application is imported; return a folder to remove at the end.

    The processes share the cores, and the Prometheus client adds their numbers up through files in a folder that it
    wants to know before it is imported.

    Raises
    ------
    InputError
        If there are no processes, or no folder can be written.
    """
    if processes < 1:
        raise InputError(f"WEB_CONCURRENCY is {processes}; give the number of processes, 1 or more")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not environ.get("BOOKGENRE_WORKERS"):
        environ["BOOKGENRE_WORKERS"] = str(max(1, cores // processes))
    folder = environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder in _made:
        return folder
    if not folder:
        # Empty is unset: the client would take the empty name for a folder.
        environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        if processes > 1:
            folder = tempfile.mkdtemp(prefix="bookgenre-metrics-", dir=writable_folder())
            _made.add(folder)
            # Also where the settings or the model then turn out to be wrong and nothing starts.
            atexit.register(_remove, folder, os.getpid())
            environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            return folder
    return None


def _remove(folder: str, process: int) -> None:
    """Remove a folder at the end of the process that made it, and not of one that was forked from it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def writable_folder() -> str:
    """Return a folder for short-lived files, in memory where there is one.

    Raises
    ------
    InputError
        If no folder can be written.
    """
    for folder in (_MEMORY, *_temporary_folder()):
        if os.access(folder, os.W_OK | os.X_OK) and Path(folder).is_dir():
            return folder
    raise InputError(
        "no folder for temporary files can be written; mount memory at /tmp (docker run --tmpfs /tmp), or set TMPDIR"
    )


def _temporary_folder() -> list[str]:
    try:
        return [tempfile.gettempdir()]
    except FileNotFoundError:
        return []
