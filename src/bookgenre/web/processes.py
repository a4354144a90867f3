"""Settings of the server's processes: memory, folders for short-lived files, and counters."""

import atexit
import contextlib
import ctypes
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from bookgenre.classifier.parallel import available_cores
from bookgenre.errors import InputError

__all__ = ["prepare_environment", "remove_own_folder", "share_arenas", "writable_folder"]

_MEMORY = "/dev/shm"  # noqa: S108 - writable in most containers whose root is not
_M_ARENA_MAX = -8  # of glibc's malloc.h


def prepare_environment(environ: MutableMapping[str, str], processes: int) -> None:
    """Set what several processes need before the application is imported.

    The processes share the cores, and the Prometheus client adds their numbers up through files in a folder that it
    wants to know before it is imported; it goes with this process. `InputError` says that there are no processes, or
    that no folder can be written.
    """
    if processes < 1:
        raise InputError(f"WEB_CONCURRENCY is {processes}; give the number of processes, 1 or more")
    if not environ.get("BOOKGENRE_WORKERS"):
        environ["BOOKGENRE_WORKERS"] = str(max(1, available_cores() // processes))
    if environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return
    # Empty is unset: the client would take the empty name for a folder.
    environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    if processes > 1:
        folder = tempfile.mkdtemp(prefix="bookgenre-metrics-", dir=writable_folder())
        atexit.register(remove_own_folder, folder, os.getpid())
        environ["PROMETHEUS_MULTIPROC_DIR"] = folder


def share_arenas() -> bool:
    """Let all threads allocate from two arenas; return whether the C library has such a setting (glibc has).

    Without this glibc gives threads arenas of their own, up to eight a core, and each keeps what the largest answer in
    it took: 339 MB instead of 197 after 20,000 requests. A variable MALLOC_ARENA_MAX of the operator's has precedence.
    """
    if os.environ.get("MALLOC_ARENA_MAX"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2))
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return False


def remove_own_folder(folder: str | Path, process: int) -> None:
    """Remove a folder at the end of the process that made it, and not of one that was forked from it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def writable_folder(*, in_memory: bool = True) -> str:
    """Return a folder for short-lived files, in memory where there is one, or preferably not there."""
    folders = [_MEMORY]
    with contextlib.suppress(FileNotFoundError):
        folders.insert(1 if in_memory else 0, tempfile.gettempdir())
    for folder in folders:
        if os.access(folder, os.W_OK | os.X_OK) and Path(folder).is_dir():
            return folder
    raise InputError(
        "no folder for temporary files can be written; mount memory at /tmp (docker run --tmpfs /tmp), or set TMPDIR"
    )
